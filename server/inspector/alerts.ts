import type { Delivery } from '../domain/delivery.js'
import { isError, type JournalEntry, type RequestEntry } from '../domain/journal.js'
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
  /** How often the same happened; of a delivery, failed attempts. */
  readonly times: number
}

/** Entries of each log that are looked at. */
const LOOKED_AT = 50

/**
 * What needs attention at some merchants, newest first, as far as their latest alerts tell: refused calls, calls with
 * errors among their findings, and deliveries that have not arrived. What happened several times stands there once; what was seen, and a
 * delivery that arrived in the end, not at all.
 */
export async function alertsFor(queries: Queries, merchantIds: readonly string[]): Promise<readonly Alert[]> {
  const { journal, requests, deliveries } = await queries.alerting(merchantIds, LOOKED_AT)
  const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]))
  const alerts = [
    ...journal.flatMap((entry) => ofJournal(entry, byId)),
    ...requests.flatMap((request) => ofRequest(request)),
  ]
  return oncePerKey(alerts.toSorted((a, b) => b.at - a.at))
}

/** The latest of each trouble; a delivery counts its attempts, and everything else how often it happened. */
function oncePerKey(newestFirst: readonly Alert[]): readonly Alert[] {
  const once = new Map<string, Alert>()
  for (const alert of newestFirst) {
    const latest = once.get(alert.key)
    once.set(alert.key, latest ? { ...latest, times: latest.times + alert.times } : alert)
  }
  return [...once.values()]
}

function ofJournal(entry: JournalEntry, deliveries: ReadonlyMap<string, Delivery>): Alert[] {
  const { at, text, type, merchantId, deliveryId, orderReference } = entry
  const delivery = deliveries.get(deliveryId ?? '')
  if (!delivery) {
    const href = orderReference ? orderAddress(merchantId, orderReference) : homeOf(merchantId)
    return [alertOf({ merchantId, at, what: text, why: '', href })]
  }
  if (delivery.status === 'delivered') return []
  const given = delivery.status === 'given-up' ? ' and is given up' : ''
  return [
    {
      key: shortHash(delivery.id),
      merchantId,
      at,
      what: `${delivery.event ?? 'the callbackUrl call'} of ${delivery.orderReference} has not arrived${given}`,
      why: text,
      href: deliveryAddress(merchantId, delivery.id),
      times: type === 'delivery:attempted' ? 1 : 0,
    },
  ]
}

function ofRequest(request: RequestEntry): Alert[] {
  const { merchantId, seq, at, refusal, findings = [] } = request
  const seen = { merchantId, at, href: requestAddress(merchantId, seq) }
  const call = callInShort(request)
  if (refusal)
    return [alertOf({ ...seen, what: `${call} was refused: ${refusal.code}`, why: refusal.explanation })]
  if (!findings.some(isError)) return []
  const why = findings.map(({ text }) => text).join('; ')
  return [alertOf({ ...seen, what: `${call} has ${findingsInShort(request)}`, why })]
}

function alertOf(alert: Omit<Alert, 'key' | 'times'>): Alert {
  const { merchantId, what, why } = alert
  return { ...alert, key: shortHash(`${merchantId}\n${what}\n${why}`), times: 1 }
}
