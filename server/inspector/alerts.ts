import type { JournalEntry, JournalType, RequestEntry } from '../domain/journal.js'
import type { Store } from '../store/store.js'
import { callInShort, findingsInShort } from './call.js'
import { deliveryAddress, homeOf, orderAddress, requestAddress } from './merchant-context.js'

/** Something that somebody should look at. */
export interface Alert {
  /** When it happened last. */
  readonly at: number
  readonly what: string
  /** More about it, where there is more to say. */
  readonly why: string
  readonly href: string
  /** How often the same happened. */
  readonly times: number
}

const ALERTING_TYPES: readonly JournalType[] = ['delivery:given-up', 'payment:not-moved', 'task:failed']

/** So many entries of each log are searched. */
const SEARCHED = 200

/** What needs attention at a merchant, as far as its latest entries tell. */
export async function alertsFor(store: Store, merchantId: string): Promise<readonly Alert[]> {
  const latest = { newestFirst: true, limit: SEARCHED } as const
  const [journal, requests] = await Promise.all([
    store.entries('journal', merchantId, latest),
    store.entries('requests', merchantId, latest),
  ])
  return alertsOf(journal, requests)
}

/**
 * What went wrong for a merchant, newest first: refused calls, calls with findings, and deliveries that failed. What
 * happened several times stands there once.
 */
function alertsOf(journal: readonly JournalEntry[], requests: readonly RequestEntry[]): readonly Alert[] {
  const newestFirst = [...journal.filter(isAlert).map(ofJournal), ...requests.flatMap(ofRequest)].toSorted(
    (a, b) => b.at - a.at,
  )
  const once = new Map<string, Alert>()
  for (const alert of newestFirst) {
    const key = `${alert.what}\n${alert.why}`
    const latest = once.get(key)
    once.set(key, latest ? { ...latest, times: latest.times + 1 } : alert)
  }
  return [...once.values()]
}

function isAlert({ type, data }: JournalEntry): boolean {
  if (type === 'delivery:attempted') return data?.outcome !== 'received'
  return ALERTING_TYPES.includes(type)
}

function ofJournal({ at, text, merchantId, deliveryId, orderReference }: JournalEntry): Alert {
  const href = deliveryId
    ? deliveryAddress(merchantId, deliveryId)
    : orderReference
      ? orderAddress(merchantId, orderReference)
      : homeOf(merchantId)
  return { at, what: text, why: '', href, times: 1 }
}

function ofRequest(request: RequestEntry): Alert[] {
  const { merchantId, seq, at, refusal, findings = [] } = request
  const seen = { at, href: requestAddress(merchantId, seq), times: 1 }
  const call = callInShort(request)
  if (refusal) return [{ ...seen, what: `${call} was refused: ${refusal.code}`, why: refusal.explanation }]
  if (findings.length === 0) return []
  const why = findings.map(({ text }) => text).join('; ')
  return [{ ...seen, what: `${call} has ${findingsInShort(request)}`, why }]
}
