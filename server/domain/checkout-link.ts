import type { Dialect } from './dialect.js'
import type { Order } from './order.js'

/** A web address on which a customer pays one order. */
export interface CheckoutLink {
  readonly id: string
  readonly order: Order
}

/** What a visitor finds at the link's address. */
export const LINK_STATES = ['open', 'paying', 'paid', 'expired'] as const
export type LinkState = (typeof LINK_STATES)[number]

/** The switches that decide when a link closes. */
export type LinkRules = Pick<Dialect, 'linkClosesAfter' | 'linkExpirySeconds'>

/**
 * Whether an order can be paid at `now`. Whether one success closes a link, and whether links expire at
 * all, is unknown of the live gateway: both are dialect switches. Only orders with a link expire.
 */
export function linkState(
  { progress, linkId, createdAt }: Pick<Order, 'progress' | 'linkId' | 'createdAt'>,
  dialect: LinkRules,
  now: number,
): LinkState {
  if (dialect.linkClosesAfter === 'firstSuccess' && progress.everPaid) return 'paid'
  const status = progress.latest?.status
  if (status === 'PROCESSING' || status === 'PENDING') return 'paying'
  const expires = linkId !== null && dialect.linkExpirySeconds !== 'none'
  return expires && now >= createdAt + Number(dialect.linkExpirySeconds) * 1000 ? 'expired' : 'open'
}
