import { billReply, orderBillRequest } from '../schemas/bill-pay.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const createOrderControlNumber = {
  method: 'POST',
  path: '/billpay/create-order-control-number',
  operationId: 'createOrderControlNumber',
  summary: 'Create the control number of an order',
  description: 'It closes after a payment, even a partial one.',
  tag: 'BillPay',
  needsToken: true,
  needsChecksum: true,
  feature: 'payment-api',
  startsOrder: true,
  request: {
    headers: null,
    params: null,
    query: null,
    body: orderBillRequest,
  },
  reply: billReply,
  replyName: 'the control number of an order',
  refusals: [
    'INVALID_FIELDS',
    'REFERENCE_MALFORMED',
    'REFERENCE_TOO_LONG',
    'CLIENT_GONE',
    'COLLECTION_FEATURE_MISSING',
    'REFERENCE_USED',
  ],
  validationMessages: {
    notANumber: 'billAmount must be a number string',
    notPositive: 'billAmount must be a positive number',
    notText: 'billDescription must be a string',
    mode: 'billPaymentMode must be one of the following values: ALLOW_PARTIAL_AND_OVER_PAYMENT, EXACT',
    unknownRefused: 'property page should not exist',
  },
  ...documented(SOURCE.billPay),
} as const satisfies Endpoint
