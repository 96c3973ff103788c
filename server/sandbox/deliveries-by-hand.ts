import { NO_APPLICATION } from '../delivery/account-messages.js'
import {
  callbackPayload,
  type Payload,
  type PayloadSource,
  type ReportedPayment,
  signedPayload,
  webhookPayload,
} from '../delivery/compose.js'
import {
  type Delivery,
  NOT_ATTEMPTED,
  type NotificationChannel,
  type RetrySchedule,
} from '../domain/delivery.js'
import type { Application } from '../domain/merchant.js'
import { eventFor, type PaymentEvent, type WebhookEvent, webhookDestination } from '../domain/notification.js'
import type { Order } from '../domain/order.js'
import { channelsFor } from '../domain/payment.js'
import { drawPaymentId, drawReceiptNumber } from '../domain/payment-numbers.js'
import type { Damage } from '../domain/script.js'
import { afterChanges } from '../domain/shown.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { SandboxMistake } from '../errors.js'
import { aboutDelivery, nameOf, noSuchDelivery } from './deliveries.js'

/** Sends what no rule owes: messages again, tampered with, or about an order that nobody paid. */
export class DeliveriesByHand {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Sends a delivery once more, now, whatever became of it. */
  async redeliver(merchantId: string, deliveryId: string): Promise<Delivery> {
    const delivery = await this.#engine.transact(merchantId, async (tx) => {
      const found = await ownDelivery(tx, deliveryId)
      tx.plan({
        dueAt: tx.now,
        orderReference: found.orderReference,
        why: `${nameOf(found)} is sent again by hand`,
        action: { kind: 'attempt-delivery', deliveryId, byHand: true },
      })
      return found
    })
    await this.#engine.runDueIfFrozen(merchantId)
    return (await this.#engine.store.get('deliveries', deliveryId)) ?? delivery
  }

  /**
   * Sends a tampered copy of a delivery, now and once: a delivery of its own, made from the payment as it was
   * when the first one was owed, or from the first one where that is about no payment. Returns the copy.
   */
  async redeliverTampered(merchantId: string, deliveryId: string, damage: Damage): Promise<Delivery> {
    const copy = await this.#engine.transact(merchantId, async (tx) => {
      const original = await ownDelivery(tx, deliveryId)
      requireFitting(damage, original.channel)
      const payload = await tamperedPayload(tx, original, damage)
      const { damage: _, event, ...sameAsBefore } = original
      return sendOnce(tx, {
        ...sameAsBefore,
        event: event && (damage.event ?? event),
        ...payload,
        tamperedCopyOf: { deliveryId, damage },
      })
    })
    await this.#engine.runDueIfFrozen(merchantId)
    return (await this.#engine.store.get('deliveries', copy.id)) ?? copy
  }

  /**
   * Sends a message about an order, now and once: of its latest payment, or of one that nobody made, which claims that the
   * order is paid. Returns the delivery. Throws a SandboxMistake where the merchant has no address for it.
   */
  async send(
    { id, merchantId }: Pick<Order, 'id' | 'merchantId'>,
    channel: NotificationChannel,
    damage: Damage | null,
  ): Promise<Delivery> {
    const sent = await this.#engine.transact(merchantId, async (tx) => {
      const order = await tx.get('orders', id)
      const application = order && (await tx.get('applications', order.clientId))
      if (!order || !application) throw new TypeError(`there is no order ${id}`)
      if (damage) requireFitting(damage, channel)
      const latest = (await tx.find('payments', { where: { orderId: id } })).at(-1)
      const payment = latest ?? madeUpPayment(tx, order)
      const { dialect } = tx.merchant
      const source: PayloadSource = { payment, customer: order.customer, application, dialect }
      const claimed = damage?.event ?? eventFor(damage?.status ?? payment.status) ?? 'PAYMENT RECEIVED'
      const event = channel === 'webhook' ? claimed : null
      const destination = destinationOf(tx, order, application, event)
      const payload = event ? webhookPayload(event, source, damage) : callbackPayload(source, damage)
      return sendOnce(tx, {
        merchantId,
        channel,
        event,
        orderReference: order.orderReference,
        paymentId: payment.id,
        ...destination,
        copy: 1,
        ...payload,
        ...(latest ? {} : { madeUp: true }),
      })
    })
    await this.#engine.runDueIfFrozen(merchantId)
    return (await this.#engine.store.get('deliveries', sent.id)) ?? sent
  }
}

/** Puts a delivery that somebody sends by hand on its way, for one attempt. */
function sendOnce(
  tx: Transaction,
  message: Omit<Delivery, 'id' | 'seq' | 'retry' | 'status' | 'attempted' | 'createdAt'>,
): Delivery {
  const { merchantId, orderReference, damage, tamperedCopyOf } = message
  const seq = tx.nextNumber()
  const delivery: Delivery = {
    ...message,
    id: `${merchantId}-D${seq}`,
    seq,
    retry: SENT_ONCE,
    status: 'waiting',
    attempted: NOT_ATTEMPTED,
    createdAt: tx.now,
  }
  tx.put('deliveries', delivery)
  const isTampered = tamperedCopyOf !== undefined || damage !== undefined
  const how = isTampered ? ', tampered with on purpose' : ''
  const again = tamperedCopyOf ? 'sent again by hand' : 'sent by hand'
  tx.note('notification:owed', `${nameOf(delivery)} is ${again}${how}`, aboutDelivery(delivery))
  tx.plan({
    dueAt: tx.now,
    orderReference,
    why: `${isTampered ? 'a tampered copy of ' : ''}${nameOf(delivery)}, sent by hand`,
    action: { kind: 'attempt-delivery', deliveryId: delivery.id, byHand: false },
  })
  return delivery
}

/** A payment that nobody made: what somebody claims who forges a message. */
function madeUpPayment(tx: Transaction, order: Order): ReportedPayment {
  const channel = channelsFor(order.total.currency)[0] ?? 'CARD'
  return {
    id: drawPaymentId(tx.random, order, tx.merchant.dialect),
    status: 'SUCCESS',
    channel,
    orderReference: order.orderReference,
    paymentReference: drawReceiptNumber(tx.random, channel, tx.now),
    collected: order.total,
    message: 'success',
    createdAt: tx.now,
    updatedAt: tx.now,
  }
}

/** Where a message about an order goes. Throws a SandboxMistake where nobody has given an address. */
function destinationOf(
  { merchant }: Transaction,
  order: Order,
  application: Application,
  event: PaymentEvent | null,
): Pick<Delivery, 'url' | 'level'> {
  if (event === null && order.callbackUrl) return { url: order.callbackUrl, level: 'link' }
  const coverage = merchant.dialect.appWebhookCoverage
  const destination = event && webhookDestination(event, application, merchant, order.origin, coverage)
  if (destination) return destination
  throw new SandboxMistake(
    'NO_ADDRESS',
    event
      ? `neither the application nor the merchant has a URL for ${event}`
      : `the order ${order.orderReference} has no callbackUrl`,
    event ? 'give the merchant webhooks' : 'make the link with a callbackUrl, or send a webhook',
  )
}

/** Throws a SandboxMistake for damage that a message of this kind cannot have, or that nobody would notice. */
function requireFitting(damage: Damage, channel: NotificationChannel) {
  const ofWebhooks = (['clientId', 'event', 'shape'] as const).filter((key) => damage[key] !== undefined)
  if (channel === 'webhook' || ofWebhooks.length === 0) return
  throw new SandboxMistake(
    'INVALID_INPUT',
    `a callbackUrl call has no ${ofWebhooks.join(', ')}`,
    'leave it out, or damage the webhook',
  )
}

/** The schedule of what nobody repeats. */
const SENT_ONCE: RetrySchedule = { since: 'first', seconds: [0] }

/** A tampered copy of what a delivery sends. */
async function tamperedPayload(tx: Transaction, original: Delivery, damage: Damage): Promise<Payload> {
  const payment = await tx.get('payments', original.paymentId)
  const { dialect } = tx.merchant
  if (!payment) {
    const { checksum: _, checksumMethod: __, ...content } = JSON.parse(original.body)
    const payout = await tx.get('payouts', original.paymentId)
    const signer = payout && (await tx.get('applications', payout.clientId))
    return signedPayload(content, { application: signer ?? NO_APPLICATION, dialect }, damage)
  }
  const order = await tx.get('orders', payment.orderId)
  const application = await tx.get('applications', payment.clientId)
  if (!order || !application) throw noSuchDelivery(original.id)
  const before = payment.history.filter(({ at }) => at <= original.createdAt).length
  const source: PayloadSource = {
    payment: afterChanges(payment, before),
    customer: order.customer,
    application,
    dialect,
  }
  const { event } = original
  return isPaymentEvent(event) ? webhookPayload(event, source, damage) : callbackPayload(source, damage)
}

function isPaymentEvent(event: WebhookEvent | null): event is PaymentEvent {
  return event === 'PAYMENT RECEIVED' || event === 'PAYMENT FAILED'
}

async function ownDelivery(tx: Transaction, deliveryId: string): Promise<Delivery> {
  const found = await tx.get('deliveries', deliveryId)
  if (found?.merchantId !== tx.merchant.id) throw noSuchDelivery(deliveryId)
  return found
}
