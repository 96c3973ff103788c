import { documented, SOURCE } from '../schemas/evidence.js'
import { mobilePayoutRequest, payoutPreview } from '../schemas/payouts.js'
import type { Endpoint } from './endpoint.js'

export const previewMobileMoneyPayout = {
  method: 'POST',
  path: '/payouts/preview-mobile-money-payout',
  operationId: 'previewMobileMoneyPayout',
  summary: 'Preview a payout to a phone',
  description: 'What it would cost and who would get it. Reserves nothing.',
  tag: 'Payouts',
  needsToken: true,
  needsChecksum: true,
  feature: 'payout-api',
  startsOrder: false,
  request: { headers: null, params: null, query: null, body: mobilePayoutRequest },
  reply: payoutPreview,
  replyName: 'the preview of a payout',
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

    'INSUFFICIENT_BALANCE',
  ],
  validationMessages: {
    currency: 'currency must be one of the following values: TZS, USD',
    notANumber: 'amount must be a number string',
    notPositive: 'amount must be a positive number',
    notText: 'phoneNumber must be a string',
    unknownRefused: 'property callbackUrl should not exist',
  },
  ...documented(SOURCE.payoutPreview),
} as const satisfies Endpoint
