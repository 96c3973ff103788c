import { type Bill, whyNotPayable } from '../domain/bill.js'
import { type LinkState, linkState } from '../domain/checkout-link.js'
import { controlNumberOf } from '../domain/control-number.js'
import type { Dialect } from '../domain/dialect.js'
import type { Application } from '../domain/merchant.js'
import { formatMoney } from '../domain/money.js'
import { owedFor, owedForStep } from '../domain/notification.js'
import { type Order, withPayment } from '../domain/order.js'
import {
  type BankAnswer,
  type Channel,
  everPaid,
  firstStatus,
  IllegalMove,
  isPaid,
  moved,
  type Payment,
  type PaymentStatus,
  type PhoneAnswer,
} from '../domain/payment.js'
import { drawPaymentId, drawReceiptNumber } from '../domain/payment-numbers.js'
import { possibleReturnUrl } from '../domain/return.js'
import type { AttemptScript, AwaitedEvent, TimelineStep } from '../domain/script.js'
import { nextShowing } from '../domain/shown.js'
import type { Task } from '../domain/task.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { SandboxMistake } from '../errors.js'
import { formatDuration } from '../lib/duration.js'
import { scriptFor } from '../scenario/scenario.js'
import type { Deliveries } from './deliveries.js'
import { bookPayment } from './ledger.js'
import type { Choice, Scenarios } from './scenarios.js'
import { planAfter, resumeWaiting } from './wait-for.js'

/** How the customer pays. */
export interface PayOrder {
  readonly channel: Channel
  /** 12 digits beginning with 255; for mobile money. */
  readonly phoneNumber?: string | undefined
  readonly scenario?: string | undefined
  /** What is paid, in minor units, where it is not what the order asks for: for a control number. */
  readonly amount?: number
  /** Whether the bank of the card asks the customer first (3-D Secure). */
  readonly asksBank?: boolean
  /** Whether the customer pays a control number instead of answering a push. */
  readonly byControlNumber?: boolean
  /**
   * The number of the attempt that the customer was shown. When the link has come further meanwhile
   * (a double click, a second tab), no further payment is made.
   */
  readonly attempt?: number | undefined
  /** Whether a browser is there that can go back to the shop afterwards. */
  readonly inBrowser?: boolean
  /** Whether the browser shows the simulated phone, which a merchant may want to have answered. */
  readonly showsPhone?: boolean
}

export type PayResult =
  | { readonly made: true; readonly payment: Payment }
  /** The scenario has the customer leave instead of paying. */
  | { readonly made: false; readonly state: 'left'; readonly scenario: string }
  | { readonly made: false; readonly state: LinkState; readonly latest: Payment | undefined }

type MoveTask = Extract<Task['action'], { kind: 'move-payment' }>
type ReturnTask = Extract<Task['action'], { kind: 'open-return' }>

/** Lets customers pay, and moves their payments along. */
export class Payments {
  readonly #engine: Engine
  readonly #scenarios: Scenarios
  readonly #deliveries: Deliveries

  constructor(engine: Engine, scenarios: Scenarios, deliveries: Deliveries) {
    this.#engine = engine
    this.#scenarios = scenarios
    this.#deliveries = deliveries
  }

  /** A customer pays an order. Makes no payment when it is paid, expired or being paid already. */
  async pay({ id: orderId, merchantId }: Order, how: PayOrder): Promise<PayResult> {
    const result = await this.#engine.transact(merchantId, async (tx): Promise<PayResult> => {
      const order = await tx.get('orders', orderId)
      if (!order) throw new TypeError(`there is no order ${orderId}`)
      const state = linkState(order, tx.merchant.dialect, tx.now)
      const attempt = order.progress.attempts + 1
      if (state !== 'open' || (how.attempt !== undefined && how.attempt !== attempt)) {
        const earlier = await tx.find('payments', { where: { orderId } })
        return { made: false, state, latest: earlier.at(-1) }
      }
      const choice = this.#scenarios.choose(tx, order, how)
      const { scenario, because } = choice
      const script = scriptFor(scenario, attempt)
      if (!script.pays) {
        const left = `the customer leaves without paying, as ${scenario.name} says, because ${because}`
        tx.note('customer:left', left, { orderReference: order.orderReference })
        return { made: false, state: 'left', scenario: scenario.name }
      }
      const payment = await this.#begin(tx, order, how, { ...choice, script })
      return { made: true, payment }
    })
    if (!result.made) return result
    await this.#engine.runDueIfFrozen(merchantId)
    return { made: true, payment: (await this.find(result.payment.id)) ?? result.payment }
  }

  /**
   * The prompt that a USSD push shows: the first payment of a new order. A scenario in which the customer leaves the
   * page has them ignore the prompt, because there is no page to leave.
   */
  async push(tx: Transaction, order: Order, payer: Required<Pick<PayOrder, 'phoneNumber' | 'channel'>>) {
    const choice = this.#scenarios.choose(tx, order, payer)
    const chosen = scriptFor(choice.scenario, 1)
    const { timeline } = scriptFor(this.#scenarios.named(LEADS_TO.ignore), 1)
    const script = chosen.pays ? chosen : { ...chosen, pays: true, timeline }
    return this.#begin(tx, order, payer, { ...choice, script })
  }

  /**
   * A customer pays a control number with an amount, in minor units. Returns why it cannot be paid, where it cannot;
   * a scenario in which the customer leaves has nothing to leave, and pays.
   */
  async payBill(
    { id, merchantId, bill }: Order & { readonly bill: Bill },
    how: PayOrder & { readonly amount: number },
  ): Promise<Payment | string> {
    const paid = await this.#engine.transact(merchantId, async (tx) => {
      const order = await tx.get('orders', id)
      if (!order) throw new TypeError(`there is no order ${id}`)
      const { latest, everPaid: wasPaid } = order.progress
      const why = whyNotPayable(order.bill ?? bill, latest?.status, wasPaid, how.amount)
      if (why !== null) return why
      const choice = this.#scenarios.choose(tx, order, how)
      const script = scriptFor(choice.scenario, order.progress.attempts + 1)
      return this.#begin(tx, order, { ...how, byControlNumber: true }, { ...choice, script })
    })
    return typeof paid === 'string' ? paid : this.afterDueMoves(paid)
  }

  /** A payment as it is once all that is due of it has happened, which the agenda may not have come to yet. */
  async afterDueMoves(payment: Payment): Promise<Payment> {
    const { merchantId, orderReference } = payment
    const [merchant, tasks] = await Promise.all([
      this.#engine.store.get('merchants', merchantId),
      this.#engine.store.find('tasks', { where: { merchantId, orderReference } }),
    ])
    for (const task of tasks) {
      const { action, dueAt } = task
      const isDue = merchant !== undefined && dueAt <= this.#engine.now(merchant)
      if (isDue && action.kind === 'move-payment' && action.paymentId === payment.id)
        await this.moveAsPlanned(task, action)
    }
    await this.#engine.runDueIfFrozen(merchantId)
    return (await this.find(payment.id)) ?? payment
  }

  /** Saves a new payment of an order, and plans what its script says. */
  async #begin(
    tx: Transaction,
    order: Order,
    how: PayOrder,
    { scenario, because, isDefault, script }: Choice & { readonly script: AttemptScript },
  ): Promise<Payment> {
    tx.requireRoom()
    const attempt = order.progress.attempts + 1
    const asked = how.amount === undefined ? order.total : { ...order.total, minor: how.amount }
    const payment: Payment = {
      id: await freshPaymentId(tx, order),
      merchantId: order.merchantId,
      seq: tx.nextNumber(),
      clientId: order.clientId,
      orderId: order.id,
      orderReference: order.orderReference,
      attempt,
      channel: how.channel,
      status: firstStatus(how.channel, how.byControlNumber),
      asked,
      collected: asked,
      ...(how.phoneNumber ? { phoneNumber: how.phoneNumber } : {}),
      ...(how.byControlNumber
        ? { controlNumber: order.bill?.number ?? controlNumberOf(order.linkId ?? order.id) }
        : {}),
      ...(how.asksBank ? { bankCheck: 'asked' as const } : {}),
      message: '',
      scenario: scenario.name,
      ...(isDefault ? { followsDefault: true } : {}),
      script,
      inBrowser: how.inBrowser ?? false,
      returnOpen: false,
      returned: false,
      createdAt: tx.now,
      updatedAt: tx.now,
      history: [],
    }
    const about = { orderReference: order.orderReference, paymentId: payment.id }
    tx.put('payments', payment)
    tx.put('orders', withPayment(order, payment))
    tx.note('scenario:chosen', `attempt ${attempt} follows ${scenario.name}, because ${because}`, about)
    const from = payment.phoneNumber ? ` from ${payment.phoneNumber}` : ''
    tx.note(
      'payment:created',
      `${payment.status}: ${formatMoney(asked)} over ${payment.channel}${from}`,
      about,
    )
    if (payment.bankCheck) {
      tx.note('scenario:chosen', 'it begins when the customer has passed the check of the bank', about)
    } else if (how.showsPhone && tx.merchant.waitsForPhone && isDefault && awaitsPhone(payment)) {
      tx.note('scenario:chosen', 'it begins when the right PIN is entered on the simulated phone', about)
    } else {
      planTimeline(tx, payment)
    }
    if (hasWayBack(order) && script.return.when === 'at-once') await this.#planReturn(tx, payment, new Set())
    return payment
  }

  /** Moves a payment by hand, within the transition table; what its scenario had planned is called off. */
  async moveByHand(
    merchantId: string,
    paymentId: string,
    to: PaymentStatus,
    message?: string,
  ): Promise<Payment> {
    await this.#engine.transact(merchantId, async (tx) => {
      const payment = await tx.get('payments', paymentId)
      if (payment?.merchantId !== merchantId) throw noSuchPayment(paymentId)
      for (const task of await movesOf(tx, payment)) tx.drop(task)
      const words = message ?? (isPaid(to) ? 'success' : payment.message)
      try {
        await this.#move(tx, payment, { status: to, message: words, forced: false }, null)
      } catch (error) {
        if (!(error instanceof IllegalMove)) throw error
        throw new SandboxMistake(
          'ILLEGAL_MOVE',
          error.message,
          'a scenario with "force: true" can do what the gateway would never do',
        )
      }
    })
    await this.#engine.runDueIfFrozen(merchantId)
    const payment = await this.find(paymentId)
    if (!payment) throw noSuchPayment(paymentId)
    return payment
  }

  /**
   * The customer answers the push prompt. The right PIN lets the scenario go on, or begin where it waited for the phone,
   * and pays where it leaves the payment alone; any other answer puts another scenario's timeline in the place of what was planned.
   * Returns whether there was a prompt to answer: only while the payment is PROCESSING, and only once.
   */
  async answerPhone(merchantId: string, paymentId: string, answer: PhoneAnswer): Promise<boolean> {
    const answered = await this.#engine.transact(merchantId, async (tx) => {
      const payment = await tx.get('payments', paymentId)
      if (payment?.merchantId !== merchantId) throw noSuchPayment(paymentId)
      if (!awaitsPhone(payment)) return false
      const about = { orderReference: payment.orderReference, paymentId }
      tx.note('phone:answered', `the customer ${DID[answer]} on the phone`, about)
      const planned = await movesOf(tx, payment)
      if (answer === 'right-pin' && (planned.length > 0 || hasNotBegun(payment))) {
        const entered = { ...payment, phoneAnswer: answer }
        tx.put('payments', entered)
        if (planned.length === 0) planTimeline(tx, entered)
        return true
      }
      for (const task of planned) tx.drop(task)
      const { timeline } = scriptFor(this.#scenarios.named(LEADS_TO[answer]), 1)
      const after = { ...payment, phoneAnswer: answer, script: { ...payment.script, timeline } }
      tx.put('payments', after)
      planTimeline(tx, after)
      return true
    })
    await this.#engine.runDueIfFrozen(merchantId)
    return answered
  }

  /**
   * The customer answers the bank of the card. Passing lets the scenario begin; anything else puts another scenario's
   * timeline in its place. Returns whether there was a question.
   */
  async answerBank(merchantId: string, paymentId: string, answer: BankAnswer): Promise<boolean> {
    const answered = await this.#engine.transact(merchantId, async (tx) => {
      const payment = await tx.get('payments', paymentId)
      if (payment?.merchantId !== merchantId) throw noSuchPayment(paymentId)
      if (!awaitsBank(payment)) return false
      const about = { orderReference: payment.orderReference, paymentId }
      tx.note('bank:answered', `the customer has ${answer} the check of the bank`, about)
      const instead = answer === 'passed' ? null : BANK_LEADS_TO[answer]
      const { timeline } = instead ? scriptFor(this.#scenarios.named(instead), 1) : payment.script
      const after = { ...payment, bankCheck: answer, script: { ...payment.script, timeline } }
      tx.put('payments', after)
      planTimeline(tx, after)
      return true
    })
    await this.#engine.runDueIfFrozen(merchantId)
    return answered
  }

  /** Makes a planned move. One that has become impossible meanwhile is skipped. */
  async moveAsPlanned(task: Task, action: MoveTask) {
    await this.#engine.transactBatched(task.merchantId, async (tx) => {
      if (!(await tx.take(task))) return
      const payment = await tx.get('payments', action.paymentId)
      const step = payment?.script.timeline[action.step]
      if (!payment || !step) return
      try {
        await this.#move(tx, payment, step, step)
      } catch (error) {
        if (!(error instanceof IllegalMove)) throw error
        const about = { orderReference: payment.orderReference, paymentId: payment.id }
        tx.note('payment:not-moved', `the scenario's move is skipped: ${error.message}`, about)
      }
    })
  }

  /** Lets the browser of a paid payment go back to the shop. */
  async openReturn(task: Task, action: ReturnTask) {
    await this.#engine.transactBatched(task.merchantId, async (tx) => {
      if (!(await tx.take(task))) return
      const payment = await tx.get('payments', action.paymentId)
      if (payment) await openReturn(tx, payment)
    })
  }

  async find(paymentId: string): Promise<Payment | undefined> {
    return this.#engine.store.get('payments', paymentId)
  }

  /** All payments of an order, first attempt first. */
  async ofOrder({ id: orderId }: Pick<Order, 'id'>): Promise<readonly Payment[]> {
    return this.#engine.store.find('payments', { where: { orderId } })
  }

  /**
   * The payments of an order as one query shows them, first attempt first. Their scripts may have the
   * query lag behind, or leave a payment out; each query counts.
   */
  async query({ id: orderId, merchantId }: Pick<Order, 'id' | 'merchantId'>): Promise<readonly Payment[]> {
    const payments = await this.ofOrder({ id: orderId })
    if (!payments.some(lags)) return payments
    return this.#engine.transact(merchantId, async (tx) => {
      const shown: Payment[] = []
      for (const payment of await tx.find('payments', { where: { orderId } })) {
        const showing = nextShowing(payment, tx.now)
        if (lags(payment)) tx.put('payments', { ...payment, queried: showing.progress })
        if (showing.shown) shown.push(showing.shown)
      }
      return shown
    })
  }

  /** Writes down that a browser was sent back to the shop; what waited for that goes on. */
  async noteReturn({ id: paymentId, merchantId }: Payment, address: string) {
    await this.#engine.transact(merchantId, async (tx) => {
      const payment = await tx.get('payments', paymentId)
      if (!payment) return
      const about = { orderReference: payment.orderReference, paymentId, data: { address } }
      tx.note('return:sent', `the browser is sent to ${address}`, about)
      if (payment.returned) return
      tx.put('payments', { ...payment, returned: true })
      await resumeWaiting(tx, payment, 'return')
    })
  }

  async #move(
    tx: Transaction,
    payment: Payment,
    { status, message, forced }: Pick<TimelineStep, 'status' | 'message' | 'forced'>,
    step: TimelineStep | null,
  ) {
    const { dialect } = tx.merchant
    const usual = owedFor(payment, status, dialect)
    const owed = step ? owedForStep(usual, step) : usual
    const cause = step ? `scenario ${payment.scenario}` : 'moved by hand'
    const next = moved(payment, {
      to: status,
      at: tx.now,
      message,
      cause,
      forced,
      ...(isPaid(status) && !payment.paymentReference
        ? { paymentReference: drawReceiptNumber(tx.random, payment.channel, tx.now) }
        : {}),
    })
    const about = { orderReference: payment.orderReference, paymentId: payment.id }
    const [order, application] = await Promise.all([
      tx.get('orders', payment.orderId),
      tx.get('applications', payment.clientId),
    ])
    tx.note('payment:moved', `${payment.status} became ${status} (${cause})`, {
      ...about,
      data: { from: payment.status, to: status },
    })
    const after = await bookPayment(tx, next)
    tx.put('payments', after)
    if (order) tx.put('orders', withPayment(order, after))
    if (!order || !application) return
    const opens = hasWayBack(order) && opensReturn(payment, status, dialect)
    const returns =
      hasWayBack(order) && (opens || after.script.return.when === 'at-once') && canReturn(after, application)
    const sent = owed
      ? await this.#deliveries.owe(tx, { owed, payment: after, order, application, step, returns })
      : new Set<AwaitedEvent>()
    if (opens) await this.#planReturn(tx, after, sent)
  }

  async #planReturn(tx: Transaction, payment: Payment, sent: ReadonlySet<AwaitedEvent>) {
    const { send, after, delay } = payment.script.return
    if (!send) return
    const waitsFor = after !== null && sent.has(after) ? after : null
    if (waitsFor === null && delay === 0) {
      await openReturn(tx, payment)
      return
    }
    planAfter(tx, payment, waitsFor, {
      delay,
      what: `the browser may go back to the shop (scenario ${payment.scenario})`,
      action: { kind: 'open-return', paymentId: payment.id },
    })
  }
}

/** Whether a customer pays on the hosted page, from which a browser goes back to the shop. */
function hasWayBack({ linkId }: Order): boolean {
  return linkId !== null
}

/** Whether a move to this status is the moment at which the browser goes back to the shop. */
function opensReturn(before: Payment, to: PaymentStatus, { redirectOnFailure }: Dialect): boolean {
  const { when } = before.script.return
  if (isPaid(to)) return when !== 'at-once' && !everPaid(before)
  return to === 'FAILED' && !everPaid(before) && (when === 'outcome' || redirectOnFailure === 'redirect')
}

function canReturn({ script, returned }: Payment, { returnUrl }: Application): boolean {
  return script.return.send && !returned && possibleReturnUrl(returnUrl) !== null
}

/** Whether the query may show something else than how the payment stands. */
function lags({ script: { query } }: Payment): boolean {
  return query.lag > 0 || query.lagPolls > 0 || query.missing !== 0
}

/** Whether the customer has a push prompt on the phone, or a control number to pay, and has not acted yet. */
export function awaitsPhone({ status, phoneNumber, controlNumber, phoneAnswer }: Payment): boolean {
  if (phoneAnswer !== undefined) return false
  if (controlNumber !== undefined) return status === 'PENDING'
  return status === 'PROCESSING' && phoneNumber !== undefined
}

/** Whether the bank of the card has asked the customer, who has not answered yet. */
export function awaitsBank({ status, bankCheck }: Payment): boolean {
  return status === 'PENDING' && bankCheck === 'asked'
}

/** Whose timeline tells what comes of an answer to the bank. */
const BANK_LEADS_TO: Readonly<Record<Exclude<BankAnswer, 'passed'>, string>> = {
  failed: 'card-check-failed',
  left: 'card-check-left',
}

const DID: Readonly<Record<PhoneAnswer, string>> = {
  'right-pin': 'typed the right PIN',
  'wrong-pin': 'typed a wrong PIN',
  cancel: 'cancelled the request',
  ignore: 'ignored the request',
}

/** Whose timeline tells what comes of an answer. */
const LEADS_TO: Readonly<Record<PhoneAnswer, string>> = {
  'right-pin': 'success',
  'wrong-pin': 'wrong-pin',
  cancel: 'customer-cancelled',
  ignore: 'push-timeout',
}

/** The moves that are still planned for a payment. */
async function movesOf(
  tx: Transaction,
  { id, merchantId, orderReference }: Payment,
): Promise<readonly Task[]> {
  const tasks = await tx.find('tasks', { where: { merchantId, orderReference } })
  return tasks.filter(({ action }) => action.kind === 'move-payment' && action.paymentId === id)
}

/** Whether a payment has a timeline of which nothing has happened. */
function hasNotBegun({ script, history }: Payment): boolean {
  return script.timeline.length > 0 && history.length === 0
}

/** Plans every move of the payment's script; each is a task of its own, so that the agenda shows them all. */
function planTimeline(tx: Transaction, payment: Payment) {
  let dueAt = tx.now
  for (const [step, { after, status }] of payment.script.timeline.entries()) {
    dueAt += after
    tx.plan({
      dueAt,
      orderReference: payment.orderReference,
      why: `payment ${payment.id} becomes ${status}, ${formatDuration(dueAt - tx.now)} after it was made (scenario ${payment.scenario})`,
      action: { kind: 'move-payment', paymentId: payment.id, step },
    })
  }
}

/** Opens the way back. Where no browser is, nobody will take it: it counts as taken at once. */
async function openReturn(tx: Transaction, payment: Payment) {
  tx.put('payments', { ...payment, returnOpen: true, returned: !payment.inBrowser })
  tx.note('return:opened', 'the hosted page may send the browser to the Return URL', {
    orderReference: payment.orderReference,
    paymentId: payment.id,
  })
  if (!payment.inBrowser) await resumeWaiting(tx, payment, 'return')
}

async function freshPaymentId(tx: Transaction, order: Order): Promise<string> {
  for (;;) {
    const id = drawPaymentId(tx.random, order, tx.merchant.dialect)
    if (!(await tx.get('payments', id))) return id
  }
}

function noSuchPayment(paymentId: string): SandboxMistake {
  return new SandboxMistake(
    'PAYMENT_NOT_FOUND',
    `the merchant has no payment ${paymentId}`,
    'GET its payments to see their ids',
  )
}
