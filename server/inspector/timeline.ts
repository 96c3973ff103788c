import type { Delivery } from '../domain/delivery.js'
import type { Dialect } from '../domain/dialect.js'
import type { JournalEntry, JournalType, RequestEntry } from '../domain/journal.js'
import type { Payment } from '../domain/payment.js'
import type { Task } from '../domain/task.js'
import type { OrderStory } from '../sandbox/stories.js'
import { findingsInShort } from './call.js'
import { deliveryAddress, requestAddress } from './merchant-context.js'

/** Who acts, from the merchant's own server to what it asks at the end. */
export const LANES = [
  'Your app',
  'API',
  'Hosted page',
  'Phone',
  'Payment',
  'Webhook',
  'Callback',
  'Return',
  'Query',
] as const
export type Lane = (typeof LANES)[number]

/** One thing that happened to an order, or that is planned. */
export interface TimelineEvent {
  readonly at: number
  /** Among what happened at one instant, the order. */
  readonly seq: number
  readonly lane: Lane
  readonly what: string
  /** Who wanted it so: a scenario, a dialect switch, a rule of the API; empty where nothing special did. */
  readonly rule: string
  readonly severity: 'plain' | 'good' | 'bad' | 'planned'
  /** The page that says more, where there is one. */
  readonly href?: string
}

/** What tells an event from the others of its order. Planned ones and past ones are numbered separately. */
export function timelineEventId({ seq, severity }: TimelineEvent): string {
  return severity === 'planned' ? `planned-${seq}` : `moment-${seq}`
}

/** What a timeline is made of. */
export type TimelineStory = Pick<OrderStory, 'payments' | 'deliveries' | 'planned' | 'requests' | 'journal'>

/** What happened to an order or a payout and what is planned, in order. A request stands where it was answered. */
export function timelineOf(story: TimelineStory, dialect: Dialect): readonly TimelineEvent[] {
  return [
    ...story.requests.map((request) => ofRequest(request)),
    ...story.journal.flatMap((entry) => ofJournal(entry, story, dialect)),
    ...story.planned.map((task) => ofTask(task, story)),
  ].toSorted((a, b) => a.at - b.at || a.seq - b.seq)
}

function ofRequest(request: RequestEntry): TimelineEvent {
  const { merchantId, seq, at, method, path, status, refusal, fault } = request
  const query = method === 'GET' && path.includes('/payments/')
  const answer = status === 0 ? 'no answer' : `answered ${status}`
  return {
    at,
    seq,
    lane: query ? 'Query' : 'Your app',
    what: `${method} ${path.split('?')[0]}: ${answer}`,
    rule: fault
      ? `scenario ${fault.scenario}`
      : refusal
        ? `${refusal.code}: ${refusal.explanation}`
        : findingsInShort(request),
    severity: status >= 200 && status < 300 ? 'good' : 'bad',
    href: requestAddress(merchantId, seq),
  }
}

const LANE_OF: Partial<Record<JournalType, Lane>> = {
  'link:created': 'API',
  'link:opened': 'Hosted page',
  'bill:created': 'API',
  'bill:changed': 'API',
  'request:faulted': 'API',
  'scenario:chosen': 'Payment',
  'customer:left': 'Hosted page',
  'phone:answered': 'Phone',
  'bank:answered': 'Hosted page',
  'payment:created': 'Payment',
  'payment:moved': 'Payment',
  'payment:not-moved': 'Payment',
  'payout:created': 'Payment',
  'payout:moved': 'Payment',
  'payout:not-moved': 'Payment',
  'notification:not-sent': 'Webhook',
  'return:opened': 'Return',
  'return:sent': 'Return',
}

// A refusal stands beside its request, with the same words.
function ofJournal(entry: JournalEntry, story: TimelineStory, dialect: Dialect): TimelineEvent[] {
  const { at, seq, type, text, deliveryId, merchantId } = entry
  const delivery = story.deliveries.find(({ id }) => id === deliveryId)
  const lane = delivery ? laneOf(delivery) : LANE_OF[type]
  if (!lane) return []
  return [
    {
      at,
      seq,
      lane,
      what: text,
      rule: ruleOf(entry, delivery, story.payments, dialect),
      severity: severityOf(entry),
      ...(delivery ? { href: deliveryAddress(merchantId, delivery.id) } : {}),
    },
  ]
}

function ruleOf(
  { type, paymentId, data }: JournalEntry,
  delivery: Delivery | undefined,
  payments: readonly Payment[],
  dialect: Dialect,
): string {
  const payment = payments.find(({ id }) => id === paymentId)
  switch (type) {
    case 'payment:moved':
      return payment?.history.find(({ from, to }) => from === data?.from && to === data?.to)?.cause ?? ''
    case 'notification:owed':
      if (delivery?.tamperedCopyOf) return 'sent by hand'
      return delivery?.channel === 'callback'
        ? `dialect callbackBody: ${dialect.callbackBody}`
        : `dialect paymentReceivedShape: ${dialect.paymentReceivedShape}`
    case 'delivery:given-up':
      return `dialect notificationRetry: ${dialect.notificationRetry}`
    case 'notification:not-sent':
      return delivery && payment ? `scenario ${payment.scenario}` : 'no URL is set'
    case 'return:opened':
      return payment ? `scenario ${payment.scenario}` : ''
    case 'request:faulted':
      return `scenario ${data?.scenario}`
    default:
      return ''
  }
}

function severityOf({ type, data }: JournalEntry): TimelineEvent['severity'] {
  switch (type) {
    case 'delivery:attempted':
      return data?.outcome === 'received' ? 'good' : 'bad'
    case 'payout:moved':
      return data?.to === 'SUCCESS' ? 'good' : hasEndedBadly(data?.to) ? 'bad' : 'plain'
    case 'payment:moved':
      return data?.to === 'SUCCESS' || data?.to === 'SETTLED'
        ? 'good'
        : data?.to === 'FAILED'
          ? 'bad'
          : 'plain'
    case 'request:faulted':
    case 'customer:left':
    case 'delivery:given-up':
    case 'payment:not-moved':
    case 'payout:not-moved':
    case 'notification:not-sent':
      return 'bad'
    default:
      return 'plain'
  }
}

function hasEndedBadly(status: unknown): boolean {
  return status === 'FAILED' || status === 'REFUNDED' || status === 'REVERSED'
}

function ofTask(
  { dueAt, seq, why, action, merchantId }: Task,
  { deliveries, payments }: TimelineStory,
): TimelineEvent {
  const planned = { at: dueAt, seq, what: why, severity: 'planned' } as const
  if (action.kind === 'attempt-delivery') {
    const delivery = deliveries.find(({ id }) => id === action.deliveryId)
    const lane = delivery ? laneOf(delivery) : 'Webhook'
    return { ...planned, lane, rule: '', href: deliveryAddress(merchantId, action.deliveryId) }
  }
  if (action.kind === 'move-payout') return { ...planned, lane: 'Payment', rule: '' }
  const payment = payments.find(({ id }) => id === action.paymentId)
  const lane = action.kind === 'open-return' ? 'Return' : 'Payment'
  return { ...planned, lane, rule: payment ? `scenario ${payment.scenario}` : '' }
}

function laneOf({ channel }: Delivery): Lane {
  return channel === 'webhook' ? 'Webhook' : 'Callback'
}

/** Where a drawing puts one moment: 0 at the left end, 1 at the right. */
export interface Place {
  readonly x: number
  readonly row: number
  readonly event: TimelineEvent
}

/** The least distance between two different instants, so that both can be seen. */
const MIN_STEP = 1

/**
 * Places moments on their lanes, left to right. A distance grows with the logarithm of the time between: a
 * millisecond and a day are both on the drawing, and what took longer is further away.
 */
export function layOut(events: readonly TimelineEvent[]): readonly Place[] {
  let reached = 0
  let before = events[0]?.at ?? 0
  const steps = events.map((event) => {
    if (event.at > before) reached += MIN_STEP + Math.log2(1 + (event.at - before) / 1000)
    before = event.at
    return { event, reached }
  })
  return besideEachOther(
    steps.map(({ event, reached: distance }) => ({
      x: reached === 0 ? 0 : distance / reached,
      row: LANES.indexOf(event.lane),
      event,
    })),
  )
}

/** The width of a mark, as a share of the drawing. */
const MARK = 0.016

/** What happens in one lane at one instant stands side by side, in order. */
function besideEachOther(places: readonly Place[]): Place[] {
  const ends = new Map<number, number>()
  return places.map((place) => {
    const x = Math.max(place.x, (ends.get(place.row) ?? Number.NEGATIVE_INFINITY) + MARK)
    ends.set(place.row, x)
    return { ...place, x }
  })
}
