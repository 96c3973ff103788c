import type { Bill } from '../../domain/bill.js'
import type { CheckoutLink } from '../../domain/checkout-link.js'
import { COLLECTION_METHODS } from '../../domain/collection-methods.js'
import { type Application, withTokensEnded } from '../../domain/merchant.js'
import { type Currency, parseAmount } from '../../domain/money.js'
import { channelOfPhone, type MobileChannel, normalisePhone } from '../../domain/operators.js'
import type { Customer, Order } from '../../domain/order.js'
import type { OrderOrigin } from '../../domain/order-origin.js'
import { type Channel, channelsFor, everPaid, isDecided, type Payment } from '../../domain/payment.js'
import type { Payout, PayoutStatus } from '../../domain/payout.js'
import type { PayoutLink } from '../../domain/payout-link.js'
import { phoneReceiver } from '../../domain/payout-receiver.js'
import { type Engine, noSuchMerchant } from '../../engine/engine.js'
import type { Transaction } from '../../engine/transaction.js'
import { Refusal, SandboxMistake } from '../../errors.js'
import type { Account } from '../account.js'
import type { Applications } from '../applications.js'
import type { AskedBill, BilledOrder, Bills } from '../bills.js'
import type { Cards } from '../cards.js'
import type { Clocks } from '../clocks.js'
import { type Links, linkOf } from '../links.js'
import type { Merchants } from '../merchants.js'
import type { Orders } from '../orders.js'
import { payBill } from '../pay-bill.js'
import type { Payments } from '../payments.js'
import type { PayoutLinks } from '../payout-links.js'
import type { Payouts } from '../payouts.js'
import type { Pushes } from '../pushes.js'
import type { Scenarios } from '../scenarios.js'
import type { Caller } from '../tokens.js'
import { type Given, valueFor } from './parameters.js'

/** The use cases with which states are brought about. */
export interface UseCases {
  readonly engine: Engine
  readonly merchants: Merchants
  readonly applications: Applications
  readonly orders: Orders
  readonly links: Links
  readonly payments: Payments
  readonly pushes: Pushes
  readonly cards: Cards
  readonly bills: Bills
  readonly payoutLinks: PayoutLinks
  readonly payouts: Payouts
  readonly account: Account
  readonly scenarios: Scenarios
  readonly clocks: Clocks
}

/**
 * One merchant in the hands of a provider state. What is there already is kept: asking for a link or a
 * payment finds it before it makes one.
 */
export class StateContext {
  readonly merchantId: string
  readonly clientId: string
  readonly #useCases: UseCases

  constructor(useCases: UseCases, { id, merchantId }: Pick<Application, 'id' | 'merchantId'>) {
    this.#useCases = useCases
    this.merchantId = merchantId
    this.clientId = id
  }

  /** The link of an order, made when there is none. Throws a SandboxMistake when it asks for something else. */
  async link(given: Given): Promise<CheckoutLink> {
    const { links, orders } = this.#useCases
    const orderReference = valueFor(given, 'orderReference')
    const placed = await orders.findByReference(this.merchantId, orderReference)
    const found = placed && linkOf(placed)
    if (found) return sameOrder(found, given)
    if (given.continue === 'true') {
      throw contradicted(`order ${orderReference} has no link: the call before this state has made none`)
    }
    const order = {
      orderReference,
      total: { minor: amountOf(given), currency: currencyOf(given) },
      items: [],
      customer: customerOf(given),
      ...(given.callbackUrl ? { callbackUrl: given.callbackUrl } : {}),
    }
    return this.#made(`no link can be made for order ${orderReference}`, (caller) =>
      links.open(caller, order),
    )
  }

  /** The link of an order that nobody has tried to pay. Throws a SandboxMistake when somebody has. */
  async unpaidLink(given: Given): Promise<CheckoutLink> {
    const link = await this.link(given)
    if (link.order.progress.attempts > 0) {
      throw contradicted(`somebody has tried to pay order ${link.order.orderReference} already`)
    }
    return link
  }

  /** Sees that an order reference is free. Throws a SandboxMistake when it is not. */
  async free(given: Given): Promise<void> {
    const orderReference = valueFor(given, 'orderReference')
    const order = await this.#useCases.orders.findByReference(this.merchantId, orderReference)
    if (order?.linkId) throw contradicted(`order ${orderReference} has the link ${order.linkId} already`)
    if (order) throw contradicted(`order ${orderReference} is there already`)
  }

  /** The USSD push of an order, made when there is none, and brought to its outcome where one is wanted. */
  async push(given: Given, outcome: 'SUCCESS' | 'FAILED' | null): Promise<Payment> {
    const { payments, pushes } = this.#useCases
    const orderReference = valueFor(given, 'orderReference')
    const placed = await this.#placed(orderReference, 'ussd-push')
    const asked = {
      orderReference,
      amount: amountOf(given),
      ...pushedPhone(given),
      ...(outcome === 'SUCCESS' ? {} : { scenario: 'stuck-processing' }),
    }
    const made = placed
      ? (await payments.ofOrder(placed)).at(-1)
      : await this.#made(`order ${orderReference} cannot be pushed`, (caller) =>
          pushes.initiate(caller, asked),
        )
    if (!made) throw contradicted(`order ${orderReference} has no payment`)
    if (outcome) await this.#decided(made, outcome, given)
    return (await payments.find(made.id)) ?? made
  }

  /** The page on which an order is paid by card, made when there is none. */
  async cardPage(given: Given): Promise<CheckoutLink> {
    const orderReference = valueFor(given, 'orderReference')
    const placed = await this.#placed(orderReference, 'card')
    const found = placed && linkOf(placed)
    if (found) return sameOrder(found, { ...given, currency: 'USD' })
    const asked = { orderReference, amount: amountOf(given), customer: customerOf(given) }
    return this.#made(`order ${orderReference} cannot be paid by card`, (caller) =>
      this.#useCases.cards.initiate(caller, asked),
    )
  }

  /** The latest payment of an order by card, once it has been through these outcomes. */
  async cardPayment(given: Given, ...outcomes: readonly ('SUCCESS' | 'FAILED')[]): Promise<Payment> {
    await this.cardPage(given)
    return this.payment({ ...given, currency: 'USD' }, ...outcomes)
  }

  /** The control number of an order or of a customer, made when there is none. */
  async bill(given: Given, kind: Bill['kind'] = 'order'): Promise<BilledOrder> {
    const { bills } = this.#useCases
    const orderReference = valueFor(given, 'orderReference')
    const placed = await this.#placed(orderReference, 'control-number')
    if (placed?.bill) {
      const { number } = placed.bill
      if (placed.bill.kind === kind) return { ...placed, bill: placed.bill }
      throw contradicted(`control number ${number} is that of the ${placed.bill.kind}, not of the ${kind}`)
    }
    const asked: AskedBill = {
      ...{ orderReference, kind, mode: 'ALLOW_PARTIAL_AND_OVER_PAYMENT', most: null },
      amount: amountOf(given),
      description: `Order ${orderReference}`,
      customer: kind === 'customer' ? customerOf(given) : {},
    }
    return this.#made(`order ${orderReference} can have no control number`, (caller) =>
      bills.create(caller, asked),
    )
  }

  /** The payment of a control number by all that it asks for. */
  async billPayment(given: Given): Promise<Payment> {
    const { payments } = this.#useCases
    const order = await this.bill(given)
    const paid =
      (await payments.ofOrder(order)).at(-1) ??
      (await payBill(this.#useCases, this.merchantId, order.bill.number, {
        phoneNumber: valueFor(given, 'phoneNumber'),
      }))
    await this.#decided(paid, 'SUCCESS', given)
    return (await payments.find(paid.id)) ?? paid
  }

  /** A control number that takes no payment any more. */
  async inactiveBill(given: Given): Promise<BilledOrder> {
    const { bill } = await this.bill(given)
    return this.#useCases.bills.change(await this.#caller(), bill.number, { status: 'INACTIVE' })
  }

  /** The payout link of a reference, with money for it, made when there is none. */
  async payoutLink(given: Given): Promise<PayoutLink> {
    const { payoutLinks } = this.#useCases
    const orderReference = valueFor(given, 'orderReference')
    const found = await payoutLinks.findByReference(this.merchantId, orderReference)
    if (found) return found
    await this.#deposit(2 * amountOf(given) + ENOUGH_FOR_FEES)
    const asked = { orderReference, amount: { minor: amountOf(given), currency: 'TZS' } } as const
    return this.#made(`order ${orderReference} can have no payout link`, (caller) =>
      payoutLinks.open(caller, asked),
    )
  }

  /** Leaves the account without any way to collect money by API. */
  async collectsNothing(): Promise<void> {
    const methods = Object.fromEntries(COLLECTION_METHODS.map((method) => [method, 'MISSING'] as const))
    await this.#useCases.engine.transact(this.merchantId, async (tx) =>
      tx.change({ collectionMethods: methods }),
    )
  }

  /** The payout of a reference, made from money of its own when there is none, and moved on to each status in turn. */
  async payout(given: Given, ...statuses: readonly PayoutStatus[]): Promise<Payout> {
    const { payouts } = this.#useCases
    const orderReference = valueFor(given, 'orderReference')
    let payout = await payouts.findByReference(this.merchantId, orderReference)
    if (!payout) {
      await this.#deposit(2 * amountOf(given) + ENOUGH_FOR_FEES)
      const { phoneNumber, channel } = pushedPhone(given)
      const asked = {
        orderReference,
        order: { minor: amountOf(given), currency: 'TZS' },
        receiver: phoneReceiver(phoneNumber, channel),
        accountCurrency: 'TZS',
      } as const
      payout = await this.#made(`nothing can be paid out for order ${orderReference}`, (caller) =>
        payouts.create(caller, asked),
      )
    }
    const reached = new Set([payout.status, ...payout.history.map(({ to }) => to)])
    for (const status of statuses.filter((one) => !reached.has(one))) {
      const words = status === 'SUCCESS' ? {} : { message: valueFor(given, 'message') }
      payout = await payouts.moveByHand(this.merchantId, payout.id, { status, ...words })
    }
    return payout
  }

  /** Puts money into the account. */
  async deposit(given: Given): Promise<void> {
    await this.#deposit(amountOf(given))
  }

  async #deposit(minor: number) {
    await this.#useCases.account.deposit(this.merchantId, { money: { minor, currency: 'TZS' } })
  }

  /** The latest payment of an order, once it has been through these outcomes, an attempt for each. */
  async payment(given: Given, ...outcomes: readonly ('SUCCESS' | 'FAILED')[]): Promise<Payment> {
    const link = await this.link(given)
    const attempts = await this.#useCases.payments.ofOrder(link.order)
    for (const [i, outcome] of outcomes.entries()) {
      await this.#decided(attempts[i] ?? (await this.#attempt(link, given, outcome)), outcome, given)
    }
    return this.#latest(link)
  }

  /** The payment of an order that nobody knows the outcome of yet. */
  async paymentUnderway(given: Given): Promise<Payment> {
    const link = await this.link(given)
    const latest = (await this.#useCases.payments.ofOrder(link.order)).at(-1)
    if (latest && !isDecided(latest.status)) return latest
    return this.#attempt(link, given, 'SUCCESS')
  }

  /** The paid payment of an order, with its money passed on to the merchant. */
  async settledPayment(given: Given): Promise<Payment> {
    const payment = await this.payment(given, 'SUCCESS')
    if (payment.status === 'SETTLED') return payment
    return this.#useCases.payments.moveByHand(this.merchantId, payment.id, 'SETTLED')
  }

  /** Changes the application as if it had always been so: no token dies of it. */
  async change(settings: Partial<Application>): Promise<void> {
    await this.#onApplication((application) => ({ ...application, ...settings }))
  }

  /** Kills every token that was made so far. */
  async endTokens(cause: string): Promise<void> {
    await this.#onApplication((application, { now }) => withTokensEnded(application, now, cause))
  }

  /** Adds an API key, or finds it; with `expired`, its time is over. */
  async apiKey(secret: string, expired = false): Promise<void> {
    const { engine, applications } = this.#useCases
    const keys = await engine.store.find('apiKeys', { where: { secret } })
    const own = keys.find(({ clientId }) => clientId === this.clientId)
    const key = own ?? (await applications.addApiKey(this.merchantId, this.clientId, { secret }))
    if (!expired) return
    await engine.transact(this.merchantId, async (tx) => {
      tx.put('apiKeys', { ...key, expiresAt: tx.now })
    })
  }

  async disapprove(): Promise<void> {
    await this.#useCases.engine.transact(this.merchantId, async (tx) => tx.change({ approved: false }))
  }

  async follow(scenario: string): Promise<void> {
    await this.#useCases.scenarios.setDefault(this.merchantId, scenario)
  }

  /** The order that a payment pays. */
  async orderOf({ orderId }: Payment): Promise<Order> {
    const order = await this.#useCases.engine.store.get('orders', orderId)
    if (!order) throw new TypeError(`there is no order ${orderId}`)
    return order
  }

  async application(): Promise<Application> {
    const application = await this.#useCases.engine.store.get('applications', this.clientId)
    if (!application) throw noSuchMerchant(this.clientId)
    return application
  }

  async #caller(): Promise<Caller> {
    const merchant = await this.#useCases.engine.store.get('merchants', this.merchantId)
    if (!merchant) throw noSuchMerchant(this.merchantId)
    return { merchant, application: await this.application() }
  }

  /** What the merchant asks the gateway for. Throws a SandboxMistake that begins with `otherwise` where it is refused. */
  async #made<T>(otherwise: string, ask: (caller: Caller) => Promise<T>): Promise<T> {
    try {
      return await ask(await this.#caller())
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw contradicted(`${otherwise}: ${error.explanation}`)
    }
  }

  /** The order of a reference, if there is one. Throws a SandboxMistake when it came to be in another way. */
  async #placed(orderReference: string, origin: OrderOrigin): Promise<Order | null> {
    const placed = await this.#useCases.orders.findByReference(this.merchantId, orderReference)
    if (!placed || placed.origin === origin) return placed
    throw contradicted(`order ${orderReference} is there already, and came by ${placed.origin}`)
  }

  async #onApplication(change: (application: Application, tx: Transaction) => Application) {
    await this.#useCases.engine.transact(this.merchantId, async (tx) => {
      const application = await tx.get('applications', this.clientId)
      if (application) tx.put('applications', change(application, tx))
    })
  }

  /** A failure follows a scenario of its own; everything else what the merchant's scenario makes of it. */
  async #attempt(link: CheckoutLink, given: Given, outcome: 'SUCCESS' | 'FAILED'): Promise<Payment> {
    const result = await this.#useCases.payments.pay(link.order, {
      ...payerOf(link, given),
      ...(outcome === 'FAILED' ? { scenario: 'stuck-processing' } : {}),
    })
    if (result.made) return result.payment
    throw contradicted(
      result.state === 'left'
        ? `the scenario ${result.scenario} has the customer leave order ${link.order.orderReference} without paying`
        : `nothing more can be paid on order ${link.order.orderReference}: its link is ${result.state}`,
    )
  }

  /** Lets an attempt come to its outcome: along its scenario as far as that goes, then by hand. */
  async #decided(payment: Payment, outcome: 'SUCCESS' | 'FAILED', given: Given) {
    const { engine, clocks, payments } = this.#useCases
    const { orderReference } = payment
    for (;;) {
      const current = await payments.find(payment.id)
      if (current && went(current, outcome)) return
      const tasks = await engine.store.find('tasks', {
        where: { merchantId: this.merchantId, orderReference },
      })
      const next = tasks.find(
        ({ action }) => action.kind === 'move-payment' && action.paymentId === payment.id,
      )
      if (!next) break
      const { now: shows } = await clocks.read(this.merchantId)
      await clocks.advance(this.merchantId, Math.max(0, next.dueAt - shows))
    }
    await clocks.advance(this.merchantId, SHORT_WAIT_MS)
    const words = outcome === 'FAILED' ? valueFor(given, 'message') : undefined
    await payments.moveByHand(this.merchantId, payment.id, outcome, words)
  }

  async #latest(link: CheckoutLink): Promise<Payment> {
    const latest = (await this.#useCases.payments.ofOrder(link.order)).at(-1)
    if (!latest) throw contradicted(`nobody has tried to pay order ${link.order.orderReference}`)
    return latest
  }
}

/** In minor units: more than any payout to a phone costs. */
const ENOUGH_FOR_FEES = 10_000_00

/** What a payment takes that no scenario decides. */
const SHORT_WAIT_MS = 1000

/** A state that cannot be brought about, because of what is there already. */
export function contradicted(message: string): SandboxMistake {
  return new SandboxMistake(
    'STATE_CONTRADICTED',
    message,
    'the states of one interaction are set up one after the other: give states that can all be true',
  )
}

function went(payment: Payment, outcome: 'SUCCESS' | 'FAILED'): boolean {
  if (outcome === 'SUCCESS') return everPaid(payment)
  return payment.status === 'FAILED' || payment.history.some(({ to }) => to === 'FAILED')
}

function sameOrder(link: CheckoutLink, given: Given): CheckoutLink {
  const { minor, currency } = link.order.total
  const asked = { minor: given.amount ? amountOf(given) : minor, currency: given.currency ?? currency }
  if (asked.minor === minor && asked.currency === currency) return link
  throw contradicted(
    `order ${link.order.orderReference} is there already, and asks for ${minor / 100} ${currency}, not for ${asked.minor / 100} ${asked.currency}`,
  )
}

function amountOf(given: Given): number {
  return parseAmount(valueFor(given, 'amount')) ?? 0
}

function currencyOf(given: Given): Currency {
  return valueFor(given, 'currency') as Currency
}

function customerOf(given: Given): Customer {
  return {
    name: valueFor(given, 'customerName'),
    email: valueFor(given, 'customerEmail'),
    phone: valueFor(given, 'customerPhone'),
  }
}

/** The phone that is asked, over the network that its prefix says. */
function pushedPhone(given: Given): { phoneNumber: string; channel: MobileChannel } {
  const phoneNumber = normalisePhone(valueFor(given, 'phoneNumber')) ?? ''
  const channel = channelOfPhone(phoneNumber)
  if (!channel) throw contradicted(`no operator that can be pushed to has the number ${phoneNumber}`)
  return { phoneNumber, channel }
}

function payerOf(
  {
    order: {
      total: { currency },
    },
  }: CheckoutLink,
  given: Given,
): { channel: Channel; phoneNumber?: string } {
  const allowed = channelsFor(currency)
  const channel = (given.method ?? allowed[0]) as Channel
  if (!allowed.includes(channel)) throw contradicted(`an order in ${currency} cannot be paid with ${channel}`)
  const phone = normalisePhone(valueFor(given, 'phoneNumber'))
  return channel === 'CARD' || channel === 'BANK' || !phone ? { channel } : { channel, phoneNumber: phone }
}
