import { documented, SOURCE } from '../schemas/evidence.js'
import { paymentRows } from '../schemas/payment-row.js'
import type { Endpoint } from './endpoint.js'

export const queryPayment = {
  method: 'GET',
  path: '/payments/{orderReference}',
  operationId: 'queryPayment',
  summary: 'Query the payments of an order',
  description: 'One element for each attempt to pay; only this proves that an order was paid.',
  tag: 'Payments',
  needsToken: true,
  needsChecksum: false,
  feature: null,
  startsOrder: false,
  request: {
    headers: null,
    params: {
      type: 'object',
      required: ['orderReference'],
      properties: {
        orderReference: { type: 'string', description: "The merchant's own id of the order." },
      },
    },
    query: null,
    body: null,
  },
  reply: paymentRows,
  replyName: 'the answer of the query',
  refusals: ['UNKNOWN_PAYMENT'],
  validationMessages: {},
  ...documented(SOURCE.query),
} as const satisfies Endpoint
