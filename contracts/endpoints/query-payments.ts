import { documented, SOURCE } from '../schemas/evidence.js'
import { paymentsPage } from '../schemas/payment-row.js'
import { paymentsAllQuery } from '../schemas/payments-all-query.js'
import type { Endpoint } from './endpoint.js'

export const queryPayments = {
  method: 'GET',
  path: '/payments/all',
  operationId: 'queryAllPayments',
  summary: 'List payments',
  description: 'All payments of the merchant, filtered, sorted and in pages.',
  tag: 'Payments',
  needsToken: true,
  needsChecksum: false,
  feature: null,
  startsOrder: false,
  request: { headers: null, params: null, query: paymentsAllQuery, body: null },
  reply: paymentsPage,
  replyName: 'the list of payments',
  refusals: ['INVALID_FIELDS'],
  validationMessages: {
    status:
      'status must be one of the following values: PENDING, PROCESSING, SUCCESS, SETTLED, FAILED, ON-HOLD, REFUNDED, REVERSED',
    currency: 'collectedCurrency must be one of the following values: TZS, USD',
    notADate: 'startDate must be a date in the format YYYY-MM-DD or DD-MM-YYYY',
    notWhole: 'limit must be an integer number',
    tooFew: 'limit must not be less than 1',
    twice: 'orderReference must be a string',
  },
  ...documented(SOURCE.allPayments),
} as const satisfies Endpoint
