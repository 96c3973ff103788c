import { isDecided, isPaid, type Payment } from '../domain/payment.js'
import { claimOnReturn } from '../domain/return.js'
import type { Visit } from './checkout-context.js'

/** What the shop is told when the browser comes back; null while the browser may not go there. */
export function outcomeForShop(payment: Payment, { returnUrl }: Pick<Visit, 'returnUrl'>): string | null {
  return returnUrl === null ? null : claimOnReturn(payment)
}

/** Whether the status page has anything to wait for: an outcome, or the way back to the shop. */
export function isWaiting(payment: Payment, visit: Pick<Visit, 'returnUrl'>): boolean {
  if (visit.returnUrl !== null && outcomeForShop(payment, visit) !== null) return false
  return !isDecided(payment.status) || (isPaid(payment.status) && visit.returnUrl !== null)
}

/** Whether a browser that was shown `seen` has something new to see. */
export function hasNews(payment: Payment, visit: Pick<Visit, 'returnUrl'>, seen: string): boolean {
  return payment.status !== seen || outcomeForShop(payment, visit) !== null
}
