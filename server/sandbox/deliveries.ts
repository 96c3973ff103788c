import type { Commit } from '../agenda/agenda.js'
import { callbackPayload, type Payload, type PayloadSource, webhookPayload } from '../delivery/compose.js'
import { nextAttemptAt, RETRY_SCHEDULES } from '../delivery/retry-schedules.js'
import type { Answer, Sender } from '../delivery/sender.js'
import {
  type Attempt,
  attemptId,
  type Delivery,
  type DeliveryStatus,
  including,
  NOT_ATTEMPTED,
} from '../domain/delivery.js'
import { referenceOf } from '../domain/journal.js'
import type { Application } from '../domain/merchant.js'
import {
  type Destination,
  isPayoutEvent,
  type OwedNotifications,
  type PaymentEvent,
  type WebhookEvent,
  webhookDestination,
} from '../domain/notification.js'
import type { Order } from '../domain/order.js'
import type { Payment } from '../domain/payment.js'
import type { AwaitedEvent, ChannelScript, TimelineStep } from '../domain/script.js'
import type { Task } from '../domain/task.js'
import { childOf, spanIdFor, type TraceContext, traceIdOf } from '../domain/trace-context.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { SandboxMistake } from '../errors.js'
import { hidePasswords } from '../lib/hide-passwords.js'
import type { Span, Tracer } from '../tracing/tracer.js'
import type { SelfCheck } from './self-check.js'
import { planAfter, resumeWaiting } from './wait-for.js'

type AttemptTask = Extract<Task['action'], { kind: 'attempt-delivery' }>

/** Works out what merchants are owed, and sees each delivery through its attempts. */
export class Deliveries {
  readonly #engine: Engine
  readonly #sender: Sender
  readonly #selfCheck: SelfCheck | null
  readonly #tracer: Tracer | null

  constructor(engine: Engine, sender: Sender, selfCheck: SelfCheck | null, tracer: Tracer | null) {
    this.#engine = engine
    this.#sender = sender
    this.#selfCheck = selfCheck
    this.#tracer = tracer
  }

  /**
   * Puts what a move owes on its way: the event's webhook, and on success the link's `callbackUrl` call.
   * Returns which of them are sent.
   */
  async owe(tx: Transaction, notification: OwedNotification): Promise<ReadonlySet<AwaitedEvent>> {
    const { owed, payment, order, application, step, returns } = notification
    const { merchant } = tx
    const { trace } = order
    const source: PayloadSource = {
      payment,
      customer: order.customer,
      application,
      dialect: merchant.dialect,
    }
    const webhook = step?.webhook ?? payment.script.webhook
    const callback = step?.callback ?? payment.script.callback

    const coverage = merchant.dialect.appWebhookCoverage
    const event = owed.event && (webhook.damage?.event ?? owed.event)
    const destination = event && webhookDestination(event, application, merchant, order.origin, coverage)
    const callbackUrl = owed.callback ? order.callbackUrl : undefined
    const sent = new Set<AwaitedEvent>()
    if (destination && webhook.send) sent.add('webhook')
    if (callbackUrl && callback.send) sent.add('callback')
    const willHappen = (other: AwaitedEvent) => (other === 'return' ? returns : sent.has(other))

    if (event && destination) {
      const payload = webhookPayload(event, source, webhook.damage)
      const owedOne = { channel: 'webhook', event, ...destination, payload, trace } as const
      this.#check(tx, owedOne, webhook, payment)
      this.#plan(tx, owedOne, webhook, payment, willHappen)
    } else if (event) {
      const nowhere = `${event} is owed, but neither the application nor the merchant has a URL for it`
      tx.note('notification:not-sent', nowhere, aboutSubject(payment, false))
    }
    if (callbackUrl) {
      const payload = callbackPayload(source, callback.damage)
      const owedOne = {
        channel: 'callback',
        event: null,
        url: callbackUrl,
        level: 'link',
        payload,
        trace,
      } as const
      this.#check(tx, owedOne, callback, payment)
      this.#plan(tx, owedOne, callback, payment, willHappen)
    }
    return sent
  }

  /** Puts the webhook of an event that is about no payment on its way. Returns whether it is sent. */
  tell(tx: Transaction, { event, subject, destination, payload, script = PLAIN }: ToTell): boolean {
    if (!destination) {
      const nowhere = `${event} is owed, but there is no URL for it`
      tx.note('notification:not-sent', nowhere, aboutSubject(subject, isPayoutEvent(event)))
      return false
    }
    const owedOne = { channel: 'webhook', event, ...destination, payload, trace: subject.trace } as const
    this.#check(tx, owedOne, script, subject)
    this.#plan(tx, owedOne, script, subject, () => false)
    return script.send
  }

  /** Makes one attempt, written down before it is sent; returns how to write down what became of it. */
  async attempt(task: Task, { deliveryId, byHand }: AttemptTask): Promise<Commit> {
    const { merchantId } = task
    const span = this.#tracer && (await this.#beginSpan(this.#tracer, deliveryId))
    const within = <T>(act: () => T): T => (span ? span.run(act) : act())
    const begin = async (tx: Transaction) => {
      const planned = await tx.get('tasks', task.id)
      if (planned?.seq !== task.seq) return null
      const delivery = await tx.get('deliveries', deliveryId)
      if (!delivery) throw noSuchDelivery(deliveryId)
      const { id, number } = await nextAttempt(tx, delivery)
      const { orderReference, trace: followed } = delivery
      const trace = followed && (span?.context ?? childOf(followed, spanIdFor(tx.merchant.seed, id)))
      const attempt: Attempt = {
        id,
        merchantId,
        seq: number,
        deliveryId,
        orderReference,
        number,
        cause: byHand ? 'by-hand' : 'schedule',
        ...(trace ? { trace } : {}),
        startedAt: tx.now,
        outcome: 'sending',
      }
      tx.put('attempts', attempt)
      return { delivery, attempt }
    }
    const begun = await within(() => this.#engine.transactBatched(merchantId, begin))
    if (!begun) return async () => {}
    const { delivery, attempt } = begun
    const answer = await this.#sender.post({
      ...delivery,
      headers: { ...delivery.headers, ...attempt.trace },
    })
    const finish = (tx: Transaction) => this.#finish(tx, task, deliveryId, attempt, answer)
    return async () => {
      await within(() => this.#engine.transactBatched(merchantId, finish))
      span?.end({
        failed: answer.outcome !== 'received',
        attributes: {
          'clickpesa.attempt': attempt.number,
          'clickpesa.outcome': answer.outcome,
          ...(answer.response ? { 'http.response.status_code': answer.response.status } : {}),
        },
      })
    }
  }

  /** Reports an attempt. One that comes to nothing is never reported to have ended, and so not seen. */
  async #beginSpan(tracer: Tracer, deliveryId: string): Promise<Span | null> {
    const delivery = await this.#engine.store.get('deliveries', deliveryId)
    if (!delivery) return null
    const { merchantId, orderReference, event, channel, url, trace = null } = delivery
    return tracer.begin({
      name: event ? `webhook ${event}` : channel,
      kind: 'client',
      parent: trace,
      attributes: {
        'http.request.method': 'POST',
        'url.full': hidePasswords(url),
        'clickpesa.merchant': merchantId,
        'clickpesa.order_reference': orderReference,
        'clickpesa.delivery': deliveryId,
      },
    })
  }

  async #finish(tx: Transaction, task: Task, deliveryId: string, begun: Attempt, answer: Answer) {
    // Saved already, where only the answer of the store was lost; or made again by another process meanwhile.
    const saved = await tx.get('attempts', begun.id)
    if (saved?.outcome !== 'sending' || saved.startedAt !== begun.startedAt) return
    tx.drop(task)
    const delivery = await tx.get('deliveries', deliveryId)
    if (!delivery) throw noSuchDelivery(deliveryId)
    const { orderReference, paymentId, channel } = delivery
    const about = aboutDelivery(delivery)
    const { number, startedAt } = begun
    // A spread that adds fields makes a hidden class of its own for each row (Node 20), and these rows are many.
    const attempt: Attempt = Object.assign({}, begun, answer)
    const attempted = including(delivery.attempted, attempt)
    const save = (status: DeliveryStatus) => tx.put('deliveries', { ...delivery, status, attempted })
    tx.put('attempts', attempt)
    const name = nameOf(delivery)
    const said = answer.response ? `answered ${answer.response.status}` : (answer.note ?? answer.outcome)
    const note = answer.response && answer.note ? ` (${answer.note})` : ''
    const traceId = begun.trace && traceIdOf(begun.trace)
    tx.note('delivery:attempted', `attempt ${number} of ${name}: ${said}${note}`, {
      ...about,
      data: { outcome: answer.outcome, ...(traceId ? { traceId } : {}) },
    })
    if (number === 1) await resumeWaiting(tx, { id: paymentId, orderReference }, channel)
    if (answer.outcome === 'received') {
      await this.#dropPlannedRetries(tx, delivery)
      save('delivered')
      return
    }
    // A failed attempt by hand changes no plan, nor does one that another has overtaken.
    if (begun.cause === 'by-hand' || delivery.status !== 'waiting') {
      save(delivery.status)
      return
    }
    const { scheduled, firstAt } = attempted
    const dueAt = nextAttemptAt(delivery.retry, scheduled, firstAt ?? startedAt, startedAt)
    if (dueAt === null) {
      tx.note('delivery:given-up', `${name} is given up`, about)
      save('given-up')
      return
    }
    save(delivery.status)
    const why = `attempt ${number + 1} of ${name}, because attempt ${number} failed`
    tx.replan(task, { dueAt, why, action: { kind: 'attempt-delivery', deliveryId, byHand: false } })
  }

  /** The merchants of which some attempt has begun and is not known to have ended. */
  async withUnfinished(): Promise<ReadonlySet<string>> {
    const unfinished = await this.#engine.store.find('attempts', { where: { outcome: 'sending' } })
    return new Set(unfinished.map(({ merchantId }) => merchantId))
  }

  /**
   * Forgets the attempts of a merchant that another process began and never saw the end of. They are still on the
   * agenda, and are made again: the same bytes, under the same number.
   */
  async takeUpUnfinished(merchantId: string) {
    const where = { merchantId, outcome: 'sending' } as const
    for (const { id, deliveryId } of await this.#engine.store.find('attempts', { where })) {
      await this.#engine.transact(merchantId, async (tx) => {
        tx.remove('attempts', id)
        const delivery = await tx.get('deliveries', deliveryId)
        if (!delivery) return
        const text = `whether ${nameOf(delivery)} arrived is not known: it is sent again`
        tx.note('delivery:taken-up', text, aboutDelivery(delivery))
      })
    }
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
  #check(tx: Transaction, { event, payload }: Notification, { damage }: ChannelScript, payment: Subject) {
    const { body, signed } = payload
    const issue = damage ? null : this.#selfCheck?.message({ event, body, signed }, tx.merchant.dialect)
    if (issue) tx.note('check:failed', issue, aboutSubject(payment, isPayoutEvent(event)))
  }

  #plan(
    tx: Transaction,
    { channel, event, url, level, payload, trace }: Notification,
    script: ChannelScript,
    payment: Subject,
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
        ...referenceOf(orderReference, isPayoutEvent(event)),
        paymentId,
        url,
        level,
        copy,
        ...payload,
        ...(trace ? { trace } : {}),
        retry: script.retry ?? RETRY_SCHEDULES[tx.merchant.dialect.notificationRetry],
        status: script.send ? 'waiting' : 'withheld',
        attempted: NOT_ATTEMPTED,
        createdAt: tx.now,
      }
      tx.put('deliveries', delivery)
      const about = aboutDelivery(delivery)
      if (!script.send) {
        const withheld = `${nameOf(delivery)} is withheld${byScenario(payment)}`
        tx.note('notification:not-sent', withheld, about)
        return
      }
      const damaged = script.damage ? `; damaged${byScenario(payment)}` : ''
      const plain = url.startsWith('http:')
        ? '; plain http, though the live gateway is said to want https'
        : ''
      tx.note('notification:owed', `${nameOf(delivery)} is owed (${level} URL${plain}${damaged})`, about)
      const after = script.after && willHappen(script.after) ? script.after : null
      planAfter(tx, payment, after, {
        delay: script.delay + (copy - 1) * script.apart,
        what: `first attempt of ${nameOf(delivery)}`,
        action: {
          kind: 'attempt-delivery',
          deliveryId: delivery.id,
          byHand: false,
          ...(script.sideBySide ? { sideBySide: true } : {}),
        },
      })
    }
  }
}

/** What a notification tells of: a payment, a payout or a deposit. */
type Subject = Pick<Payment, 'id' | 'orderReference'> & {
  readonly scenario?: string
  readonly trace?: TraceContext
}

function aboutSubject({ id, orderReference }: Subject, ofPayout: boolean) {
  return { ...referenceOf(orderReference, ofPayout), paymentId: id }
}

/** Which delivery a journal entry is about. */
export function aboutDelivery({ id, ofPayout, orderReference, paymentId }: Delivery) {
  return { ...referenceOf(orderReference, ofPayout === true), paymentId, deliveryId: id }
}

/** A webhook that is about no payment. */
interface ToTell {
  readonly event: Exclude<WebhookEvent, PaymentEvent>
  readonly subject: Subject
  /** Null where nobody has given an address. */
  readonly destination: Destination | null
  readonly payload: Payload
  /** At once and undamaged, when left out. */
  readonly script?: ChannelScript
}

/** Sent at once, as it is. */
const PLAIN: ChannelScript = {
  send: true,
  after: null,
  delay: 0,
  copies: 1,
  apart: 0,
  sideBySide: false,
  retry: null,
  damage: null,
}

function byScenario({ scenario }: Subject): string {
  return scenario === undefined ? '' : ` by the scenario ${scenario}`
}

/** What a delivery's next attempt is called. One by hand may be on its way beside one of the schedule. */
async function nextAttempt(tx: Transaction, { id: deliveryId, attempted }: Delivery) {
  for (let number = attempted.count + 1; ; number++) {
    const id = attemptId(deliveryId, number)
    if (!(await tx.get('attempts', id))) return { id, number }
  }
}

export function noSuchDelivery(deliveryId: string): SandboxMistake {
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
  readonly order: Order
  readonly application: Application
  /** The scripted move that owes it; null for a move by hand. */
  readonly step: TimelineStep | null
  /** Whether this move also takes the browser back to the shop. */
  readonly returns: boolean
}

type Notification = Pick<Delivery, 'channel' | 'url' | 'level'> & {
  readonly event: WebhookEvent | null
  readonly payload: Payload
  readonly trace: TraceContext | undefined
}

/** What a delivery is called in sentences. */
export function nameOf({ event, url, copy }: Pick<Delivery, 'event' | 'url' | 'copy'>): string {
  const name = event ? `the ${event} webhook to ${url}` : `the callbackUrl call to ${url}`
  return copy > 1 ? `copy ${copy} of ${name}` : name
}
