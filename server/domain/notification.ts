import type { Dialect } from './dialect.js'
import type { Webhooks } from './merchant.js'
import type { OrderOrigin } from './order-origin.js'
import { everPaid, isPaid, type Payment, type PaymentStatus } from './payment.js'
import type { TimelineStep } from './script.js'

/** Every event ClickPesa lists (docs, home/webhooks). A hosted checkout causes the first two. */
export const WEBHOOK_EVENTS = [
  'PAYMENT RECEIVED',
  'PAYMENT FAILED',
  'PAYOUT INITIATED',
  'PAYOUT REFUNDED',
  'PAYOUT REVERSED',
  'DEPOSIT RECEIVED',
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

export type PayoutEvent = Extract<WebhookEvent, `PAYOUT ${string}`>
export type PaymentEvent = Extract<WebhookEvent, `PAYMENT ${string}`>

/** Whether an event tells of a payout; null, of a callback, tells of a payment. */
export function isPayoutEvent(event: WebhookEvent | null): event is PayoutEvent {
  return event?.startsWith('PAYOUT ') ?? false
}

/** What a merchant is owed when a payment arrives at a status. */
export interface OwedNotifications {
  /** The event whose webhook is sent; null for none. */
  readonly event: PaymentEvent | null
  /** Whether the link's `callbackUrl` is called too. */
  readonly callback: boolean
}

/**
 * What a payment's move to `to` owes the merchant; null for nothing. Every status is listed on purpose:
 * a new one does not compile until somebody has decided whether merchants hear of it.
 */
export function owedFor(
  before: Payment,
  to: PaymentStatus,
  dialect: Pick<Dialect, 'settledRedelivery'>,
): OwedNotifications | null {
  switch (to) {
    case 'SUCCESS':
      return everPaid(before) ? null : { event: 'PAYMENT RECEIVED', callback: true }
    case 'FAILED':
      return { event: 'PAYMENT FAILED', callback: false }
    case 'SETTLED':
      // Settled without ever having been SUCCESS: the first that the merchant hears of the money.
      if (!everPaid(before)) return { event: 'PAYMENT RECEIVED', callback: true }
      return dialect.settledRedelivery === 'on' ? { event: 'PAYMENT RECEIVED', callback: false } : null
    case 'PENDING':
    case 'PROCESSING':
    case 'ON-HOLD':
    case 'REFUNDED':
    case 'REVERSED':
      return null
  }
}

/** The event that tells of a payment at this status; null where no event does. */
export function eventFor(status: PaymentStatus): PaymentEvent | null {
  if (isPaid(status)) return 'PAYMENT RECEIVED'
  return status === 'FAILED' ? 'PAYMENT FAILED' : null
}

/** What is owed for a scripted move: a step that says how its notifications are sent has them sent in any case. */
export function owedForStep(
  owed: OwedNotifications | null,
  { status, webhook, callback }: Pick<TimelineStep, 'status' | 'webhook' | 'callback'>,
): OwedNotifications | null {
  if (!webhook && !callback) return owed
  return {
    event: webhook?.send ? (eventFor(status) ?? webhook.damage?.event ?? null) : (owed?.event ?? null),
    callback: callback?.send ?? owed?.callback ?? false,
  }
}

/** An address to notify, and whose setting it is. */
export interface Destination {
  readonly url: string
  readonly level: 'application' | 'merchant'
}

/** What a notification can be about: an order, a payout, or the account itself, which no application's URL covers. */
export type Activity = OrderOrigin | 'payout' | 'account'

/** Which activity the URLs of an application cover has changed over time: `appWebhookCoverage`. */
function coversApplication(origin: Activity, coverage: Dialect['appWebhookCoverage']): boolean {
  if (origin === 'account') return false
  return coverage === 'apiInitiatedOnly' ? origin !== 'checkout-link' : coverage === 'allAppActivity'
}

/** Where the webhook of an event on an order goes. An application's URL replaces the merchant's, never adds to it. */
export function webhookDestination(
  event: WebhookEvent,
  application: { readonly webhooks: Webhooks } | null,
  merchant: { readonly webhooks: Webhooks },
  origin: Activity,
  coverage: Dialect['appWebhookCoverage'],
): Destination | null {
  const own = coversApplication(origin, coverage) ? application?.webhooks[event] : undefined
  if (own) return { url: own, level: 'application' }
  const general = merchant.webhooks[event]
  return general ? { url: general, level: 'merchant' } : null
}
