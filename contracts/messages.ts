import { ENDPOINT_IDS, endpointOf } from './endpoints.js'
import { callbackFlat } from './schemas/callback.js'
import { depositReceived } from './schemas/deposit-webhook.js'
import type { MessageSchema } from './schemas/evidence.js'
import {
  paymentFailed,
  paymentFailedEventType,
  paymentReceived,
  paymentReceivedMarch2025,
  paymentReceivedMiddle2025,
} from './schemas/payment-webhooks.js'
import { payoutInitiated, payoutRefunded, payoutReversed } from './schemas/payout-webhooks.js'
import { refusal, refusalMessageOnly } from './schemas/refusal.js'

const endpoints = ENDPOINT_IDS.map(endpointOf)

/** What travels in headers and in the query. */
export const PARAMETERS: readonly MessageSchema[] = distinct(
  endpoints.flatMap(({ request }) => [request.headers, request.query]),
)

/** Every body, requests before replies before notifications. */
export const MESSAGES: readonly MessageSchema[] = distinct([
  ...endpoints.map(({ request }) => request.body),
  ...endpoints.map(({ reply }) => reply),
  refusal,
  refusalMessageOnly,
  paymentReceived,
  paymentReceivedMiddle2025,
  paymentReceivedMarch2025,
  paymentFailed,
  paymentFailedEventType,
  payoutInitiated,
  payoutRefunded,
  payoutReversed,
  depositReceived,
  callbackFlat,
])

/** Endpoints may share a message, and need not have each kind. */
function distinct(schemas: readonly (MessageSchema | null)[]): MessageSchema[] {
  return [...new Set(schemas.filter((schema) => schema !== null))]
}
