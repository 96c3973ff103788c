/** Every status a payment can have, in the order it usually meets them. */
export const PAYMENT_STATUSES = [
  'PENDING',
  'PROCESSING',
  'SUCCESS',
  'SETTLED',
  'FAILED',
  'ON-HOLD',
  'REFUNDED',
  'REVERSED',
] as const

/** Every status a payout can have, in the order of its life. */
export const PAYOUT_STATUSES = [
  'AUTHORIZED',
  'PROCESSING',
  'PENDING',
  'SUCCESS',
  'FAILED',
  'REFUNDED',
  'REVERSED',
] as const

/** What a merchant can ask to be told about, spelled as on the wire. */
export const WEBHOOK_EVENTS = [
  'PAYMENT RECEIVED',
  'PAYMENT FAILED',
  'PAYOUT INITIATED',
  'PAYOUT REFUNDED',
  'PAYOUT REVERSED',
  'DEPOSIT RECEIVED',
] as const

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** Kinds of bank transfer. */
export const TRANSFER_TYPES = ['ACH', 'RTGS'] as const

export const CURRENCIES = ['TZS', 'USD'] as const
