import { documented, SOURCE } from '../schemas/evidence.js'
import { payoutRows } from '../schemas/payouts.js'
import type { Endpoint } from './endpoint.js'

export const queryPayout = {
  method: 'GET',
  path: '/payouts/{orderReference}',
  operationId: 'queryPayout',
  summary: 'Query a payout',
  description: 'A list with the payout that has the reference.',
  tag: 'Payouts',
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
        orderReference: { type: 'string', description: "The merchant's own id of the payout." },
      },
    },
    query: null,
    body: null,
  },
  reply: payoutRows,
  replyName: 'the answer of the query for a payout',
  refusals: ['UNKNOWN_PAYOUT'],
  validationMessages: {},
  ...documented(SOURCE.payoutQuery),
} as const satisfies Endpoint
