import { isDecided, isPaid, type Payment } from '../domain/payment.js'
import type { Visit } from './visit.js'

/** What the shop is told when the browser comes back; null while the browser may not go there. */
export function outcomeForShop(
  payment: Pick<Payment, 'status' | 'returnOpen'>,
  { merchant, returnUrl }: Pick<Visit, 'merchant' | 'returnUrl'>,
): 'SUCCESS' | 'FAILED' | null {
  if (!returnUrl) return null
  if (isPaid(payment.status)) return payment.returnOpen ? 'SUCCESS' : null
  return payment.status === 'FAILED' && merchant.dialect.redirectOnFailure === 'redirect' ? 'FAILED' : null
}

/** Whether the status page has anything to wait for: an outcome, or the way back to the shop. */
export function isWaiting(payment: Payment, visit: Pick<Visit, 'merchant' | 'returnUrl'>): boolean {
  if (!isDecided(payment.status)) return true
  return isPaid(payment.status) && visit.returnUrl !== null && outcomeForShop(payment, visit) === null
}

/** Whether a browser that was shown `seen` has something new to see. */
export function hasNews({ status, returnOpen }: Payment, seen: string | undefined): boolean {
  return status !== seen || (isPaid(status) && returnOpen)
}
