import type { PaymentView } from '../control/views.js'
import type { JsonObject, JsonValue } from '../domain/checksum.js'
import { checksumOf, escapedChecksumOf, hmacHex, legacyForm, sameChecksum } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { parseAmount } from '../domain/money.js'
import type { PaymentStatus } from '../domain/payment.js'
import type { Claim, Event } from './event-schema.js'
import type { Plan } from './plan.js'

/** Everything about one order of one run. */
export interface History {
  readonly plan: Plan
  /** The shop's own id; null while it has none. */
  id: string | null
  /** References under which it can be paid at ClickPesa, oldest first. */
  readonly references: string[]
  readonly events: Event[]
  /** Its payments as ClickPesa has them now, oldest first. */
  payments: readonly PaymentView[]
  /** Whether an answer of the API went wrong on purpose. */
  hadFault: boolean
}

export function startHistory(plan: Plan): History {
  return { plan, id: null, references: [], events: [], payments: [], hadFault: false }
}

/** What the payments of a query's answer say. */
export function claimsOfQuery(text: string): Claim[] {
  const rows = parsed(text)
  return Array.isArray(rows) ? rows.filter(isObject).map(claimOf) : []
}

/** What a webhook or a callback says, in any of the shapes that ClickPesa has had. */
export function claimsOfMessage(text: string): Claim[] {
  const body = parsed(text)
  if (!isObject(body)) return []
  return [claimOf(isObject(body.data) ? body.data : body)]
}

/** When the payment came to what a message says, by its own word, in milliseconds since 1970; 0 where it does not tell. */
export function claimedAt(text: string): number {
  const body = parsed(text)
  const data = isObject(body) && isObject(body.data) ? body.data : body
  const at = isObject(data) ? Date.parse(String(data.updatedAt)) : Number.NaN
  return Number.isNaN(at) ? 0 : at
}

function claimOf(row: JsonObject): Claim {
  const text = (...names: string[]) => {
    const value = names.map((name) => row[name]).find((one) => typeof one === 'string')
    return typeof value === 'string' ? value : null
  }
  const amount = row.collectedAmount ?? row.amount
  return {
    paymentId: text('id', 'paymentId'),
    orderReference: text('orderReference'),
    status: text('status'),
    amount: typeof amount === 'string' || typeof amount === 'number' ? parseAmount(amount) : null,
    currency: text('collectedCurrency', 'currency'),
  }
}

/** Whether a claim is what ClickPesa knows, or knew at some time before. */
export function isTrue(claim: Claim, payments: readonly PaymentView[]): boolean {
  return payments.some(
    (payment) =>
      payment.orderReference === claim.orderReference &&
      (claim.paymentId === null || payment.id === claim.paymentId) &&
      hasBeen(payment, claim.status) &&
      (claim.amount === null || claim.amount === parseAmount(payment.amount)) &&
      (claim.currency === null || claim.currency === payment.currency),
  )
}

export function hasBeen(payment: PaymentView, status: string | null): boolean {
  return payment.status === status || payment.history.some(({ from, to }) => from === status || to === status)
}

const PAID: readonly PaymentStatus[] = ['SUCCESS', 'SETTLED']
const OVER: readonly PaymentStatus[] = ['FAILED', 'REFUNDED', 'REVERSED']

export function saysPaid({ status }: Pick<Claim, 'status'>): boolean {
  return PAID.some((paid) => paid === status)
}

export function saysOver({ status }: Pick<Claim, 'status'>): boolean {
  return OVER.some((over) => over === status)
}

/** Whether a message carries the checksum that this merchant's messages carry; true where they carry none. */
export function isSigned(
  text: string,
  key: string,
  dialect: Pick<Dialect, 'webhookChecksum' | 'webhookNonAscii' | 'callbackChecksum'>,
  by: 'webhook' | 'callback',
): boolean {
  const place =
    by === 'webhook' ? dialect.webhookChecksum : dialect.callbackChecksum === 'never' ? 'none' : 'topLevel'
  if (place === 'none') return true
  const body = parsed(text)
  if (!isObject(body)) return false
  const signed = place === 'insideDataLegacy' ? (isObject(body.data) ? body.data : {}) : body
  const { checksum } = signed
  if (typeof checksum !== 'string') return false
  if (place === 'insideDataLegacy') return sameChecksum(checksum, hmacHex(legacyForm(signed), key))
  return sameChecksum(
    checksum,
    dialect.webhookNonAscii === 'escaped' ? escapedChecksumOf(body, key) : checksumOf(body, key, 'canonical'),
  )
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
