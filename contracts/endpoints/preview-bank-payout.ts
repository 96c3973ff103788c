import { bankPayoutRequest } from '../schemas/bank-payout.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import { payoutPreview } from '../schemas/payouts.js'
import type { Endpoint } from './endpoint.js'

export const previewBankPayout = {
  method: 'POST',
  path: '/payouts/preview-bank-payout',
  operationId: 'previewBankPayout',
  summary: 'Preview a payout to a bank account',
  description: 'What it would cost and who would get it. Reserves nothing.',
  tag: 'Payouts',
  needsToken: true,
  needsChecksum: true,
  feature: 'payout-api',
  startsOrder: false,
  request: { headers: null, params: null, query: null, body: bankPayoutRequest },
  reply: payoutPreview,
  replyName: 'the preview of a payout to a bank',
  refusals: [
    'INVALID_FIELDS',
    'REFERENCE_REQUIRED',
    'REFERENCE_MALFORMED',
    'REFERENCE_TOO_LONG',
    'AMOUNT_OUT_OF_RANGE',
    'BANK_UNSUPPORTED',
    'CLIENT_GONE',
    'DISBURSEMENT_FEATURE_MISSING',
    'INSUFFICIENT_BALANCE',
  ],
  validationMessages: {
    currency: 'currency must be one of the following values: TZS, USD',
    notANumber: 'amount must be a number string',
    notPositive: 'amount must be a positive number',
    notText: 'accountNumber must be a string',
    transferType: 'transferType must be one of the following values: ACH, RTGS',
    accountCurrency: 'accountCurrency must be one of the following values: TZS, USD',
    unknownRefused: 'property callbackUrl should not exist',
  },
  ...documented(SOURCE.bankPayoutPreview),
} as const satisfies Endpoint
