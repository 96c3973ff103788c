import { isDecided, isPaid, type Payment } from '../domain/payment.js'
import { claimOnReturn } from '../domain/return.js'
import type { CheckoutContext } from './checkout-context.js'

/** What the shop is told when the browser comes back; null while the browser may not go there. */
export function outcomeForShop(
  payment: Payment,
  { returnUrl }: Pick<CheckoutContext, 'returnUrl'>,
): string | null {
  return returnUrl === null ? null : claimOnReturn(payment)
}

/** Whether the status page has anything to wait for: an outcome, or the way back to the shop. */
export function isWaiting(payment: Payment, context: Pick<CheckoutContext, 'returnUrl'>): boolean {
  if (context.returnUrl !== null && outcomeForShop(payment, context) !== null) return false
  return !isDecided(payment.status) || (isPaid(payment.status) && context.returnUrl !== null)
}

/** Whether a browser that was shown `seen` has something new to see. */
export function hasNews(
  payment: Payment,
  context: Pick<CheckoutContext, 'returnUrl'>,
  seen: string,
): boolean {
  return payment.status !== seen || outcomeForShop(payment, context) !== null
}
