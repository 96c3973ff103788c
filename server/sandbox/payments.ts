import { type CheckoutLink, type LinkState, linkState } from '../domain/checkout-link.js'
import { durationText } from '../domain/duration.js'
import type { Merchant } from '../domain/merchant.js'
import { moneyForPeople } from '../domain/money.js'
import { owedFor } from '../domain/notification.js'
import {
  type Channel,
  everPaid,
  firstStatus,
  IllegalMove,
  isPaid,
  moved,
  type Payment,
  type PaymentStatus,
} from '../domain/payment.js'
import type { Task } from '../domain/task.js'
import { SandboxMistake } from '../errors.js'
import { scriptFor } from '../scenario/scenario.js'
import type { Core } from './core.js'
import type { Deliveries } from './deliveries.js'
import type { Scenarios } from './scenarios.js'
import type { Work } from './work.js'

/** How the customer pays. */
export interface PayOrder {
  readonly channel: Channel
  /** 12 digits beginning with 255; for mobile money. */
  readonly phoneNumber?: string | undefined
  readonly scenario?: string | undefined
  /**
   * The number of the attempt that the customer was shown. When the link has come further meanwhile
   * (a double click, a second tab), no further payment is made.
   */
  readonly attempt?: number | undefined
}

export type PayResult =
  | { readonly made: true; readonly payment: Payment }
  | { readonly made: false; readonly state: LinkState; readonly latest: Payment | undefined }

type MoveTask = Extract<Task['action'], { kind: 'move-payment' }>
type ReturnTask = Extract<Task['action'], { kind: 'open-return' }>

/** Lets customers pay, and moves their payments along. */
export class Payments {
  readonly #core: Core
  readonly #scenarios: Scenarios
  readonly #deliveries: Deliveries

  constructor(core: Core, scenarios: Scenarios, deliveries: Deliveries) {
    this.#core = core
    this.#scenarios = scenarios
    this.#deliveries = deliveries
  }

  /** A customer pays a link. Makes no payment when the link is paid, expired or being paid already. */
  async pay(link: CheckoutLink, order: PayOrder): Promise<PayResult> {
    const result = await this.#core.work(link.merchantId, async (work): Promise<PayResult> => {
      const earlier = await work.find('payments', { where: { linkId: link.id } })
      const latest = earlier.at(-1)
      const state = linkState(link, earlier, work.merchant.dialect, work.now)
      const attempt = earlier.length + 1
      if (state !== 'open' || (order.attempt !== undefined && order.attempt !== attempt)) {
        return { made: false, state, latest }
      }
      const { scenario, because } = this.#scenarios.choose(work, link, order.scenario)
      const payment: Payment = {
        id: await freshPaymentId(work, link),
        merchantId: work.merchant.id,
        seq: work.nextNumber(),
        clientId: link.clientId,
        linkId: link.id,
        orderReference: link.orderReference,
        attempt,
        channel: order.channel,
        status: firstStatus(order.channel),
        collected: link.total,
        ...(order.phoneNumber ? { phoneNumber: order.phoneNumber } : {}),
        message: '',
        scenario: scenario.name,
        script: scriptFor(scenario, attempt),
        returnOpen: false,
        createdAt: work.now,
        updatedAt: work.now,
        history: [],
      }
      const about = { orderReference: link.orderReference, paymentId: payment.id }
      work.put('payments', payment)
      work.note('scenario:chosen', `attempt ${attempt} follows ${scenario.name}, because ${because}`, about)
      const from = payment.phoneNumber ? ` from ${payment.phoneNumber}` : ''
      work.note(
        'payment:created',
        `${payment.status}: ${moneyForPeople(link.total)} over ${payment.channel}${from}`,
        about,
      )
      planTimeline(work, payment)
      return { made: true, payment }
    })
    if (!result.made) return result
    await this.#core.runDueIfFrozen(link.merchantId)
    return { made: true, payment: (await this.find(result.payment.id)) ?? result.payment }
  }

  /** Moves a payment by hand, within the transition table; what its scenario had planned is called off. */
  async moveByHand(
    merchantId: string,
    paymentId: string,
    to: PaymentStatus,
    message?: string,
  ): Promise<Payment> {
    await this.#core.work(merchantId, async (work) => {
      const payment = await work.get('payments', paymentId)
      if (payment?.merchantId !== merchantId) throw noSuchPayment(paymentId)
      for (const task of await work.find('tasks', {
        where: { merchantId, orderReference: payment.orderReference },
      })) {
        if (task.action.kind === 'move-payment' && task.action.paymentId === paymentId) work.drop(task)
      }
      const words = message ?? (isPaid(to) ? 'success' : payment.message)
      try {
        await this.#move(work, payment, { status: to, message: words, forced: false }, 'moved by hand')
      } catch (error) {
        if (!(error instanceof IllegalMove)) throw error
        throw new SandboxMistake(
          'ILLEGAL_MOVE',
          error.message,
          'a scenario with "force: true" can do what the gateway never would',
        )
      }
    })
    await this.#core.runDueIfFrozen(merchantId)
    const payment = await this.find(paymentId)
    if (!payment) throw noSuchPayment(paymentId)
    return payment
  }

  /** Makes a planned move. One that has become impossible meanwhile is passed over. */
  async moveAsPlanned(task: Task, action: MoveTask) {
    await this.#core.workTogether(task.merchantId, async (work) => {
      const payment = await work.get('payments', action.paymentId)
      const stillPlanned = await work.get('tasks', task.id)
      work.drop(task)
      if (!payment || !stillPlanned) return
      try {
        await this.#move(work, payment, action, `scenario ${payment.scenario}`)
      } catch (error) {
        if (!(error instanceof IllegalMove)) throw error
        const about = { orderReference: payment.orderReference, paymentId: payment.id }
        work.note('payment:not-moved', `the scenario's move is passed over: ${error.message}`, about)
      }
    })
  }

  /** Lets the browser of a paid payment go back to the shop. */
  async openReturn(task: Task, action: ReturnTask) {
    await this.#core.workTogether(task.merchantId, async (work) => {
      const payment = await work.get('payments', action.paymentId)
      const stillPlanned = await work.get('tasks', task.id)
      work.drop(task)
      if (payment && stillPlanned) openReturn(work, payment)
    })
  }

  async find(paymentId: string): Promise<Payment | undefined> {
    return this.#core.store.get('payments', paymentId)
  }

  /** All payments of a link, first attempt first. */
  async ofLink(linkId: string): Promise<readonly Payment[]> {
    return this.#core.store.find('payments', { where: { linkId } })
  }

  /** All payments of an order, first attempt first. */
  async ofOrder(merchantId: string, orderReference: string): Promise<readonly Payment[]> {
    return this.#core.store.find('payments', { where: { merchantId, orderReference } })
  }

  /** What a visitor finds at the link's address now. */
  stateOf(link: CheckoutLink, payments: readonly Payment[], merchant: Merchant): LinkState {
    return linkState(link, payments, merchant.dialect, this.#core.now(merchant))
  }

  /** Writes down that a browser was sent back to the shop. */
  async noteReturn(payment: Payment, address: string) {
    await this.#core.work(payment.merchantId, async (work) => {
      const about = { orderReference: payment.orderReference, paymentId: payment.id, data: { address } }
      work.note('return:sent', `the browser is sent to ${address}`, about)
    })
  }

  async #move(
    work: Work,
    payment: Payment,
    { status, message, forced }: Pick<MoveTask, 'status' | 'message' | 'forced'>,
    cause: string,
  ) {
    const { dialect } = work.merchant
    const owed = owedFor(payment, status, dialect)
    const after = moved(payment, {
      to: status,
      at: work.now,
      message,
      cause,
      forced,
      ...(isPaid(status) && !payment.paymentReference
        ? { paymentReference: receiptNumber(work, payment) }
        : {}),
    })
    const about = { orderReference: payment.orderReference, paymentId: payment.id }
    work.put('payments', after)
    work.note('payment:moved', `${payment.status} became ${status} (${cause})`, {
      ...about,
      data: { from: payment.status, to: status },
    })
    const link = await work.get('links', payment.linkId)
    if (owed && link) await this.#deliveries.owe(work, owed, after, link)
    if (isPaid(status) && !everPaid(payment)) planReturn(work, after)
  }
}

/** Plans every move of the payment's script; each is a task of its own, so that the agenda shows them all. */
function planTimeline(work: Work, payment: Payment) {
  let dueAt = work.now
  for (const { after, status, message, forced } of payment.script.timeline) {
    dueAt += after
    work.plan({
      dueAt,
      orderReference: payment.orderReference,
      why: `payment ${payment.id} becomes ${status}, ${durationText(dueAt - work.now)} after it was made (scenario ${payment.scenario})`,
      action: { kind: 'move-payment', paymentId: payment.id, status, message, forced },
    })
  }
}

function planReturn(work: Work, payment: Payment) {
  const { send, delay } = payment.script.return
  if (!send) return
  if (delay === 0) {
    openReturn(work, payment)
    return
  }
  work.plan({
    dueAt: work.now + delay,
    orderReference: payment.orderReference,
    why: `the browser may go back to the shop (scenario ${payment.scenario})`,
    action: { kind: 'open-return', paymentId: payment.id },
  })
}

function openReturn(work: Work, payment: Payment) {
  work.put('payments', { ...payment, returnOpen: true })
  work.note('return:opened', 'the hosted page may send the browser to the Return URL', {
    orderReference: payment.orderReference,
    paymentId: payment.id,
  })
}

/** `LCPC` and ten characters (seen live), or the order reference and `LCP` and a short code (docs). */
async function freshPaymentId(work: Work, link: CheckoutLink): Promise<string> {
  for (;;) {
    const id =
      work.merchant.dialect.paymentIdStyle === 'operatorCode'
        ? `LCPC${work.draw.code(10)}`
        : `${link.orderReference}LCP${work.draw.code(4)}`
    if (!(await work.get('payments', id))) return id
  }
}

const RECEIPT_PREFIXES: Record<Channel, string> = {
  'M-PESA': 'MP',
  'TIGO-PESA': 'TP',
  'AIRTEL-MONEY': 'AM',
  HALOPESA: 'HP',
  CARD: 'CD',
  BANK: 'BK',
}

/** An operator's receipt number. Opaque to merchants; the form is that of the documented samples. */
function receiptNumber(work: Work, { channel }: Payment): string {
  const [date = '', time = ''] = new Date(work.now).toISOString().split('T')
  const day = date.slice(2).replaceAll('-', '')
  const minute = time.slice(0, 5).replace(':', '')
  return `${RECEIPT_PREFIXES[channel]}${day}.${minute}.${work.draw.code(6)}`
}

function noSuchPayment(paymentId: string): SandboxMistake {
  return new SandboxMistake(
    'PAYMENT_NOT_FOUND',
    `the merchant has no payment ${paymentId}`,
    'GET its payments to see their ids',
  )
}
