import type { JournalEntry, JournalType, RequestEntry } from '../domain/journal.js'
import { deliveryAddress, homeOf, orderAddress, requestAddress } from './visit.js'

/** Something that somebody should look at. */
export interface Concern {
  readonly at: number
  readonly what: string
  readonly href: string
}

const JOURNAL_CONCERNS: readonly JournalType[] = ['delivery:given-up', 'payment:not-moved', 'task:failed']

/** What went wrong for a merchant, newest first: refused calls, and deliveries that failed. */
export function concernsOf(
  journal: readonly JournalEntry[],
  requests: readonly RequestEntry[],
): readonly Concern[] {
  return [
    ...journal.filter(isConcern).map((entry) => ({ at: entry.at, what: entry.text, href: addressOf(entry) })),
    ...requests.flatMap(({ merchantId, seq, at, method, path, refusal }) =>
      refusal
        ? [
            {
              at,
              what: `${method} ${path.slice(0, 100)} was refused (${refusal.code}): ${refusal.explanation}`,
              href: requestAddress(merchantId, seq),
            },
          ]
        : [],
    ),
  ].toSorted((a, b) => b.at - a.at)
}

function isConcern({ type, data }: JournalEntry): boolean {
  if (type === 'delivery:attempted') return data?.outcome !== 'received'
  return JOURNAL_CONCERNS.includes(type)
}

function addressOf({ merchantId, deliveryId, orderReference }: JournalEntry): string {
  if (deliveryId) return deliveryAddress(merchantId, deliveryId)
  return orderReference ? orderAddress(merchantId, orderReference) : homeOf(merchantId)
}
