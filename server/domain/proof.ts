import type { Attempt, Delivery } from './delivery.js'
import type { JournalEntry, RequestEntry } from './journal.js'
import type { Money } from './money.js'
import type { WebhookEvent } from './notification.js'
import type { Order } from './order.js'
import { isPaid, type Payment } from './payment.js'
import type { Damage } from './script.js'
import { afterChanges } from './shown.js'

/** What a merchant had been told of an order by an instant, and what it could have known by asking then. */
export interface Proof {
  readonly orderReference: string
  /** What the order asks for. */
  readonly asked: Money
  /** On the merchant's clock. */
  readonly at: number
  /** In order. */
  readonly told: readonly Told[]
  /**
   * What a query made then would have shown, first attempt first. A payment that a scenario hides for a number of queries is
   * here, because asking again shows it; one that lags behind in time is as it would have been shown.
   */
  readonly knowable: readonly KnowablePayment[]
}

/** One message that reached the merchant: a delivery's attempt, a browser that came back, the answer to a query. */
export interface Told {
  readonly at: number
  readonly by: 'webhook' | 'callback' | 'return' | 'query'
  /** Of a webhook, as the sandbox meant it. */
  readonly event: WebhookEvent | null
  /** The delivery whose attempt it was; null for what was no delivery. */
  readonly deliveryId: string | null
  /** What it said, payment by payment, in its own words; empty where it could not be read. */
  readonly says: readonly SaidOfPayment[]
  /** Whether it came as the gateway sends it and says what is true of a payment. */
  readonly isGenuine: boolean
  /** What is wrong with it, on purpose; null for nothing. */
  readonly damage: Damage | null
  /** Whether it is about a payment that nobody made. */
  readonly isMadeUp: boolean
  /** The status with which the merchant answered a delivery; null where it did not, or has not yet. */
  readonly answered: number | null
}

/** What a message says of a payment; null for what it does not say. */
export interface SaidOfPayment {
  readonly paymentId: string | null
  readonly orderReference: string | null
  readonly status: string | null
  readonly amount: string | null
  readonly currency: string | null
}

export interface KnowablePayment extends Pick<Payment, 'id' | 'status' | 'collected'> {
  /** What was paid, where it was collected in another currency. */
  readonly exchangedFrom: Money | null
}

interface Known {
  readonly order: Order
  readonly payments: readonly Payment[]
  readonly deliveries: readonly { readonly delivery: Delivery; readonly attempts: readonly Attempt[] }[]
  /** Calls to the API whose answers may be about the order. */
  readonly requests: readonly RequestEntry[]
  /** Entries `return:sent`. */
  readonly returns: readonly JournalEntry[]
}

/** What the merchant of an order had been told by an instant, and could have known then. */
export function proofAt({ order, payments, deliveries, requests, returns }: Known, at: number): Proof {
  const told = [
    ...deliveries.flatMap(({ delivery, attempts }) => toldBy(delivery, attempts)),
    ...returns.flatMap((entry) => toldByReturn(entry, payments)),
    ...requests.flatMap((request) => toldByQuery(request, order.orderReference, payments)),
  ]
  return {
    orderReference: order.orderReference,
    asked: order.total,
    at,
    told: told.filter((one) => one.at <= at).sort((a, b) => a.at - b.at),
    knowable: payments.flatMap((payment) => knowableAt(payment, at)),
  }
}

function toldBy(delivery: Delivery, attempts: readonly Attempt[]): Told[] {
  const { channel, event, id, body, damage = null, madeUp = false } = delivery
  const said = saidBy(readJson(body))
  return attempts
    .filter(({ outcome }) => outcome !== 'unreachable')
    .map(({ startedAt, response }) => ({
      at: startedAt,
      by: channel,
      event,
      deliveryId: id,
      says: said ? [said] : [],
      isGenuine: !madeUp && !isFalse(damage),
      damage,
      isMadeUp: madeUp,
      answered: response?.status ?? null,
    }))
}

/** Damage that leaves a message true and its checksum right does not count. */
function isFalse(damage: Damage | null): boolean {
  if (!damage) return false
  const { extraFields: _, shape: __, text, ...falsehoods } = damage
  return text === 'cut-off' || text === 'duplicate-keys' || Object.keys(falsehoods).length > 0
}

/** Nothing in the address is signed; it is genuine as far as it says what is true. */
function toldByReturn(
  { at, paymentId, orderReference, data }: JournalEntry,
  payments: readonly Payment[],
): Told[] {
  const address = String(data?.address)
  const query = URL.canParse(address) ? new URL(address).searchParams : new URLSearchParams()
  const status = query.get('status')
  const named = query.get('orderReference')
  const payment = payments.find(({ id }) => id === paymentId)
  const shown = payment && asOf(payment, at, 0)
  const isTrue =
    status === null || (status === 'SUCCESS' ? shown && isPaid(shown.status) : shown?.status === status)
  const said: SaidOfPayment = { paymentId: null, orderReference: named, status, amount: null, currency: null }
  return [
    {
      at,
      by: 'return',
      event: null,
      deliveryId: null,
      says: status === null && named === null ? [] : [said],
      isGenuine: Boolean(isTrue) && (named === null || named === orderReference),
      damage: null,
      isMadeUp: false,
      answered: null,
    },
  ]
}

/** The answer to a query of the order, or to one of all payments in which it stands. */
function toldByQuery(
  { at, method, path, status, response }: RequestEntry,
  orderReference: string,
  payments: readonly Payment[],
): Told[] {
  if (method !== 'GET' || status !== 200 || !QUERY.test(path)) return []
  const answer = readJson(response)
  const rows = Array.isArray(answer) ? answer : (answer as { readonly data?: unknown } | null)?.data
  const says = (Array.isArray(rows) ? rows : []).flatMap((row) => saidBy(row) ?? [])
  const own = says.filter((row) => row.orderReference === orderReference)
  const isAboutOrder = path.split('?')[0]?.endsWith(`/${orderReference}`)
  if (own.length === 0 && !isAboutOrder) return []
  return [
    {
      at,
      by: 'query',
      event: null,
      deliveryId: null,
      says: own,
      isGenuine: own.every((row) => payments.some(({ id }) => id === row.paymentId)),
      damage: null,
      isMadeUp: false,
      answered: null,
    },
  ]
}

const QUERY = /\/payments\/[^/]+$/

/** The payment as a query shows it that is made then; nothing before it was made, or where it is never listed. */
function knowableAt(payment: Payment, at: number): KnowablePayment[] {
  const { createdAt, script } = payment
  if (createdAt > at || script.query.missing === null) return []
  const { id, status, collected, exchange } = asOf(payment, at, script.query.lag)
  return [{ id, status, collected, exchangedFrom: exchange?.source ?? null }]
}

function asOf(payment: Payment, at: number, lag: number): Payment {
  return afterChanges(payment, payment.history.filter((change) => change.at + lag <= at).length)
}

/** What a webhook, a callback or a row says, under whichever names it has for it. */
function saidBy(message: unknown): SaidOfPayment | null {
  const { data } = (isFields(message) ? message : {}) as { readonly data?: unknown }
  const fields = isFields(data) ? data : message
  if (!isFields(fields)) return null
  const text = (...names: readonly string[]) => {
    const value = names.map((name) => fields[name]).find((one) => one !== undefined && one !== null)
    return value === undefined ? null : String(value)
  }
  return {
    paymentId: text('id', 'paymentId'),
    orderReference: text('orderReference'),
    status: text('status'),
    amount: text('collectedAmount', 'amount'),
    currency: text('collectedCurrency', 'currency'),
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
