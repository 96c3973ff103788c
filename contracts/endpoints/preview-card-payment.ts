import { cardPreviewReply, cardRequest } from '../schemas/card-payment.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const previewCardPayment = {
  method: 'POST',
  path: '/payments/preview-card-payment',
  operationId: 'previewCardPayment',
  summary: 'See how a customer can pay by card',
  description: 'Lists the card methods. The reference stays free.',
  tag: 'Cards',
  needsToken: true,
  needsChecksum: true,
  feature: 'payment-api',
  startsOrder: false,
  request: { headers: null, params: null, query: null, body: cardRequest },
  reply: cardPreviewReply,
  replyName: 'the preview of a card payment',
  refusals: [
    'INVALID_FIELDS',
    'REFERENCE_REQUIRED',
    'REFERENCE_MALFORMED',
    'REFERENCE_TOO_LONG',
    'CLIENT_GONE',
    'COLLECTION_FEATURE_MISSING',
    'NO_COLLECTION_METHODS',
    'FEE_NOT_VALIDATED',
  ],
  validationMessages: {
    currency: 'currency must be one of the following values: USD',
    notANumber: 'amount must be a number string',
    notPositive: 'amount must be a positive number',
    notText: 'customer.email must be a string',
    notAnObject: 'each value in nested property customer must be either object or array',
    numberRefused: 'amount must be a string',
    unknownRefused: 'property callbackUrl should not exist',
  },
  ...documented(SOURCE.card),
} as const satisfies Endpoint
