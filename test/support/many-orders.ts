import { NOT_ATTEMPTED } from '../../server/domain/delivery.js'
import { withPayment } from '../../server/domain/order.js'
import type { Sandbox } from '../../server/sandbox/sandbox.js'
import { anOrder, aPayment } from './builders.js'
import type { TestShop } from './sandbox.js'

/** Orders of a merchant, each paid and each with a delivery, an attempt, a call, an entry in the journal and a task. */
export async function placeMany(sandbox: Sandbox, shop: Pick<TestShop, 'id' | 'clientId'>, count: number) {
  await sandbox.engine.transact(shop.id, async (tx) => {
    for (let i = 0; i < count; i++) {
      const of = { merchantId: shop.id, orderReference: `MANY${i}`, clientId: shop.clientId }
      const payment = aPayment({
        ...of,
        id: `LCPC${i}`,
        orderId: `O${i}`,
        seq: tx.nextNumber(),
        status: 'SUCCESS',
      })
      tx.put('payments', payment)
      tx.put(
        'orders',
        withPayment(anOrder({ ...of, id: `O${i}`, linkId: `CHE${i}`, seq: tx.nextNumber() }), payment),
      )
      const seq = tx.nextNumber()
      tx.put('deliveries', {
        id: `D${i}`,
        seq,
        merchantId: shop.id,
        orderReference: of.orderReference,
        paymentId: payment.id,
        channel: 'webhook',
        event: 'PAYMENT RECEIVED',
        url: 'http://127.0.0.1:1/',
        level: 'application',
        copy: 1,
        body: '{}',
        headers: {},
        signed: false,
        retry: { since: 'first', seconds: [0] },
        status: 'delivered',
        attempted: { ...NOT_ATTEMPTED, count: 1 },
        createdAt: tx.now,
      })
      tx.put('attempts', {
        id: `D${i}-A1`,
        merchantId: shop.id,
        seq: 1,
        deliveryId: `D${i}`,
        orderReference: of.orderReference,
        number: 1,
        cause: 'schedule',
        startedAt: tx.now,
        outcome: 'received',
      })
      tx.note('payment:moved', `order ${i}`, { orderReference: of.orderReference })
      tx.log({
        merchantId: shop.id,
        seq: tx.nextNumber(),
        at: tx.now,
        method: 'GET',
        path: `/third-parties/payments/${of.orderReference}`,
        headers: {},
        body: '',
        orderReference: of.orderReference,
        status: 200,
        response: '[]',
        durationMs: 1,
      })
      tx.plan({
        dueAt: tx.now + i,
        orderReference: of.orderReference,
        why: 'a test wants it',
        action: { kind: 'open-return', paymentId: payment.id },
      })
    }
  })
}
