import { type CurrencyExchange, collectedFor } from './collected.js'
import type { Currency, Money } from './money.js'
import { MOBILE_CHANNELS, type MobileChannel } from './operators.js'
import type { AttemptScript } from './script.js'
import type { QueryProgress } from './shown.js'

/**
 * Where a payment may go from each status. An empty list: the payment has ended.
 * Meanings: ClickPesa docs, home/payment-status; the moves themselves are our reading of them.
 */
export const NEXT_STATUSES = {
  PENDING: ['PROCESSING', 'SUCCESS', 'FAILED', 'ON-HOLD'],
  PROCESSING: ['SUCCESS', 'FAILED', 'ON-HOLD'],
  SUCCESS: ['SETTLED', 'REFUNDED', 'ON-HOLD'],
  SETTLED: ['REVERSED', 'ON-HOLD'],
  FAILED: [],
  'ON-HOLD': ['PROCESSING', 'SUCCESS', 'SETTLED', 'FAILED', 'REFUNDED', 'REVERSED'],
  REFUNDED: [],
  REVERSED: [],
} as const satisfies Record<string, readonly string[]>

export type PaymentStatus = keyof typeof NEXT_STATUSES

/** Every status there is, in the order of a payment's life. */
export const PAYMENT_STATUSES = Object.keys(NEXT_STATUSES) as PaymentStatus[]

/** The network a payment went over. Card and bank values are not published: `CARD` and `BANK` are ours. */
export type Channel = MobileChannel | 'CARD' | 'BANK'

/** How an order in this currency can be paid. Which methods the page shows for which is an assumption. */
export function channelsFor(currency: Currency): readonly Channel[] {
  return currency === 'TZS' ? [...MOBILE_CHANNELS, 'BANK'] : ['CARD']
}

/** What a customer can do with the push prompt on the phone. */
export const PHONE_ANSWERS = ['right-pin', 'wrong-pin', 'cancel', 'ignore'] as const
export type PhoneAnswer = (typeof PHONE_ANSWERS)[number]

/** What a customer can do when the bank of the card asks whether it is really them (3-D Secure). */
export const BANK_ANSWERS = ['passed', 'failed', 'left'] as const
export type BankAnswer = (typeof BANK_ANSWERS)[number]

/** One try by a customer to pay an order. Query Payment lists one row for each. */
export interface Payment {
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  readonly clientId: string
  readonly orderId: string
  readonly orderReference: string
  /** 1 for the first try on its order. */
  readonly attempt: number
  readonly channel: Channel
  readonly status: PaymentStatus
  /** What the order asks for. */
  readonly asked: Money
  /** What the gateway reports as collected; the order's amount until the outcome says otherwise. */
  readonly collected: Money
  /** What it has brought into the merchant's account; only while that is there. */
  readonly credited?: Money
  /** How it was collected in another currency, where it was. */
  readonly exchange?: CurrencyExchange
  /** Phone number that pays; only for mobile money. */
  readonly phoneNumber?: string
  /** The operator's receipt number; only once the money was collected. */
  readonly paymentReference?: string
  /** The operator's words for people; empty until the outcome is known. */
  readonly message: string
  readonly scenario: string
  /** Set where the scenario was merely the merchant's default when the customer paid. */
  readonly followsDefault?: true
  readonly script: AttemptScript
  /** The number that is paid in a menu or at a bank; only where the customer chose to pay by one. */
  readonly controlNumber?: string
  /** What the customer did with the prompt on the phone, where somebody played that. */
  readonly phoneAnswer?: PhoneAnswer
  /** How the check by the bank of the card stands; only where the card asks for one. */
  readonly bankCheck?: 'asked' | BankAnswer
  /** Whether a browser is on the hosted page; without one nobody returns to the shop. */
  readonly inBrowser: boolean
  /** Whether the hosted page may send the browser to the Return URL yet. */
  readonly returnOpen: boolean
  /** Whether the browser was sent there. */
  readonly returned: boolean
  /** How far queries have come with showing it; only where its script makes them lag. */
  readonly queried?: QueryProgress
  readonly createdAt: number
  readonly updatedAt: number
  readonly history: readonly StatusChange[]
}

export interface StatusChange {
  readonly from: PaymentStatus
  readonly to: PaymentStatus
  readonly at: number
  /** The operator's words that came with it. */
  readonly message: string
  /** Who moved it, for somebody reading the journal. */
  readonly cause: string
}

/** A move that a gateway would never make, asked for by hand or by a stale task. */
export class IllegalMove extends Error {
  override readonly name = 'IllegalMove'
  readonly from: PaymentStatus
  readonly to: PaymentStatus

  constructor(paymentId: string, from: PaymentStatus, to: PaymentStatus) {
    const allowed = NEXT_STATUSES[from].join(', ') || 'nothing, because it is final'
    super(`payment ${paymentId} is ${from}, which can become ${allowed}; not ${to}`)
    this.from = from
    this.to = to
  }
}

export function canMove(from: PaymentStatus, to: PaymentStatus): boolean {
  const allowed: readonly PaymentStatus[] = NEXT_STATUSES[from]
  return allowed.includes(to)
}

/** Whether the customer's part is over: the money was taken, or it will not be. */
export function isDecided(status: PaymentStatus): boolean {
  return status !== 'PENDING' && status !== 'PROCESSING' && status !== 'ON-HOLD'
}

/** Whether the money reached the gateway and is still there or with the merchant. */
export function isPaid(status: PaymentStatus): boolean {
  return status === 'SUCCESS' || status === 'SETTLED'
}

/** Whether the payment is or ever was paid, whatever became of it later. */
export function everPaid(payment: Payment): boolean {
  return isPaid(payment.status) || payment.history.some((change) => isPaid(change.to))
}

export interface Move {
  readonly to: PaymentStatus
  readonly at: number
  readonly message: string
  readonly cause: string
  /** Scripts may break the table on purpose, as when a failed payment turns out to be paid after all. */
  readonly forced: boolean
  /** The operator's receipt number, needed the first time that money is collected. */
  readonly paymentReference?: string
}

/** The payment after one move. Throws {@link IllegalMove} when the table forbids it and nothing forces it. */
export function moved(payment: Payment, move: Move): Payment {
  if (!move.forced && !canMove(payment.status, move.to)) {
    throw new IllegalMove(payment.id, payment.status, move.to)
  }
  const { to, at, message, cause } = move
  return {
    ...payment,
    ...(isPaid(to) ? collectedFor(payment.asked, payment.script.collected) : {}),
    status: to,
    message,
    updatedAt: at,
    history: [...payment.history, { from: payment.status, to, at, message, cause }],
    ...(isPaid(to) && !payment.paymentReference && move.paymentReference
      ? { paymentReference: move.paymentReference }
      : {}),
  }
}

/** Mobile money starts as a push prompt on the phone; the rest waits for the customer to act elsewhere. */
export function firstStatus(channel: Channel, byControlNumber = false): PaymentStatus {
  return byControlNumber || channel === 'CARD' || channel === 'BANK' ? 'PENDING' : 'PROCESSING'
}
