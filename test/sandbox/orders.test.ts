import { describe, expect, test } from 'vitest'
import type { Order } from '../../server/domain/order.js'
import { linkOf } from '../../server/sandbox/links.js'
import type { PayOrder } from '../../server/sandbox/payments.js'
import { deliveriesOf } from '../support/builders.js'
import { type Received, startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'

const REFERENCE = 'PUSH1001'

const BY_PHONE: PayOrder = { channel: 'M-PESA', phoneNumber: '255754000333' }

/** A shop with an order that came without a checkout link, as a USSD push makes it. */
async function shopWithOrder(more: Partial<Order> = {}) {
  const box = await startSandbox()
  const receiver = await startReceiver()
  const webhooks = { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url }
  const shop = await box.openShop({ webhooks })
  const { sandbox } = box
  const order = await sandbox.orders.place(shop.id, shop.clientId, {
    orderReference: REFERENCE,
    origin: 'ussd-push',
    linkId: null,
    total: { minor: 1000_00, currency: 'TZS' },
    items: [],
    customer: { name: 'Asha Mushi', phone: '255712000111' },
    ...more,
  })
  const told = () => receiver.received.map(({ text }: Received) => JSON.parse(text))
  return { ...box, shop, order, receiver, told, pay: () => sandbox.payments.pay(order, BY_PHONE) }
}

describe('an order without a checkout link', () => {
  test('is stored under its reference, and has no link', async () => {
    const { sandbox, shop, order } = await shopWithOrder()
    const found = await sandbox.orders.findByReference(shop.id, REFERENCE)
    expect(found).toEqual(order)
    expect(found && linkOf(found)).toBeNull()
    expect((await sandbox.queries.orders(shop.id, {}, { limit: 10 })).items).toEqual([order])
  })

  test('takes its reference away from links, and from orders of its own kind', async () => {
    const { sandbox, shop, order } = await shopWithOrder()
    const { id: _, merchantId, seq, clientId, createdAt, progress, ...asked } = order
    await expect(sandbox.orders.place(shop.id, clientId, asked)).rejects.toMatchObject({
      code: 'REFERENCE_USED',
    })
    const body = { totalPrice: '1000', orderCurrency: 'TZS', orderReference: REFERENCE }
    const reply = await shop.post('/checkout-link/generate-checkout-url', body)
    expect([reply.statusCode, reply.json().message]).toEqual([
      409,
      `Order reference ${REFERENCE} already used: Create a different reference`,
    ])
  })

  test('is paid, and its merchant is told by webhook, and by its callbackUrl where it has one', async () => {
    const { sandbox, shop, pay, told, receiver } = await shopWithOrder({
      callbackUrl: (await startReceiver()).url,
    })
    expect((await pay()).made).toBe(true)
    await sandbox.clocks.advance(shop.id, 2000)
    expect(told()).toMatchObject([
      { event: 'PAYMENT RECEIVED', data: { orderReference: REFERENCE, status: 'SUCCESS' } },
    ])
    expect(receiver.received).toHaveLength(1)
    expect(await deliveriesOf(sandbox, shop.id)).toMatchObject([
      { channel: 'webhook', status: 'delivered', attempts: [{ outcome: 'received' }] },
      { channel: 'callback', status: 'delivered', attempts: [{ outcome: 'received' }] },
    ])
  })

  test('that fails is told too, and can be paid again by a second attempt', async () => {
    const { sandbox, shop, pay, told } = await shopWithOrder()
    await sandbox.scenarios.queue(shop.id, ['insufficient-balance'])
    await pay()
    await sandbox.clocks.advance(shop.id, 5000)
    await pay()
    await sandbox.clocks.advance(shop.id, 5000)
    expect(told().map(({ event }) => event)).toEqual(['PAYMENT FAILED', 'PAYMENT RECEIVED'])
    const order = await sandbox.orders.findByReference(shop.id, REFERENCE)
    expect(order?.progress).toMatchObject({ attempts: 2, everPaid: true, latest: { status: 'SUCCESS' } })
  })

  test('is queried as any other, by its reference and in the list', async () => {
    const { sandbox, shop, pay } = await shopWithOrder()
    expect((await shop.get(`/payments/${REFERENCE}`)).json()).toEqual([])
    await pay()
    await sandbox.clocks.advance(shop.id, 2000)
    const row = { orderReference: REFERENCE, status: 'SUCCESS', customer: { customerName: 'Asha Mushi' } }
    expect((await shop.get(`/payments/${REFERENCE}`)).json()).toMatchObject([row])
    expect((await shop.get('/payments/all')).json()).toMatchObject({ data: [row], totalCount: 1 })
  })

  test('is shown by the inspector: in the list, and on a page where it can be paid', async () => {
    const { app, sandbox, shop } = await shopWithOrder()
    const page = async (path: string) => (await app.inject(`/sandbox/merchants/${shop.id}${path}`)).body
    expect(await page('/payments')).toContain(`orders/${REFERENCE}`)
    expect(await page(`/orders/${REFERENCE}`)).toContain('none: the order came by ussd-push')
    const reply = await app.inject({
      method: 'POST',
      url: `/sandbox/merchants/${shop.id}/orders/${REFERENCE}/pay`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'phoneNumber=255754000333',
    })
    expect(reply.statusCode).toBe(303)
    await sandbox.clocks.advance(shop.id, 2000)
    expect(await page(`/orders/${REFERENCE}`)).toContain('SUCCESS')
    expect(await page('/payments?q=asha&status=SUCCESS')).toContain(`orders/${REFERENCE}`)
  })

  test('can be paid by the control API, which tells that there is no link', async () => {
    const { app, shop } = await shopWithOrder()
    const url = `/sandbox/api/v1/merchants/${shop.id}`
    const paid = await app.inject({ method: 'POST', url: `${url}/orders/${REFERENCE}/payments` })
    expect([paid.statusCode, paid.json()]).toMatchObject([201, { orderReference: REFERENCE, linkId: null }])
    expect((await app.inject(`${url}/payments`)).json().items).toMatchObject([{ orderReference: REFERENCE }])
    expect((await app.inject(`${url}/links`)).json().items).toEqual([])
  })

  test('goes through a snapshot with everything that is planned for it', async () => {
    const { sandbox, shop, pay, told } = await shopWithOrder()
    await pay()
    const snapshot = JSON.parse(JSON.stringify(await sandbox.snapshots.take(shop.id)))
    await sandbox.clocks.advance(shop.id, 5000)
    await sandbox.restoreMerchant(shop.id, snapshot)
    expect(await sandbox.orders.findByReference(shop.id, REFERENCE)).toMatchObject({
      progress: { attempts: 1 },
    })
    await sandbox.clocks.advance(shop.id, 5000)
    expect(told()).toHaveLength(2)
  })

  test('is waited for', async () => {
    const { app, sandbox, shop, pay } = await shopWithOrder()
    const url = `/sandbox/api/v1/merchants/${shop.id}/payments?orderReference=${REFERENCE}&status=SUCCESS&wait=30s`
    const waiting = app.inject(url)
    await pay()
    await sandbox.clocks.advance(shop.id, 2000)
    expect((await waiting).json().items).toMatchObject([{ orderReference: REFERENCE, status: 'SUCCESS' }])
  })
})
