import type { CheckoutLink } from '../domain/checkout-link.js'
import { type Money, moneyForPeople } from '../domain/money.js'
import { MOBILE_CHANNELS, type MobileChannel, PUSH_LIMITS } from '../domain/operators.js'

/** What the customer picks; `auto` is mobile money by the operator of the phone number. */
export type Method = 'auto' | MobileChannel | 'BANK' | 'CARD'

/** What can be picked in each currency. Assumed: the vendor names its methods, not where each is offered. */
const BY_CURRENCY: Readonly<Record<Money['currency'], readonly Method[]>> = {
  TZS: ['auto', ...MOBILE_CHANNELS, 'BANK'],
  USD: ['CARD'],
}

/** The methods that a link offers, the usual one first. */
export function methodsFor({ total }: Pick<CheckoutLink, 'total'>): readonly Method[] {
  return BY_CURRENCY[total.currency]
}

/** What is marked when the page opens: the first method that takes the amount. */
export function preselected(link: Pick<CheckoutLink, 'total'>): Method {
  return methodsFor(link).find((method) => unfitFor(link, method) === null) ?? 'auto'
}

export function isMobile(method: Method): boolean {
  return method !== 'BANK' && method !== 'CARD'
}

/** Why a method cannot take the link's amount, in words; null when it can. */
export function unfitFor({ total }: Pick<CheckoutLink, 'total'>, method: Method): string | null {
  if (!isMobile(method)) return null
  const { minimum, maximum } = PUSH_LIMITS
  if (total.minor >= minimum && total.minor <= maximum) return null
  const amount = moneyForPeople(total)
  return total.minor < minimum
    ? `Mobile money takes no less than ${limitText(minimum)}, and this order costs ${amount}.`
    : `Mobile money takes no more than ${limitText(maximum)}, and this order costs ${amount}.`
}

function limitText(minor: number): string {
  return moneyForPeople({ minor, currency: 'TZS' })
}
