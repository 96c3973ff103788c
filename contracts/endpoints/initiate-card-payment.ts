import { cardReply, cardRequest } from '../schemas/card-payment.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const initiateCardPayment = {
  method: 'POST',
  path: '/payments/initiate-card-payment',
  operationId: 'initiateCardPayment',
  summary: 'Have a customer pay by card',
  description: 'Opens a page with a card form on which the customer pays for one order.',
  tag: 'Cards',
  needsToken: true,
  needsChecksum: true,
  feature: 'payment-api',
  startsOrder: true,
  request: { headers: null, params: null, query: null, body: cardRequest },
  reply: cardReply,
  replyName: 'the answer of a card payment',
  refusals: [
    'INVALID_FIELDS',
    'REFERENCE_REQUIRED',
    'REFERENCE_MALFORMED',
    'REFERENCE_TOO_LONG',
    'CLIENT_GONE',
    'COLLECTION_FEATURE_MISSING',
    'NO_COLLECTION_METHODS',
    'NO_VALID_METHOD',
    'REFERENCE_USED',
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
