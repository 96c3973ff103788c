import { billReply, customerBillRequest } from '../schemas/bill-pay.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const createCustomerControlNumber = {
  method: 'POST',
  path: '/billpay/create-customer-control-number',
  operationId: 'createCustomerControlNumber',
  summary: 'Create the control number of a customer',
  description: 'It stays open: the customer can pay again and again.',
  tag: 'BillPay',
  needsToken: true,
  needsChecksum: true,
  feature: 'payment-api',
  startsOrder: true,
  request: {
    headers: null,
    params: null,
    query: null,
    body: customerBillRequest,
  },
  reply: billReply,
  replyName: 'the control number of a customer',
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
    nobody: 'customerName must be a string',
    noWay: 'customerPhone or customerEmail must be a string',
  },
  ...documented(SOURCE.billPay),
} as const satisfies Endpoint
