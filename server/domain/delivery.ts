import type { PaymentEvent } from './notification.js'
import type { Damage } from './script.js'

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
  readonly event: PaymentEvent | null
  readonly orderReference: string
  readonly paymentId: string
  readonly url: string
  /** Whose setting the URL is. */
  readonly level: 'application' | 'merchant' | 'link'
  /** 1, unless a scenario has the notification sent several times. */
  readonly copy: number
  /** The delivery that this one repeats with something wrong in it; only where somebody asked for that by hand. */
  readonly tamperedCopyOf?: { readonly deliveryId: string; readonly damage: Damage }
  /** The exact text that is sent, UTF-8 encoded. */
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Whether the body or a header carries a checksum. */
  readonly signed: boolean
  readonly retry: RetrySchedule
  readonly status: DeliveryStatus
  readonly attempts: readonly Attempt[]
  readonly createdAt: number
}

/**
 * A delivery with these attempts, and perhaps in another state. Every attempt passes here twice: to write the fields
 * out takes a tenth of the time that a spread of so many takes.
 */
export function attempted(
  delivery: Delivery,
  attempts: readonly Attempt[],
  status = delivery.status,
): Delivery {
  return {
    id: delivery.id,
    merchantId: delivery.merchantId,
    seq: delivery.seq,
    channel: delivery.channel,
    event: delivery.event,
    orderReference: delivery.orderReference,
    paymentId: delivery.paymentId,
    url: delivery.url,
    level: delivery.level,
    copy: delivery.copy,
    body: delivery.body,
    headers: delivery.headers,
    signed: delivery.signed,
    retry: delivery.retry,
    status,
    attempts,
    createdAt: delivery.createdAt,
    ...(delivery.tamperedCopyOf && { tamperedCopyOf: delivery.tamperedCopyOf }),
  }
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

export interface Attempt {
  /** 1 for the first. */
  readonly number: number
  readonly cause: 'schedule' | 'by-hand'
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
  /** As much of the answer as is kept. */
  readonly body: string
  readonly truncated: boolean
}
