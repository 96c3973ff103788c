import { documented, SOURCE } from '../schemas/evidence.js'
import { payoutLinkReply, payoutLinkRequest } from '../schemas/payout-link.js'
import type { Endpoint } from './endpoint.js'

export const generatePayoutUrl = {
  method: 'POST',
  path: '/payout-link/generate-payout-url',
  operationId: 'generatePayoutUrl',
  summary: 'Have somebody choose where their money goes',
  description:
    'Opens a page on which whoever is paid out chooses a phone or a bank account. The payout begins there.',
  tag: 'Payouts',
  needsToken: true,
  needsChecksum: true,
  feature: 'hosted-payout',
  startsOrder: true,
  request: { headers: null, params: null, query: null, body: payoutLinkRequest },
  reply: payoutLinkReply,
  replyName: 'the answer of a payout link',
  refusals: [
    'INVALID_FIELDS',
    'REFERENCE_REQUIRED',
    'REFERENCE_MALFORMED',
    'REFERENCE_TOO_LONG',
    'AMOUNT_OUT_OF_RANGE',
    'CLIENT_GONE',
    'HOSTED_PAYOUT_FEATURE_MISSING',
    'REFERENCE_USED',
  ],
  validationMessages: {
    notANumber: 'amount must be a number string',
    notPositive: 'amount must be a positive number',
    notText: 'orderReference must be a string',
    unknownRefused: 'property callbackUrl should not exist',
  },
  ...documented(SOURCE.payoutLink),
} as const satisfies Endpoint
