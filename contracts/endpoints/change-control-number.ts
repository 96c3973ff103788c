import { billChangeRequest, billDetailsReply } from '../schemas/bill-pay.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const changeControlNumber = {
  method: 'PATCH',
  path: '/billpay/{billPayNumber}',
  operationId: 'changeControlNumber',
  summary: 'Change a control number',
  description: 'Its status, amount, description or mode; at least one of them.',
  tag: 'BillPay',
  needsToken: true,
  needsChecksum: true,
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
    body: billChangeRequest,
  },
  reply: billDetailsReply,
  replyName: 'the changed control number',
  refusals: ['INVALID_FIELDS', 'CLIENT_GONE', 'COLLECTION_FEATURE_MISSING', 'UNKNOWN_BILL'],
  validationMessages: {
    status: 'billStatus must be one of the following values: ACTIVE, INACTIVE',
    tooLong: 'billDescription must be shorter than or equal to 500 characters',
    nothing: 'at least one of billStatus, billAmount, billDescription, billPaymentMode should not be empty',
  },
  ...documented(SOURCE.billPay),
} as const satisfies Endpoint
