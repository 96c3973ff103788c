import { documented, SOURCE } from '../schemas/evidence.js'
import { payoutsAllQuery, payoutsPage } from '../schemas/payouts.js'
import type { Endpoint } from './endpoint.js'

export const queryPayouts = {
  method: 'GET',
  path: '/payouts/all',
  operationId: 'queryAllPayouts',
  summary: 'List payouts',
  description: 'All payouts of the merchant, filtered, sorted and in pages.',
  tag: 'Payouts',
  needsToken: true,
  needsChecksum: false,
  feature: null,
  startsOrder: false,
  request: { headers: null, params: null, query: payoutsAllQuery, body: null },
  reply: payoutsPage,
  replyName: 'the list of payouts',
  refusals: ['INVALID_FIELDS'],
  validationMessages: {
    status:
      'status must be one of the following values: AUTHORIZED, PROCESSING, PENDING, SUCCESS, FAILED, REFUNDED, REVERSED',
    currency: 'currency must be one of the following values: TZS, USD',
    notADate: 'startDate must be a date in the format YYYY-MM-DD or DD-MM-YYYY',
    notWhole: 'limit must be an integer number',
    tooFew: 'limit must not be less than 1',
    twice: 'orderReference must be a string',
  },
  ...documented(SOURCE.payoutQuery),
} as const satisfies Endpoint
