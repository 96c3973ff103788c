import { billsReply, orderBillsRequest } from '../schemas/bill-pay.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const createOrderControlNumbers = {
  method: 'POST',
  path: '/billpay/bulk-create-order-control-numbers',
  operationId: 'createOrderControlNumbers',
  summary: 'Create control numbers of orders',
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
    body: orderBillsRequest,
  },
  reply: billsReply,
  replyName: 'the control numbers of orders',
  refusals: ['INVALID_FIELDS', 'CLIENT_GONE', 'COLLECTION_FEATURE_MISSING'],
  validationMessages: {
    notAList: 'controlNumbers must be an array',
    tooFew: 'controlNumbers must contain at least 1 elements',
    notAnObject: 'each value in nested property controlNumbers must be either object or array',
    tooMany: 'controlNumbers must contain no more than 50 elements',
  },
  ...documented(SOURCE.billPay),
} as const satisfies Endpoint
