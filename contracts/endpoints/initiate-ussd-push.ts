import { documented, SOURCE } from '../schemas/evidence.js'
import { pushReply, pushRequest } from '../schemas/ussd-push.js'
import type { Endpoint } from './endpoint.js'

export const initiateUssdPush = {
  method: 'POST',
  path: '/payments/initiate-ussd-push-request',
  operationId: 'initiateUssdPush',
  summary: 'Ask a customer to pay, on the phone',
  description: "Shows a PIN prompt on the customer's phone. The outcome comes by webhook, or by asking.",
  tag: 'USSD push',
  needsToken: true,
  needsChecksum: true,
  feature: 'payment-api',
  startsOrder: true,
  request: { headers: null, params: null, query: null, body: pushRequest },
  reply: pushReply,
  replyName: 'the answer of a USSD push',
  refusals: [
    'INVALID_FIELDS',
    'REFERENCE_REQUIRED',
    'REFERENCE_MALFORMED',
    'REFERENCE_TOO_LONG',
    'AMOUNT_OUT_OF_RANGE',
    'PHONE_UNSUPPORTED',
    'PHONE_FORM',
    'CLIENT_GONE',
    'COLLECTION_FEATURE_MISSING',
    'NO_COLLECTION_METHODS',
    'NO_VALID_METHOD',
    'REFERENCE_USED',
    'FEE_NOT_VALIDATED',
  ],
  validationMessages: {
    currency: 'currency must be one of the following values: TZS',
    notANumber: 'amount must be a number string',
    notPositive: 'amount must be a positive number',
    notText: 'phoneNumber must be a string',
    numberRefused: 'amount must be a string',
    unknownRefused: 'property callbackUrl should not exist',
  },
  ...documented(SOURCE.pushInitiate),
} as const satisfies Endpoint
