import type { Dialect } from './dialect.js'
import type { Money } from './money.js'
import { everPaid, type Payment } from './payment.js'

/** The web address for one order, and the order behind it. */
export interface CheckoutLink {
  /** `CHE` and seven upper-case hexadecimal characters (seen in a live link of July 2025). */
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  readonly clientId: string
  readonly orderReference: string
  readonly total: Money
  readonly items: readonly OrderItem[]
  readonly customer: Customer
  readonly description?: string
  readonly callbackUrl?: string
  /** Kept and shown; what the gateway does with it is unknown, so nothing is sent there. */
  readonly wooCommerceCallbackUrl?: string
  /** Asked for by the `X-Sandbox-Scenario` header of the link request. */
  readonly scenario?: string
  readonly createdAt: number
}

export interface OrderItem {
  readonly name: string
  /** Price of one, in minor units of the link's currency. */
  readonly price: number
  readonly quantity: number
}

export interface Customer {
  readonly name?: string
  readonly email?: string
  readonly phone?: string
}

/** What a visitor finds at the link's address. */
export type LinkState = 'open' | 'paying' | 'paid' | 'expired'

/**
 * The state of a link at `now`, given its payments in order of attempt. Whether one success closes a
 * link, and whether links expire at all, is unknown of the live gateway: both are dialect switches.
 */
export function linkState(
  link: CheckoutLink,
  payments: readonly Payment[],
  dialect: Pick<Dialect, 'linkClosesAfter' | 'linkExpirySeconds'>,
  now: number,
): LinkState {
  if (dialect.linkClosesAfter === 'firstSuccess' && payments.some(everPaid)) return 'paid'
  const latest = payments.at(-1)
  if (latest && (latest.status === 'PROCESSING' || latest.status === 'PENDING')) return 'paying'
  if (dialect.linkExpirySeconds !== 'none' && now >= link.createdAt + dialect.linkExpirySeconds * 1000) {
    return 'expired'
  }
  return 'open'
}
