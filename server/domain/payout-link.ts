import type { Dialect } from './dialect.js'
import type { Money } from './money.js'
import { payoutLimits, type TransferType } from './payout-receiver.js'
import type { TraceContext } from './trace-context.js'

/** A web address on which somebody says where the money that a merchant owes them shall go. */
export interface PayoutLink {
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  readonly clientId: string
  /** Of the payout that it comes to: no other payout has the same. */
  readonly orderReference: string
  readonly amount: Money
  /** Asked for by the `X-Sandbox-Scenario` header. */
  readonly scenario?: string
  /** The trace of the call that asked for it. */
  readonly trace?: TraceContext
  readonly createdAt: number
  /** The payout that it came to; null until its receiver has said where the money shall go. */
  readonly payoutId: string | null
}

export type PayoutLinkState = 'open' | 'claimed' | 'expired'

/** How a link stands. It is good for one payout (assumed), and expires as checkout links do (assumed). */
export function payoutLinkState(
  { payoutId, createdAt }: Pick<PayoutLink, 'payoutId' | 'createdAt'>,
  { linkExpirySeconds }: Pick<Dialect, 'linkExpirySeconds'>,
  now: number,
): PayoutLinkState {
  if (payoutId !== null) return 'claimed'
  const expired = linkExpirySeconds !== 'none' && now >= createdAt + Number(linkExpirySeconds) * 1000
  return expired ? 'expired' : 'open'
}

/** Whether an amount may go to a phone. */
export function fitsPhone({ minor, currency }: Money): boolean {
  return minor <= payoutLimits({}, currency).maximum
}

/** By which kind of transfer a bank gets an amount: in batches, unless it is too large for that (assumed). */
export function transferFor({ minor, currency }: Money): TransferType {
  return minor <= payoutLimits({ transferType: 'ACH' }, currency).maximum ? 'ACH' : 'RTGS'
}
