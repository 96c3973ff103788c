import { documented, SOURCE } from '../schemas/evidence.js'
import { pushPreviewReply, pushPreviewRequest } from '../schemas/ussd-push.js'
import type { Endpoint } from './endpoint.js'

export const previewUssdPush = {
  method: 'POST',
  path: '/payments/preview-ussd-push-request',
  operationId: 'previewUssdPush',
  summary: 'See how a customer can pay by USSD push',
  description:
    'Lists the mobile-money methods, and names the owner of a phone number. The reference stays free.',
  tag: 'USSD push',
  needsToken: true,
  needsChecksum: true,
  feature: 'payment-api',
  startsOrder: false,
  request: { headers: null, params: null, query: null, body: pushPreviewRequest },
  reply: pushPreviewReply,
  replyName: 'the preview of a USSD push',
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
    'FEE_NOT_VALIDATED',
  ],
  validationMessages: {
    currency: 'currency must be one of the following values: TZS',
    notANumber: 'amount must be a number string',
    notPositive: 'amount must be a positive number',
    notText: 'phoneNumber must be a string',
    notTrueOrFalse: 'fetchSenderDetails must be a boolean value',
    numberRefused: 'amount must be a string',
    unknownRefused: 'property page should not exist',
  },
  ...documented(SOURCE.pushPreview),
} as const satisfies Endpoint
