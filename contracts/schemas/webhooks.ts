import { depositReceived } from './deposit-webhook.js'
import type { WireSchema } from './evidence.js'
import {
  paymentFailed,
  paymentFailedEventType,
  paymentReceived,
  paymentReceivedMarch2025,
  paymentReceivedMiddle2025,
} from './payment-webhooks.js'
import { payoutInitiated, payoutRefunded, payoutReversed } from './payout-webhooks.js'
import type { WebhookEvent } from './statuses.js'
import { type ChecksumPlace, type ExactObject, signedAtTopLevel, signedInside } from './webhook-checksum.js'

/** The newest form of every event; a signature at the top level may be there or not. */
export const WEBHOOKS = {
  'PAYMENT RECEIVED': paymentReceived,
  'PAYMENT FAILED': paymentFailed,
  'PAYOUT INITIATED': payoutInitiated,
  'PAYOUT REFUNDED': payoutRefunded,
  'PAYOUT REVERSED': payoutReversed,
  'DEPOSIT RECEIVED': depositReceived,
} as const satisfies Record<WebhookEvent, WireSchema>

/** What a dialect decides about the look of webhooks. Each part has the newest form when left out. */
export interface WebhookDialect {
  shape?: 'current' | 'middle2025' | 'march2025'
  eventKey?: 'event' | 'eventTypeOnFailure'
  transferKey?: 'transferType' | 'settlementType'
  /** `none` also for an application that has checksums off. */
  checksumPlace: ChecksumPlace
}

/**
 * Exactly what one event looks like in one dialect: its signature is required where the dialect puts it
 * and refused elsewhere. The schema carries no `$id`, so one compiler may meet it twice.
 */
export function webhookSchema(event: WebhookEvent, dialect: WebhookDialect): WireSchema {
  const { $id: _, examples: __, ...message } = messageOf(event, dialect)
  const data = withTransferKey(message.properties.data, dialect.transferKey)
  const { checksumPlace } = dialect
  return checksumPlace === 'insideDataLegacy'
    ? signedAtTopLevel(withData(message, signedInside(asCaptured(event, data))), 'none')
    : signedAtTopLevel(withData(message, data), checksumPlace)
}

function messageOf(event: WebhookEvent, { shape, eventKey }: WebhookDialect) {
  if (event === 'PAYMENT RECEIVED' && shape === 'march2025') return paymentReceivedMarch2025
  if (event === 'PAYMENT RECEIVED' && shape === 'middle2025') return paymentReceivedMiddle2025
  if (event === 'PAYMENT FAILED' && eventKey === 'eventTypeOnFailure') return paymentFailedEventType
  return WEBHOOKS[event]
}

function withData(message: ExactObject, data: ExactObject): ExactObject {
  return { ...message, properties: { ...message.properties, data } }
}

function withTransferKey(data: ExactObject, key: WebhookDialect['transferKey']): ExactObject {
  const { transferType, ...rest } = data.properties
  if (!transferType || key !== 'settlementType') return data
  return { ...data, properties: { ...rest, settlementType: transferType } }
}

// The one payment captured with its signature inside data had neither channel nor times. Whether that was so
// everywhere is unknown, so they may be there; the shapes of 2025 have no channel and always had times.
function asCaptured(event: WebhookEvent, data: ExactObject): ExactObject {
  if (event !== 'PAYMENT RECEIVED' || !data.required.includes('channel')) return data
  const notCaptured = ['channel', 'createdAt', 'updatedAt']
  return { ...data, required: data.required.filter((key) => !notCaptured.includes(key)) }
}
