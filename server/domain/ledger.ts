import type { Dialect } from './dialect.js'
import type { Currency } from './money.js'
import type { Payment } from './payment.js'

/** What moves money into an account or out of it, in the words of the statement (ours: ClickPesa lists none). */
export const ENTRY_TYPES = ['PAYMENT', 'PAYMENT RETURNED', 'DEPOSIT', 'PAYOUT', 'PAYOUT RETURNED'] as const
export type EntryType = (typeof ENTRY_TYPES)[number]

/** Something that moves money; the amount is in minor units, and more than nothing. */
export interface Movement {
  readonly entry: 'Credit' | 'Debit'
  readonly type: EntryType
  readonly currency: Currency
  readonly amount: number
  /** The id of the payment, the payout or the deposit that moves it. */
  readonly about: string
  /** Of the order or the payout; a deposit has none. */
  readonly orderReference?: string
  readonly description: string
}

/** A movement that was booked. Entries are only ever added, so an account is the sum of its entries. */
export interface LedgerEntry extends Movement {
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  /** What the account held in this currency afterwards, in minor units. */
  readonly balance: number
  /** On the merchant's clock. */
  readonly at: number
}

/** What an account holds in one currency, in minor units. */
export interface Balance {
  readonly currency: Currency
  readonly amount: number
}

/**
 * What a movement does to an account that holds `before`. It holds never less than nothing and never more than can be
 * counted exactly: of an amount beyond that only a part is booked, and `missing` is the rest.
 */
export function booked(
  before: number,
  { entry, amount: wanted }: Pick<Movement, 'entry' | 'amount'>,
): { readonly amount: number; readonly balance: number; readonly missing: number } {
  const room = entry === 'Credit' ? Number.MAX_SAFE_INTEGER - before : before
  const amount = Math.min(wanted, room)
  return {
    amount,
    balance: entry === 'Credit' ? before + amount : before - amount,
    missing: wanted - amount,
  }
}

/**
 * How a payment that has come to its status moves money: in once it is there (`balanceCreditedOn`), and out again when
 * it was given back, taken back or turned out to have failed. Null while nothing changes.
 */
export function movementOf(
  { status, credited, collected, id, orderReference }: Payment,
  { balanceCreditedOn }: Pick<Dialect, 'balanceCreditedOn'>,
): Movement | null {
  const about = { about: id, orderReference }
  if (credited) {
    const isGone = status === 'REFUNDED' || status === 'REVERSED' || status === 'FAILED'
    if (!isGone) return null
    const { minor: amount, currency } = credited
    const description = `payment ${id} is ${status}`
    return { entry: 'Debit', type: 'PAYMENT RETURNED', currency, amount, description, ...about }
  }
  const isThere = status === 'SETTLED' || (status === 'SUCCESS' && balanceCreditedOn === 'success')
  const { minor: amount, currency } = collected
  if (!isThere || amount <= 0) return null
  return { entry: 'Credit', type: 'PAYMENT', currency, amount, description: `payment ${id}`, ...about }
}

/** The account of one currency over a stretch of time. Opening, credits and debits always make up the closing. */
export interface Statement {
  readonly currency: Currency
  readonly openingBalance: number
  readonly closingBalance: number
  readonly totalCredits: number
  readonly totalDebits: number
  /** Oldest first. */
  readonly entries: readonly LedgerEntry[]
}

/** The statement of these entries, which follow one another, on an account that held `openingBalance` before. */
export function statementOf(
  currency: Currency,
  openingBalance: number,
  entries: readonly LedgerEntry[],
): Statement {
  const sum = (entry: LedgerEntry['entry']) =>
    entries.reduce((total, one) => (one.entry === entry ? total + one.amount : total), 0)
  const [totalCredits, totalDebits] = [sum('Credit'), sum('Debit')]
  const closingBalance = entries.at(-1)?.balance ?? openingBalance
  return { currency, openingBalance, closingBalance, totalCredits, totalDebits, entries }
}
