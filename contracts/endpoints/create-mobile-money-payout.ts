import { documented, SOURCE } from '../schemas/evidence.js'
import { mobilePayoutRequest, payoutReply } from '../schemas/payouts.js'
import type { Endpoint } from './endpoint.js'

export const createMobileMoneyPayout = {
  method: 'POST',
  path: '/payouts/create-mobile-money-payout',
  operationId: 'createMobileMoneyPayout',
  summary: 'Pay out to a phone',
  description: 'Takes the money out of the account. What becomes of it comes by webhook, or by asking.',
  tag: 'Payouts',
  needsToken: true,
  needsChecksum: true,
  feature: 'payout-api',
  startsOrder: true,
  request: { headers: null, params: null, query: null, body: mobilePayoutRequest },
  reply: payoutReply,
  replyName: 'the answer of a payout',
  refusals: [
    'INVALID_FIELDS',
    'REFERENCE_REQUIRED',
    'REFERENCE_MALFORMED',
    'REFERENCE_TOO_LONG',
    'AMOUNT_OUT_OF_RANGE',
    'PHONE_UNSUPPORTED',
    'PHONE_FORM',
    'CLIENT_GONE',
    'DISBURSEMENT_FEATURE_MISSING',
    'PAYOUT_COOLDOWN',
    'REFERENCE_USED',
    'INSUFFICIENT_BALANCE',
  ],
  validationMessages: {
    currency: 'currency must be one of the following values: TZS, USD',
    notANumber: 'amount must be a number string',
    notPositive: 'amount must be a positive number',
    notText: 'phoneNumber must be a string',
    unknownRefused: 'property callbackUrl should not exist',
  },
  ...documented(SOURCE.payoutCreate),
} as const satisfies Endpoint
