import type { WebhookEvent } from './notification.js'
import type { Damage } from './script.js'
import type { TraceContext } from './trace-context.js'

/** How a merchant is told: by the webhook of an event, or by the link's own `callbackUrl`. */
export type NotificationChannel = 'webhook' | 'callback'

/**
 * One notification on its way to one URL. The body is made once; every attempt sends the same bytes.
 */
export interface Delivery {
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  readonly channel: NotificationChannel
  /** The webhook's event; null for a `callbackUrl` call, which names none. */
  readonly event: WebhookEvent | null
  /** Of the order or the payout; a deposit has none, and its id stands here. */
  readonly orderReference: string
  /** It tells of a payout: its order reference is one of a namespace of their own. Left out for payments and deposits. */
  readonly ofPayout?: true
  /** The id of the payment, the payout or the deposit that it tells of. */
  readonly paymentId: string
  readonly url: string
  /** Whose setting the URL is. */
  readonly level: 'application' | 'merchant' | 'link'
  /** 1, unless a scenario has the notification sent several times. */
  readonly copy: number
  /** The delivery that this one repeats with something wrong in it; only where somebody asked for that by hand. */
  readonly tamperedCopyOf?: { readonly deliveryId: string; readonly damage: Damage }
  /** What is wrong with the message, on purpose, as far as it can be seen. */
  readonly damage?: Damage
  /** Sent by hand, about a payment that nobody made. */
  readonly madeUp?: true
  /** The exact text that is sent, UTF-8 encoded. */
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Whether the body or a header carries a checksum. */
  readonly signed: boolean
  /** The trace of the call that it follows from. */
  readonly trace?: TraceContext
  readonly retry: RetrySchedule
  readonly status: DeliveryStatus
  readonly attempted: AttemptsSoFar
  readonly createdAt: number
}

/** What the attempts of a delivery that are over have come to; the attempts are rows of their own. */
export interface AttemptsSoFar {
  readonly count: number
  /** Attempts of the schedule; those by hand do not count for the next retry. */
  readonly scheduled: number
  /** When the first of the schedule was made; null before. */
  readonly firstAt: number | null
  /** Every outcome there was, each once. */
  readonly outcomes: readonly AttemptOutcome[]
  /** The one that ended last; null before the first. */
  readonly latest: LatestAttempt | null
}

/** What lists of deliveries tell of an attempt. */
export interface LatestAttempt {
  readonly number: number
  readonly outcome: AttemptOutcome
  /** How the receiver answered; null where it did not. */
  readonly status: number | null
  readonly note: string | null
}

export const NOT_ATTEMPTED: AttemptsSoFar = {
  count: 0,
  scheduled: 0,
  firstAt: null,
  outcomes: [],
  latest: null,
}

/** What the attempts have come to, once one more is over. */
export function including(
  { count, scheduled, firstAt, outcomes }: AttemptsSoFar,
  { number, cause, startedAt, outcome, response, note }: Attempt,
): AttemptsSoFar {
  const bySchedule = cause === 'schedule'
  return {
    count: count + 1,
    scheduled: bySchedule ? scheduled + 1 : scheduled,
    firstAt: bySchedule ? (firstAt ?? startedAt) : firstAt,
    outcomes: outcomes.includes(outcome) ? outcomes : [...outcomes, outcome],
    latest: { number, outcome, status: response?.status ?? null, note: note ?? null },
  }
}

/** The id of a delivery's attempt. */
export function attemptId(deliveryId: string, number: number): string {
  return `${deliveryId}-A${number}`
}

/**
 * `withheld`: the scenario keeps it back. `waiting`: an attempt is planned. `delivered`: a receiver
 * said 2xx. `given-up`: the schedule ran out.
 */
export const DELIVERY_STATUSES = ['withheld', 'waiting', 'delivered', 'given-up'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/**
 * When attempts are made: seconds after the first attempt, or after the one before. The first number is
 * the first attempt itself, 0.
 */
export interface RetrySchedule {
  readonly since: 'first' | 'previous'
  readonly seconds: readonly number[]
}

/** What became of an attempt. Only `received` (any 2xx) ends the retries. */
export const ATTEMPT_OUTCOMES = [
  'sending',
  'received',
  'refused',
  'redirected',
  'timed-out',
  'unreachable',
] as const
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number]

/** One try to hand a delivery over. */
export interface Attempt {
  readonly id: string
  readonly merchantId: string
  /** Attempts are in order within their delivery: their number. */
  readonly seq: number
  readonly deliveryId: string
  readonly orderReference: string
  /** 1 for the first. */
  readonly number: number
  readonly cause: 'schedule' | 'by-hand'
  /** What the request carried of the trace that it belongs to. */
  readonly trace?: TraceContext
  /** On the merchant's clock. */
  readonly startedAt: number
  readonly outcome: AttemptOutcome
  /** Real time from sending to the end of the answer. */
  readonly durationMs?: number
  readonly response?: AttemptResponse
  /** Why there was no answer, or what looks wrong with the one that came. */
  readonly note?: string
}

export interface AttemptResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The beginning of the answer, within the limits of `server/delivery/exchange.ts`. */
  readonly body: string
  readonly truncated: boolean
}
