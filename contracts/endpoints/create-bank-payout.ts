import { bankPayoutRequest } from '../schemas/bank-payout.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import { payoutReply } from '../schemas/payouts.js'
import type { Endpoint } from './endpoint.js'

export const createBankPayout = {
  method: 'POST',
  path: '/payouts/create-bank-payout',
  operationId: 'createBankPayout',
  summary: 'Pay out to a bank account',
  description: 'Takes the money out of the account. What becomes of it comes by webhook, or by asking.',
  tag: 'Payouts',
  needsToken: true,
  needsChecksum: true,
  feature: 'payout-api',
  startsOrder: true,
  request: { headers: null, params: null, query: null, body: bankPayoutRequest },
  reply: payoutReply,
  replyName: 'the answer of a payout to a bank',
  refusals: [
    'INVALID_FIELDS',
    'REFERENCE_REQUIRED',
    'REFERENCE_MALFORMED',
    'REFERENCE_TOO_LONG',
    'AMOUNT_OUT_OF_RANGE',
    'BANK_UNSUPPORTED',
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
    notText: 'accountNumber must be a string',
    transferType: 'transferType must be one of the following values: ACH, RTGS',
    accountCurrency: 'accountCurrency must be one of the following values: TZS, USD',
    unknownRefused: 'property callbackUrl should not exist',
  },
  ...documented(SOURCE.bankPayoutCreate),
} as const satisfies Endpoint
