import { documented, SOURCE } from '../schemas/evidence.js'
import { lipaNambaPayoutRequest } from '../schemas/lipa-namba.js'
import { payoutPreview } from '../schemas/payouts.js'
import type { Endpoint } from './endpoint.js'

export const previewLipaNambaPayout = {
  method: 'POST',
  path: '/payouts/preview-lipa-namba-payout',
  operationId: 'previewLipaNambaPayout',
  summary: 'Preview a payout by Lipa Namba',
  description: 'What it would cost and which shop would get it. Reserves nothing.',
  tag: 'Payouts',
  needsToken: true,
  needsChecksum: true,
  feature: 'payout-api',
  startsOrder: false,
  request: { headers: null, params: null, query: null, body: lipaNambaPayoutRequest },
  reply: payoutPreview,
  replyName: 'the preview of a payout by Lipa Namba',
  refusals: [
    'INVALID_FIELDS',
    'REFERENCE_REQUIRED',
    'REFERENCE_MALFORMED',
    'REFERENCE_TOO_LONG',
    'AMOUNT_OUT_OF_RANGE',
    'LIPA_NAMBA_UNSUPPORTED',
    'CLIENT_GONE',
    'DISBURSEMENT_FEATURE_MISSING',
    'INSUFFICIENT_BALANCE',
  ],
  validationMessages: {
    currency: 'currency must be one of the following values: TZS, USD',
    notANumber: 'amount must be a number string',
    notPositive: 'amount must be a positive number',
    notText: 'lipaNamba must be a string',
    nobody: 'lipaNamba or qrCode must be a string',
    noProvider:
      'providerCode must be one of the following values: mpesa_tanzania, tigo_pesa_tanzania, airtel_money_tanzania, halopesa_tanzania',
    unknownRefused: 'property callbackUrl should not exist',
  },
  ...documented(SOURCE.lipaNamba),
} as const satisfies Endpoint
