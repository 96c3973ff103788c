import { billDetailsReply } from '../schemas/bill-pay.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const queryControlNumber = {
  method: 'GET',
  path: '/billpay/{billPayNumber}',
  operationId: 'queryControlNumber',
  summary: 'Query a control number',
  description: 'How a control number stands.',
  tag: 'BillPay',
  needsToken: true,
  needsChecksum: false,
  feature: 'payment-api',
  startsOrder: false,
  request: {
    headers: null,
    params: {
      type: 'object',
      required: ['billPayNumber'],
      properties: { billPayNumber: { type: 'string', description: 'The control number.' } },
    },
    query: null,
    body: null,
  },
  reply: billDetailsReply,
  replyName: 'the control number',
  refusals: ['CLIENT_GONE', 'COLLECTION_FEATURE_MISSING', 'UNKNOWN_BILL'],
  validationMessages: {},
  ...documented(SOURCE.billPay),
} as const satisfies Endpoint
