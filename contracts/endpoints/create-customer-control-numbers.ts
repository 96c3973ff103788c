import { billsReply, customerBillsRequest } from '../schemas/bill-pay.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const createCustomerControlNumbers = {
  method: 'POST',
  path: '/billpay/bulk-create-customer-control-numbers',
  operationId: 'createCustomerControlNumbers',
  summary: 'Create control numbers of customers',
  description: 'Up to fifty. What is wrong with one is said of that one, and the others are made.',
  tag: 'BillPay',
  needsToken: true,
  needsChecksum: true,
  feature: 'payment-api',
  startsOrder: false,
  request: {
    headers: null,
    params: null,
    query: null,
    body: customerBillsRequest,
  },
  reply: billsReply,
  replyName: 'the control numbers of customers',
  refusals: ['INVALID_FIELDS', 'CLIENT_GONE', 'COLLECTION_FEATURE_MISSING'],
  validationMessages: {
    notAList: 'controlNumbers must be an array',
    tooFew: 'controlNumbers must contain at least 1 elements',
    notAnObject: 'each value in nested property controlNumbers must be either object or array',
    tooMany: 'controlNumbers must contain no more than 50 elements',
  },
  ...documented(SOURCE.billPay),
} as const satisfies Endpoint
