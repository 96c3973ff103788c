import type { Money } from '../domain/money.js'
import { BILLPAY_LIMITS, MOBILE_CHANNELS, type MobileChannel, PUSH_LIMITS } from '../domain/operators.js'
import type { Order } from '../domain/order.js'
import type { Words } from './i18n/language.js'

/** What the customer picks; `auto` is mobile money by the operator of the phone number. */
export type Method = 'auto' | MobileChannel | 'CONTROL-NUMBER' | 'BANK' | 'CARD'

/** What can be picked in each currency. Assumed: the vendor names its methods, not where each is offered. */
const BY_CURRENCY: Readonly<Record<Money['currency'], readonly Method[]>> = {
  TZS: ['auto', ...MOBILE_CHANNELS, 'CONTROL-NUMBER', 'BANK'],
  USD: ['CARD'],
}

/** The methods that a link offers, the usual one first. */
export function methodsFor({ total }: Pick<Order, 'total'>): readonly Method[] {
  return BY_CURRENCY[total.currency]
}

/** What is marked when the page opens: the first method that takes the amount. */
export function preselected(order: Pick<Order, 'total'>): Method {
  return methodsFor(order).find((method) => fits(order, method)) ?? 'auto'
}

/** Whether the customer confirms on a phone. */
export function isMobile(method: Method): boolean {
  return method !== 'CONTROL-NUMBER' && method !== 'BANK' && method !== 'CARD'
}

/** Whether a method takes the link's amount. */
export function fits({ total }: Pick<Order, 'total'>, method: Method): boolean {
  const limits = limitsOf(method)
  return limits === null || (total.minor >= limits.minimum && total.minor <= limits.maximum)
}

/** Why a method cannot take the link's amount, in words; null when it can. */
export function unfitFor(
  { total }: Pick<Order, 'total'>,
  method: Method,
  { money, methods }: Words,
): string | null {
  const limits = limitsOf(method)
  if (limits === null || fits({ total }, method)) return null
  const name = method === 'CONTROL-NUMBER' ? methods.controlNumber : methods.auto
  return total.minor < limits.minimum
    ? methods.tooSmall(name, money({ minor: limits.minimum, currency: 'TZS' }), money(total))
    : methods.tooLarge(name, money({ minor: limits.maximum, currency: 'TZS' }), money(total))
}

/** What a method takes at least and at most; null for no limit that any order here could break. */
function limitsOf(method: Method): { readonly minimum: number; readonly maximum: number } | null {
  if (method === 'CONTROL-NUMBER') return BILLPAY_LIMITS
  return isMobile(method) ? PUSH_LIMITS : null
}
