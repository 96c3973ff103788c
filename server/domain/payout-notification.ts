import type { Dialect } from './dialect.js'
import type { PayoutEvent } from './notification.js'
import type { Payout } from './payout.js'

/** The event that tells of a payout that has just come to its status; null for none. */
export function payoutEventFor(
  { status }: Pick<Payout, 'status'>,
  { payoutInitiatedOn }: Pick<Dialect, 'payoutInitiatedOn'>,
): PayoutEvent | null {
  if (status === 'REFUNDED') return 'PAYOUT REFUNDED'
  if (status === 'REVERSED') return 'PAYOUT REVERSED'
  const initiated = payoutInitiatedOn === 'success' ? 'SUCCESS' : 'AUTHORIZED'
  return status === initiated ? 'PAYOUT INITIATED' : null
}
