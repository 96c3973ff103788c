import type { JournalEntry, RequestEntry } from '../domain/journal.js'
import type { Queries } from '../sandbox/queries.js'
import { callInShort, findingsInShort } from './call.js'
import { deliveryAddress, homeOf, orderAddress, requestAddress } from './merchant-context.js'
import { shortHash } from './short-hash.js'

/** Something that somebody should look at. */
export interface Alert {
  /** The same for what is the same trouble. */
  readonly key: string
  readonly merchantId: string
  /** When it happened last. */
  readonly at: number
  readonly what: string
  /** More about it, where there is more to say. */
  readonly why: string
  readonly href: string
  /** How often the same happened. */
  readonly times: number
}

/** Entries of each log that are looked at. */
const LOOKED_AT = 50

/** What needs attention at some merchants, newest first, as far as their latest alerts tell. */
export async function alertsFor(queries: Queries, merchantIds: readonly string[]): Promise<readonly Alert[]> {
  const { journal, requests } = await queries.alerting(merchantIds, LOOKED_AT)
  return alertsOf(journal, requests)
}

/**
 * What went wrong for a merchant, newest first: refused calls, calls with findings, and deliveries that failed. What
 * happened several times stands there once.
 */
function alertsOf(journal: readonly JournalEntry[], requests: readonly RequestEntry[]): readonly Alert[] {
  const newestFirst = [...journal.map(ofJournal), ...requests.flatMap(ofRequest)].toSorted(
    (a, b) => b.at - a.at,
  )
  const once = new Map<string, Alert>()
  for (const alert of newestFirst) {
    const latest = once.get(alert.key)
    once.set(alert.key, latest ? { ...latest, times: latest.times + 1 } : alert)
  }
  return [...once.values()]
}

function ofJournal({ at, text, merchantId, deliveryId, orderReference }: JournalEntry): Alert {
  const href = deliveryId
    ? deliveryAddress(merchantId, deliveryId)
    : orderReference
      ? orderAddress(merchantId, orderReference)
      : homeOf(merchantId)
  return alertOf({ merchantId, at, what: text, why: '', href })
}

function ofRequest(request: RequestEntry): Alert[] {
  const { merchantId, seq, at, refusal, findings = [] } = request
  const seen = { merchantId, at, href: requestAddress(merchantId, seq) }
  const call = callInShort(request)
  if (refusal)
    return [alertOf({ ...seen, what: `${call} was refused: ${refusal.code}`, why: refusal.explanation })]
  if (findings.length === 0) return []
  const why = findings.map(({ text }) => text).join('; ')
  return [alertOf({ ...seen, what: `${call} has ${findingsInShort(request)}`, why })]
}

function alertOf(alert: Omit<Alert, 'key' | 'times'>): Alert {
  const { merchantId, what, why } = alert
  return { ...alert, key: shortHash(`${merchantId}\n${what}\n${why}`), times: 1 }
}
