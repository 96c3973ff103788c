import type { Ending } from '../agenda/agenda.js'
import { callbackMessage, type Message, type Subject, webhookMessage } from '../delivery/compose.js'
import { nextAttemptAt, RETRY_SCHEDULES } from '../delivery/retry-schedules.js'
import type { Answer, Sender } from '../delivery/sender.js'
import type { CheckoutLink } from '../domain/checkout-link.js'
import { type Attempt, attempted, type Delivery, type RetrySchedule } from '../domain/delivery.js'
import type { Application } from '../domain/merchant.js'
import { type Owed, type PaymentEvent, webhookDestination } from '../domain/notification.js'
import type { Payment } from '../domain/payment.js'
import type { ChannelScript, Damage, Happening, TimelineStep } from '../domain/script.js'
import { afterChanges } from '../domain/shown.js'
import type { Task } from '../domain/task.js'
import type { Core } from '../engine/engine.js'
import type { Work } from '../engine/transaction.js'
import { SandboxMistake } from '../errors.js'
import type { SelfCheck } from './self-check.js'
import { planAfter, release } from './wait-for.js'

type AttemptTask = Extract<Task['action'], { kind: 'attempt-delivery' }>

/** Works out what merchants are owed, and sees each delivery through its attempts. */
export class Deliveries {
  readonly #core: Core
  readonly #sender: Sender
  readonly #selfCheck: SelfCheck | null

  constructor(core: Core, sender: Sender, selfCheck: SelfCheck | null) {
    this.#core = core
    this.#sender = sender
    this.#selfCheck = selfCheck
  }

  /**
   * Puts what a move owes on its way: the event's webhook, and on success the link's `callbackUrl` call.
   * Answers which of them are sent.
   */
  async owe(work: Work, debt: Debt): Promise<ReadonlySet<Happening>> {
    const { owed, payment, link, application, step, returns } = debt
    const { merchant } = work
    const subject: Subject = { payment, customer: link.customer, application, dialect: merchant.dialect }
    const webhook = step?.webhook ?? payment.script.webhook
    const callback = step?.callback ?? payment.script.callback

    const coverage = merchant.dialect.appWebhookCoverage
    const destination = owed.event && webhookDestination(owed.event, application, merchant, coverage)
    const callbackUrl = owed.callback ? link.callbackUrl : undefined
    const sent = new Set<Happening>()
    if (destination && webhook.send) sent.add('webhook')
    if (callbackUrl && callback.send) sent.add('callback')
    const willHappen = (other: Happening) => (other === 'return' ? returns : sent.has(other))

    if (owed.event && destination) {
      const message = webhookMessage(owed.event, subject, webhook.damage)
      const notice = { channel: 'webhook', event: owed.event, ...destination, message } as const
      this.#check(work, notice, webhook, payment)
      this.#plan(work, notice, webhook, payment, willHappen)
    } else if (owed.event) {
      const nowhere = `${owed.event} is owed, but neither the application nor the merchant has a URL for it`
      const about = { orderReference: payment.orderReference, paymentId: payment.id }
      work.note('notification:not-sent', nowhere, about)
    }
    if (callbackUrl) {
      const message = callbackMessage(subject, callback.damage)
      const notice = { channel: 'callback', event: null, url: callbackUrl, level: 'link', message } as const
      this.#check(work, notice, callback, payment)
      this.#plan(work, notice, callback, payment, willHappen)
    }
    return sent
  }

  /** Sends a delivery once more, now, whatever became of it. */
  async redeliver(merchantId: string, deliveryId: string): Promise<Delivery> {
    const delivery = await this.#core.work(merchantId, async (work) => {
      const found = await ownDelivery(work, deliveryId)
      work.plan({
        dueAt: work.now,
        orderReference: found.orderReference,
        why: `${nameOf(found)} is sent again by hand`,
        action: { kind: 'attempt-delivery', deliveryId, byHand: true },
      })
      return found
    })
    await this.#core.runDueIfFrozen(merchantId)
    return (await this.#core.store.get('deliveries', deliveryId)) ?? delivery
  }

  /**
   * Sends a spoilt copy of a delivery, now and once: a delivery of its own, told about the payment as it was
   * when the first one was owed. Answers the copy.
   */
  async redeliverSpoilt(merchantId: string, deliveryId: string, damage: Damage): Promise<Delivery> {
    const copy = await this.#core.work(merchantId, async (work) => {
      const original = await ownDelivery(work, deliveryId)
      const payment = await work.get('payments', original.paymentId)
      const link = payment && (await work.get('links', payment.linkId))
      const application = payment && (await work.get('applications', payment.clientId))
      if (!payment || !link || !application) throw noSuchDelivery(deliveryId)
      const before = payment.history.filter(({ at }) => at <= original.createdAt).length
      const subject: Subject = {
        payment: afterChanges(payment, before),
        customer: link.customer,
        application,
        dialect: work.merchant.dialect,
      }
      const message = original.event
        ? webhookMessage(original.event, subject, damage)
        : callbackMessage(subject, damage)
      const seq = work.nextNumber()
      const delivery: Delivery = {
        ...original,
        ...message,
        id: `${merchantId}-D${seq}`,
        seq,
        spoiltCopyOf: { deliveryId, damage },
        retry: SENT_ONCE,
        status: 'waiting',
        attempts: [],
        createdAt: work.now,
      }
      const about = {
        orderReference: original.orderReference,
        paymentId: payment.id,
        deliveryId: delivery.id,
      }
      work.put('deliveries', delivery)
      work.note('notification:owed', `${nameOf(delivery)} is sent again by hand, spoilt on purpose`, about)
      work.plan({
        dueAt: work.now,
        orderReference: original.orderReference,
        why: `a spoilt copy of ${nameOf(delivery)}, sent by hand`,
        action: { kind: 'attempt-delivery', deliveryId: delivery.id, byHand: false },
      })
      return delivery
    })
    await this.#core.runDueIfFrozen(merchantId)
    return (await this.#core.store.get('deliveries', copy.id)) ?? copy
  }

  /** Makes one attempt, written down before it is sent; answers how to write down what became of it. */
  async attempt(task: Task, { deliveryId, byHand }: AttemptTask): Promise<Ending> {
    const { merchantId } = task
    const begun = await this.#core.workTogether(merchantId, async (work) => {
      const planned = await work.get('tasks', task.id)
      if (planned?.seq !== task.seq) return null
      const delivery = await work.get('deliveries', deliveryId)
      if (!delivery) throw noSuchDelivery(deliveryId)
      const attempt: Attempt = {
        number: delivery.attempts.length + 1,
        cause: byHand ? 'by-hand' : 'schedule',
        startedAt: work.now,
        outcome: 'sending',
      }
      work.put('deliveries', attempted(delivery, [...delivery.attempts, attempt]))
      return { delivery, attempt }
    })
    if (!begun) return async () => {}
    const answer = await this.#sender.post(begun.delivery)
    return () =>
      this.#core.workTogether(merchantId, (work) =>
        this.#finish(work, task, deliveryId, begun.attempt, answer),
      )
  }

  async #finish(work: Work, task: Task, deliveryId: string, begun: Attempt, answer: Answer) {
    work.drop(task)
    const delivery = await work.get('deliveries', deliveryId)
    if (!delivery) throw noSuchDelivery(deliveryId)
    const { orderReference, paymentId, channel } = delivery
    const { number, cause, startedAt } = begun
    const attempt: Attempt = { number, cause, startedAt, ...answer }
    const attempts = delivery.attempts.with(number - 1, attempt)
    const name = nameOf(delivery)
    const said = answer.response ? `answered ${answer.response.status}` : (answer.note ?? answer.outcome)
    const note = answer.response && answer.note ? ` (${answer.note})` : ''
    work.note('delivery:attempted', `attempt ${number} of ${name}: ${said}${note}`, {
      orderReference,
      paymentId,
      deliveryId,
      data: { outcome: answer.outcome },
    })
    if (number === 1) await release(work, { id: paymentId, orderReference }, channel)
    if (answer.outcome === 'received') {
      await this.#dropPlannedRetries(work, delivery)
      work.put('deliveries', attempted(delivery, attempts, 'delivered'))
      return
    }
    // A failed attempt by hand changes no plan, nor does one that another has overtaken.
    if (begun.cause === 'by-hand' || delivery.status !== 'waiting') {
      work.put('deliveries', attempted(delivery, attempts))
      return
    }
    const scheduled = attempts.filter(({ cause }) => cause === 'schedule')
    const firstAt = scheduled[0]?.startedAt ?? begun.startedAt
    const dueAt = nextAttemptAt(delivery.retry, scheduled.length, firstAt, begun.startedAt)
    if (dueAt === null) {
      work.note('delivery:given-up', `${name} is given up`, { orderReference, paymentId, deliveryId })
      work.put('deliveries', attempted(delivery, attempts, 'given-up'))
      return
    }
    work.put('deliveries', attempted(delivery, attempts))
    const why = `attempt ${number + 1} of ${name}, because attempt ${number} failed`
    work.replan(task, { dueAt, why, action: { kind: 'attempt-delivery', deliveryId, byHand: false } })
  }

  async #dropPlannedRetries(work: Work, delivery: Delivery) {
    const { merchantId, orderReference } = delivery
    for (const task of await work.find('tasks', { where: { merchantId, orderReference } })) {
      const { action } = task
      if (action.kind === 'attempt-delivery' && action.deliveryId === delivery.id && !action.byHand)
        work.drop(task)
    }
  }

  /** What a scenario damages is meant to be wrong. */
  #check(work: Work, { event, message }: Notice, { damage }: ChannelScript, payment: Payment) {
    const { body, signed } = message
    const flaw = damage ? null : this.#selfCheck?.message({ event, body, signed }, work.merchant.dialect)
    const about = { orderReference: payment.orderReference, paymentId: payment.id }
    if (flaw) work.note('check:failed', flaw, about)
  }

  #plan(
    work: Work,
    { channel, event, url, level, message }: Notice,
    script: ChannelScript,
    payment: Payment,
    willHappen: (other: Happening) => boolean,
  ) {
    const { id: paymentId, orderReference } = payment
    for (let copy = 1; copy <= script.copies; copy++) {
      const seq = work.nextNumber()
      const delivery: Delivery = {
        id: `${work.merchant.id}-D${seq}`,
        merchantId: work.merchant.id,
        seq,
        channel,
        event,
        orderReference,
        paymentId,
        url,
        level,
        copy,
        ...message,
        retry: script.retry ?? RETRY_SCHEDULES[work.merchant.dialect.notificationRetry],
        status: script.send ? 'waiting' : 'withheld',
        attempts: [],
        createdAt: work.now,
      }
      work.put('deliveries', delivery)
      const about = { orderReference, paymentId, deliveryId: delivery.id }
      if (!script.send) {
        const withheld = `${nameOf(delivery)} is withheld by the scenario ${payment.scenario}`
        work.note('notification:not-sent', withheld, about)
        return
      }
      const damaged = script.damage ? `; damaged by the scenario ${payment.scenario}` : ''
      const plain = url.startsWith('http:')
        ? '; plain http, though the live gateway is said to want https'
        : ''
      work.note('notification:owed', `${nameOf(delivery)} is owed (${level} URL${plain}${damaged})`, about)
      const after = script.after && willHappen(script.after) ? script.after : null
      planAfter(work, payment, after, {
        delay: script.delay + (copy - 1) * script.apart,
        what: `first attempt of ${nameOf(delivery)}`,
        action: { kind: 'attempt-delivery', deliveryId: delivery.id, byHand: false },
      })
    }
  }
}

/** The schedule of what nobody repeats. */
const SENT_ONCE: RetrySchedule = { since: 'first', seconds: [0] }

async function ownDelivery(work: Work, deliveryId: string): Promise<Delivery> {
  const found = await work.get('deliveries', deliveryId)
  if (found?.merchantId !== work.merchant.id) throw noSuchDelivery(deliveryId)
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
export interface Debt {
  readonly owed: Owed
  readonly payment: Payment
  readonly link: CheckoutLink
  readonly application: Application
  /** The scripted move that owes it; null for a move by hand. */
  readonly step: TimelineStep | null
  /** Whether this move also takes the browser back to the shop. */
  readonly returns: boolean
}

type Notice = Pick<Delivery, 'channel' | 'url' | 'level'> & {
  readonly event: PaymentEvent | null
  readonly message: Message
}

function nameOf({ event, url, copy }: Pick<Delivery, 'event' | 'url' | 'copy'>): string {
  const name = event ? `the ${event} webhook to ${url}` : `the callbackUrl call to ${url}`
  return copy > 1 ? `copy ${copy} of ${name}` : name
}
