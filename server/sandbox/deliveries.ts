import type { Commit } from '../agenda/agenda.js'
import { callbackPayload, type Payload, type PayloadSource, webhookPayload } from '../delivery/compose.js'
import { nextAttemptAt, RETRY_SCHEDULES } from '../delivery/retry-schedules.js'
import type { Answer, Sender } from '../delivery/sender.js'
import type { CheckoutLink } from '../domain/checkout-link.js'
import { type Attempt, attempted, type Delivery, type RetrySchedule } from '../domain/delivery.js'
import type { Application } from '../domain/merchant.js'
import { type OwedNotifications, type PaymentEvent, webhookDestination } from '../domain/notification.js'
import type { Payment } from '../domain/payment.js'
import type { AwaitedEvent, ChannelScript, Damage, TimelineStep } from '../domain/script.js'
import { afterChanges } from '../domain/shown.js'
import type { Task } from '../domain/task.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { SandboxMistake } from '../errors.js'
import type { SelfCheck } from './self-check.js'
import { planAfter, resumeWaiting } from './wait-for.js'

type AttemptTask = Extract<Task['action'], { kind: 'attempt-delivery' }>

/** Works out what merchants are owed, and sees each delivery through its attempts. */
export class Deliveries {
  readonly #engine: Engine
  readonly #sender: Sender
  readonly #selfCheck: SelfCheck | null

  constructor(engine: Engine, sender: Sender, selfCheck: SelfCheck | null) {
    this.#engine = engine
    this.#sender = sender
    this.#selfCheck = selfCheck
  }

  /**
   * Puts what a move owes on its way: the event's webhook, and on success the link's `callbackUrl` call.
   * Answers which of them are sent.
   */
  async owe(tx: Transaction, debt: OwedNotification): Promise<ReadonlySet<AwaitedEvent>> {
    const { owed, payment, link, application, step, returns } = debt
    const { merchant } = tx
    const subject: PayloadSource = {
      payment,
      customer: link.customer,
      application,
      dialect: merchant.dialect,
    }
    const webhook = step?.webhook ?? payment.script.webhook
    const callback = step?.callback ?? payment.script.callback

    const coverage = merchant.dialect.appWebhookCoverage
    const destination = owed.event && webhookDestination(owed.event, application, merchant, coverage)
    const callbackUrl = owed.callback ? link.callbackUrl : undefined
    const sent = new Set<AwaitedEvent>()
    if (destination && webhook.send) sent.add('webhook')
    if (callbackUrl && callback.send) sent.add('callback')
    const willHappen = (other: AwaitedEvent) => (other === 'return' ? returns : sent.has(other))

    if (owed.event && destination) {
      const message = webhookPayload(owed.event, subject, webhook.damage)
      const notice = { channel: 'webhook', event: owed.event, ...destination, message } as const
      this.#check(tx, notice, webhook, payment)
      this.#plan(tx, notice, webhook, payment, willHappen)
    } else if (owed.event) {
      const nowhere = `${owed.event} is owed, but neither the application nor the merchant has a URL for it`
      const about = { orderReference: payment.orderReference, paymentId: payment.id }
      tx.note('notification:not-sent', nowhere, about)
    }
    if (callbackUrl) {
      const message = callbackPayload(subject, callback.damage)
      const notice = { channel: 'callback', event: null, url: callbackUrl, level: 'link', message } as const
      this.#check(tx, notice, callback, payment)
      this.#plan(tx, notice, callback, payment, willHappen)
    }
    return sent
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
   * Sends a spoilt copy of a delivery, now and once: a delivery of its own, told about the payment as it was
   * when the first one was owed. Answers the copy.
   */
  async redeliverTampered(merchantId: string, deliveryId: string, damage: Damage): Promise<Delivery> {
    const copy = await this.#engine.transact(merchantId, async (tx) => {
      const original = await ownDelivery(tx, deliveryId)
      const payment = await tx.get('payments', original.paymentId)
      const link = payment && (await tx.get('links', payment.linkId))
      const application = payment && (await tx.get('applications', payment.clientId))
      if (!payment || !link || !application) throw noSuchDelivery(deliveryId)
      const before = payment.history.filter(({ at }) => at <= original.createdAt).length
      const subject: PayloadSource = {
        payment: afterChanges(payment, before),
        customer: link.customer,
        application,
        dialect: tx.merchant.dialect,
      }
      const message = original.event
        ? webhookPayload(original.event, subject, damage)
        : callbackPayload(subject, damage)
      const seq = tx.nextNumber()
      const delivery: Delivery = {
        ...original,
        ...message,
        id: `${merchantId}-D${seq}`,
        seq,
        tamperedCopyOf: { deliveryId, damage },
        retry: SENT_ONCE,
        status: 'waiting',
        attempts: [],
        createdAt: tx.now,
      }
      const about = {
        orderReference: original.orderReference,
        paymentId: payment.id,
        deliveryId: delivery.id,
      }
      tx.put('deliveries', delivery)
      tx.note('notification:owed', `${nameOf(delivery)} is sent again by hand, spoilt on purpose`, about)
      tx.plan({
        dueAt: tx.now,
        orderReference: original.orderReference,
        why: `a spoilt copy of ${nameOf(delivery)}, sent by hand`,
        action: { kind: 'attempt-delivery', deliveryId: delivery.id, byHand: false },
      })
      return delivery
    })
    await this.#engine.runDueIfFrozen(merchantId)
    return (await this.#engine.store.get('deliveries', copy.id)) ?? copy
  }

  /** Makes one attempt, written down before it is sent; answers how to write down what became of it. */
  async attempt(task: Task, { deliveryId, byHand }: AttemptTask): Promise<Commit> {
    const { merchantId } = task
    const begun = await this.#engine.transactBatched(merchantId, async (tx) => {
      const planned = await tx.get('tasks', task.id)
      if (planned?.seq !== task.seq) return null
      const delivery = await tx.get('deliveries', deliveryId)
      if (!delivery) throw noSuchDelivery(deliveryId)
      const attempt: Attempt = {
        number: delivery.attempts.length + 1,
        cause: byHand ? 'by-hand' : 'schedule',
        startedAt: tx.now,
        outcome: 'sending',
      }
      tx.put('deliveries', attempted(delivery, [...delivery.attempts, attempt]))
      return { delivery, attempt }
    })
    if (!begun) return async () => {}
    const answer = await this.#sender.post(begun.delivery)
    return () =>
      this.#engine.transactBatched(merchantId, (tx) =>
        this.#finish(tx, task, deliveryId, begun.attempt, answer),
      )
  }

  async #finish(tx: Transaction, task: Task, deliveryId: string, begun: Attempt, answer: Answer) {
    tx.drop(task)
    const delivery = await tx.get('deliveries', deliveryId)
    if (!delivery) throw noSuchDelivery(deliveryId)
    const { orderReference, paymentId, channel } = delivery
    const { number, cause, startedAt } = begun
    const attempt: Attempt = { number, cause, startedAt, ...answer }
    const attempts = delivery.attempts.with(number - 1, attempt)
    const name = nameOf(delivery)
    const said = answer.response ? `answered ${answer.response.status}` : (answer.note ?? answer.outcome)
    const note = answer.response && answer.note ? ` (${answer.note})` : ''
    tx.note('delivery:attempted', `attempt ${number} of ${name}: ${said}${note}`, {
      orderReference,
      paymentId,
      deliveryId,
      data: { outcome: answer.outcome },
    })
    if (number === 1) await resumeWaiting(tx, { id: paymentId, orderReference }, channel)
    if (answer.outcome === 'received') {
      await this.#dropPlannedRetries(tx, delivery)
      tx.put('deliveries', attempted(delivery, attempts, 'delivered'))
      return
    }
    // A failed attempt by hand changes no plan, nor does one that another has overtaken.
    if (begun.cause === 'by-hand' || delivery.status !== 'waiting') {
      tx.put('deliveries', attempted(delivery, attempts))
      return
    }
    const scheduled = attempts.filter(({ cause }) => cause === 'schedule')
    const firstAt = scheduled[0]?.startedAt ?? begun.startedAt
    const dueAt = nextAttemptAt(delivery.retry, scheduled.length, firstAt, begun.startedAt)
    if (dueAt === null) {
      tx.note('delivery:given-up', `${name} is given up`, { orderReference, paymentId, deliveryId })
      tx.put('deliveries', attempted(delivery, attempts, 'given-up'))
      return
    }
    tx.put('deliveries', attempted(delivery, attempts))
    const why = `attempt ${number + 1} of ${name}, because attempt ${number} failed`
    tx.replan(task, { dueAt, why, action: { kind: 'attempt-delivery', deliveryId, byHand: false } })
  }

  async #dropPlannedRetries(tx: Transaction, delivery: Delivery) {
    const { merchantId, orderReference } = delivery
    for (const task of await tx.find('tasks', { where: { merchantId, orderReference } })) {
      const { action } = task
      if (action.kind === 'attempt-delivery' && action.deliveryId === delivery.id && !action.byHand)
        tx.drop(task)
    }
  }

  /** What a scenario damages is meant to be wrong. */
  #check(tx: Transaction, { event, message }: Notification, { damage }: ChannelScript, payment: Payment) {
    const { body, signed } = message
    const flaw = damage ? null : this.#selfCheck?.message({ event, body, signed }, tx.merchant.dialect)
    const about = { orderReference: payment.orderReference, paymentId: payment.id }
    if (flaw) tx.note('check:failed', flaw, about)
  }

  #plan(
    tx: Transaction,
    { channel, event, url, level, message }: Notification,
    script: ChannelScript,
    payment: Payment,
    willHappen: (other: AwaitedEvent) => boolean,
  ) {
    const { id: paymentId, orderReference } = payment
    for (let copy = 1; copy <= script.copies; copy++) {
      const seq = tx.nextNumber()
      const delivery: Delivery = {
        id: `${tx.merchant.id}-D${seq}`,
        merchantId: tx.merchant.id,
        seq,
        channel,
        event,
        orderReference,
        paymentId,
        url,
        level,
        copy,
        ...message,
        retry: script.retry ?? RETRY_SCHEDULES[tx.merchant.dialect.notificationRetry],
        status: script.send ? 'waiting' : 'withheld',
        attempts: [],
        createdAt: tx.now,
      }
      tx.put('deliveries', delivery)
      const about = { orderReference, paymentId, deliveryId: delivery.id }
      if (!script.send) {
        const withheld = `${nameOf(delivery)} is withheld by the scenario ${payment.scenario}`
        tx.note('notification:not-sent', withheld, about)
        return
      }
      const damaged = script.damage ? `; damaged by the scenario ${payment.scenario}` : ''
      const plain = url.startsWith('http:')
        ? '; plain http, though the live gateway is said to want https'
        : ''
      tx.note('notification:owed', `${nameOf(delivery)} is owed (${level} URL${plain}${damaged})`, about)
      const after = script.after && willHappen(script.after) ? script.after : null
      planAfter(tx, payment, after, {
        delay: script.delay + (copy - 1) * script.apart,
        what: `first attempt of ${nameOf(delivery)}`,
        action: { kind: 'attempt-delivery', deliveryId: delivery.id, byHand: false },
      })
    }
  }
}

/** The schedule of what nobody repeats. */
const SENT_ONCE: RetrySchedule = { since: 'first', seconds: [0] }

async function ownDelivery(tx: Transaction, deliveryId: string): Promise<Delivery> {
  const found = await tx.get('deliveries', deliveryId)
  if (found?.merchantId !== tx.merchant.id) throw noSuchDelivery(deliveryId)
  return found
}

function noSuchDelivery(deliveryId: string): SandboxMistake {
  return new SandboxMistake(
    'DELIVERY_NOT_FOUND',
    `the merchant has no delivery ${deliveryId}`,
    'GET its deliveries to see their ids',
  )
}

/** What a move owes, and everything that decides how it is sent. */
export interface OwedNotification {
  readonly owed: OwedNotifications
  readonly payment: Payment
  readonly link: CheckoutLink
  readonly application: Application
  /** The scripted move that owes it; null for a move by hand. */
  readonly step: TimelineStep | null
  /** Whether this move also takes the browser back to the shop. */
  readonly returns: boolean
}

type Notification = Pick<Delivery, 'channel' | 'url' | 'level'> & {
  readonly event: PaymentEvent | null
  readonly message: Payload
}

function nameOf({ event, url, copy }: Pick<Delivery, 'event' | 'url' | 'copy'>): string {
  const name = event ? `the ${event} webhook to ${url}` : `the callbackUrl call to ${url}`
  return copy > 1 ? `copy ${copy} of ${name}` : name
}
