import type { JournalEntry } from '../domain/journal.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { addressOf } from './addresses.js'
import type { CheckoutContext } from './checkout-context.js'
import type { PayoutContext } from './payout-context.js'

/** What the sandbox bar of a page is about: the order of a checkout link, or a payout link. */
export interface BarSubject {
  readonly merchantId: string
  readonly orderReference: string
  /** Whether the reference is that of a payout: an order may have the same one. */
  readonly isPayout: boolean
  /** Whether its visitor's phone is on the page, and waits to be answered where the scenario says so. */
  readonly hasPhone: boolean
  /** The page of the link, and where pages about it begin. */
  readonly home: string
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly says: {
    readonly scenario: string
    readonly follows: (scenario: string) => string
    readonly inspect: string
  }
  /** Where the inspector has all about it. */
  readonly inspector: string
  /** Where the bar moves the clock, hears what happens, and asks what a scenario means. */
  readonly clock: string
  readonly happenings: string
  readonly scenarios: string
}

/** The order of a checkout link. */
export function orderSubject({ link, order, words: { bar } }: CheckoutContext): BarSubject {
  const { merchantId, orderReference } = order
  return {
    merchantId,
    orderReference,
    isPayout: false,
    hasPhone: true,
    facts: [
      [bar.order, orderReference],
      [bar.link, link.id],
    ],
    says: bar,
    inspector: `/sandbox/merchants/${[merchantId, orderReference].map(encodeURIComponent).join('/orders/')}`,
    ...below(addressOf.link(link.id)),
  }
}

/** A payout link, and the payout that it came to. */
export function payoutSubject({ link, payout, words: { bar } }: PayoutContext): BarSubject {
  const { merchantId, orderReference } = link
  const payouts = `/sandbox/merchants/${encodeURIComponent(merchantId)}/payouts`
  return {
    merchantId,
    orderReference,
    isPayout: true,
    hasPhone: false,
    facts: [
      [bar.payout.reference, orderReference],
      [bar.link, link.id],
      ...(payout ? [[bar.payout.one, payout.id] as const] : []),
    ],
    says: bar.payout,
    inspector: payout ? `${payouts}/${encodeURIComponent(payout.id)}` : payouts,
    ...below(addressOf.payoutLink(link.id)),
  }
}

function below(home: string) {
  return { home, clock: `${home}/clock`, happenings: `${home}/happenings`, scenarios: `${home}/scenarios` }
}

/** What the journal has about it: the latest entries, or those after a number. */
export function eventsOf(
  sandbox: Sandbox,
  { merchantId, orderReference, isPayout }: BarSubject,
  part: { readonly after?: number; readonly limit: number },
): Promise<readonly JournalEntry[]> {
  return sandbox.stories.journal(isPayout ? 'payout' : 'order', { merchantId, orderReference }, part)
}
