import type { Movement } from './ledger.js'
import type { Money } from './money.js'
import type { PayoutReceiver } from './payout-receiver.js'
import type { ChannelScript } from './script.js'
import type { TraceContext } from './trace-context.js'

/**
 * Where a payout may go from each status. An empty list: the payout has ended. Statuses and meanings: ClickPesa docs,
 * home/payout-status; the moves are our reading of them.
 */
export const NEXT_PAYOUT_STATUSES = {
  AUTHORIZED: ['PROCESSING', 'PENDING', 'SUCCESS', 'FAILED'],
  PROCESSING: ['PENDING', 'SUCCESS', 'FAILED', 'REFUNDED', 'REVERSED'],
  PENDING: ['PROCESSING', 'SUCCESS', 'FAILED', 'REFUNDED', 'REVERSED'],
  SUCCESS: ['REFUNDED', 'REVERSED'],
  FAILED: ['REFUNDED', 'REVERSED'],
  REFUNDED: [],
  REVERSED: [],
} as const satisfies Record<string, readonly string[]>

export type PayoutStatus = keyof typeof NEXT_PAYOUT_STATUSES

/** Every status there is, in the order of a payout's life. */
export const PAYOUT_STATUSES = Object.keys(NEXT_PAYOUT_STATUSES) as PayoutStatus[]

/** Who bears the fee of a payout. */
export const FEE_BEARERS = ['merchant', 'both', 'customer'] as const
export type FeeBearer = (typeof FEE_BEARERS)[number]

/** One move that a scenario has planned. */
export interface PayoutStep {
  /** Milliseconds since the step before; since the payout was asked for, for the first. */
  readonly after: number
  readonly status: PayoutStatus
  readonly message: string
  /** Whether the fee comes back as well, where it is REVERSED. */
  readonly withFee: boolean
}

/** What a payout takes and gives, in minor units. */
export interface PayoutMoney {
  /** What the merchant asked to have paid out. */
  readonly order: Money
  /** In the currency of the order. */
  readonly fee: number
  /** What leaves the account, in the currency of the order. */
  readonly total: number
  /** What the receiver gets. */
  readonly received: Money
}

/** Money on its way from a merchant to somebody. */
export interface Payout extends PayoutMoney, PayoutReceiver {
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  readonly clientId: string
  /** Of its own namespace: an order may have the same. */
  readonly orderReference: string
  readonly status: PayoutStatus
  /** Words for people; empty until there are any. */
  readonly message: string
  /** Set where a reversal brought the fee back, or did not. */
  readonly reversedWithFee?: boolean
  readonly scenario: string
  /** The trace of the call that asked for it. */
  readonly trace?: TraceContext
  readonly timeline: readonly PayoutStep[]
  /** How its webhooks are sent. */
  readonly webhook: ChannelScript
  readonly createdAt: number
  readonly updatedAt: number
  readonly history: readonly PayoutChange[]
}

export interface PayoutChange {
  readonly from: PayoutStatus
  readonly to: PayoutStatus
  readonly at: number
  readonly message: string
  /** Who moved it, for somebody reading the journal. */
  readonly cause: string
}

/** Whether the receiver has the money, as far as is known. */
export function hasArrived({ status }: Pick<Payout, 'status'>): boolean {
  return status === 'SUCCESS'
}

/** Whether it is still open what becomes of a payout. */
export function isUnderWay({ status }: Pick<Payout, 'status'>): boolean {
  return status === 'AUTHORIZED' || status === 'PROCESSING' || status === 'PENDING'
}

/** A move that a gateway would never make. */
export class IllegalPayoutMove extends Error {
  override readonly name = 'IllegalPayoutMove'

  constructor({ id, status }: Pick<Payout, 'id' | 'status'>, to: PayoutStatus) {
    const allowed = NEXT_PAYOUT_STATUSES[status].join(', ') || 'nothing, because it is final'
    super(`payout ${id} is ${status}, which can become ${allowed}; not ${to}`)
  }
}

export function canMovePayout(from: PayoutStatus, to: PayoutStatus): boolean {
  const allowed: readonly PayoutStatus[] = NEXT_PAYOUT_STATUSES[from]
  return allowed.includes(to)
}

export interface PayoutMove {
  readonly to: PayoutStatus
  readonly at: number
  readonly message: string
  readonly cause: string
  /** Whether a reversal brings the fee back. */
  readonly withFee: boolean
}

/** The payout after one move. Throws {@link IllegalPayoutMove} when the table forbids it. */
export function movedPayout(payout: Payout, { to, at, message, cause, withFee }: PayoutMove): Payout {
  if (!canMovePayout(payout.status, to)) throw new IllegalPayoutMove(payout, to)
  return {
    ...payout,
    status: to,
    message,
    ...(to === 'REVERSED' ? { reversedWithFee: withFee } : {}),
    updatedAt: at,
    history: [...payout.history, { from: payout.status, to, at, message, cause }],
  }
}

/** What a payout that is being asked for takes out of the account: all of it at once, so that it cannot be spent twice. */
export function takenFor(payout: Payout): Movement {
  return {
    entry: 'Debit',
    type: 'PAYOUT',
    amount: payout.total,
    description: `payout ${payout.id}`,
    ...about(payout),
  }
}

/** What comes back into the account with a payout's new status; null for nothing. FAILED alone returns nothing yet. */
export function returnedBy(payout: Payout): Movement | null {
  const { id, status, total, fee, reversedWithFee } = payout
  if (status !== 'REFUNDED' && status !== 'REVERSED') return null
  const amount = status === 'REVERSED' && !reversedWithFee ? total - fee : total
  const description = `payout ${id} is ${status}`
  return amount > 0
    ? { entry: 'Credit', type: 'PAYOUT RETURNED', amount, description, ...about(payout) }
    : null
}

function about({
  id,
  orderReference,
  order,
}: Payout): Pick<Movement, 'about' | 'orderReference' | 'currency'> {
  return { about: id, orderReference, currency: order.currency }
}

/** How long a payout that was asked for bars another like it (documented: 60 seconds by default). */
export const COOLDOWN_MS = 60_000

/** Shares a fee out. Of an odd hundredth the merchant bears the rest; nobody receives less than nothing. */
export function sharedFee(
  order: number,
  fee: number,
  bearer: FeeBearer,
): { readonly total: number; readonly received: number } {
  const share = { merchant: 0, both: Math.floor(fee / 2), customer: fee }[bearer]
  const ofReceiver = Math.min(share, order)
  return { total: order + fee - ofReceiver, received: order - ofReceiver }
}
