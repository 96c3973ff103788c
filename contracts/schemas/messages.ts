import { callbackFlat } from './callback.js'
import { checkoutLinkReply, checkoutLinkRequest } from './checkout-link.js'
import { depositReceived } from './deposit-webhook.js'
import type { WireSchema } from './evidence.js'
import { paymentRows, paymentsPage } from './payment-row.js'
import {
  paymentFailed,
  paymentFailedEventType,
  paymentReceived,
  paymentReceivedMarch2025,
  paymentReceivedMiddle2025,
} from './payment-webhooks.js'
import { paymentsAllQuery } from './payments-all-query.js'
import { payoutInitiated, payoutRefunded, payoutReversed } from './payout-webhooks.js'
import { refusal, refusalMessageOnly } from './refusal.js'
import { tokenHeaders, tokenReply } from './token.js'

/** A schema with a name, that says what it is and how it is known. */
export type MessageSchema = Exclude<WireSchema, boolean> & {
  readonly $id: string
  readonly title: string
  readonly description: string
}

/** What travels in headers and in the query. */
export const PARAMETERS: readonly MessageSchema[] = [tokenHeaders, paymentsAllQuery]

/** Every body, requests before replies before notifications. */
export const MESSAGES: readonly MessageSchema[] = [
  checkoutLinkRequest,
  tokenReply,
  checkoutLinkReply,
  paymentRows,
  paymentsPage,
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
]
