import type { JournalEntry, JournalType, RequestEntry } from '../domain/journal.js'
import type { Store } from '../store/store.js'
import { callInShort, findingsInShort } from './call.js'
import { deliveryAddress, homeOf, orderAddress, requestAddress } from './merchant-context.js'

/** Something that somebody should look at. */
export interface Concern {
  /** When it happened last. */
  readonly at: number
  readonly what: string
  /** More about it, where there is more to say. */
  readonly why: string
  readonly href: string
  /** How often the same happened. */
  readonly times: number
}

const JOURNAL_CONCERNS: readonly JournalType[] = ['delivery:given-up', 'payment:not-moved', 'task:failed']

/** So many entries of each log are searched. */
const SEARCHED = 200

/** What needs attention at a merchant, as far as its latest entries tell. */
export async function concernsAt(store: Store, merchantId: string): Promise<readonly Concern[]> {
  const latest = { newestFirst: true, limit: SEARCHED } as const
  const [journal, requests] = await Promise.all([
    store.entries('journal', merchantId, latest),
    store.entries('requests', merchantId, latest),
  ])
  return concernsOf(journal, requests)
}

/**
 * What went wrong for a merchant, newest first: refused calls, calls with findings, and deliveries that failed. What
 * happened several times stands there once.
 */
function concernsOf(journal: readonly JournalEntry[], requests: readonly RequestEntry[]): readonly Concern[] {
  const newestFirst = [...journal.filter(isConcern).map(ofJournal), ...requests.flatMap(ofRequest)].toSorted(
    (a, b) => b.at - a.at,
  )
  const once = new Map<string, Concern>()
  for (const concern of newestFirst) {
    const key = `${concern.what}\n${concern.why}`
    const latest = once.get(key)
    once.set(key, latest ? { ...latest, times: latest.times + 1 } : concern)
  }
  return [...once.values()]
}

function isConcern({ type, data }: JournalEntry): boolean {
  if (type === 'delivery:attempted') return data?.outcome !== 'received'
  return JOURNAL_CONCERNS.includes(type)
}

function ofJournal({ at, text, merchantId, deliveryId, orderReference }: JournalEntry): Concern {
  const href = deliveryId
    ? deliveryAddress(merchantId, deliveryId)
    : orderReference
      ? orderAddress(merchantId, orderReference)
      : homeOf(merchantId)
  return { at, what: text, why: '', href, times: 1 }
}

function ofRequest(request: RequestEntry): Concern[] {
  const { merchantId, seq, at, refusal, findings = [] } = request
  const seen = { at, href: requestAddress(merchantId, seq), times: 1 }
  const call = callInShort(request)
  if (refusal) return [{ ...seen, what: `${call} was refused: ${refusal.code}`, why: refusal.explanation }]
  if (findings.length === 0) return []
  const why = findings.map(({ text }) => text).join('; ')
  return [{ ...seen, what: `${call} has ${findingsInShort(request)}`, why }]
}
