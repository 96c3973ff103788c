import { exchangeRates, exchangeRatesQuery } from '../schemas/account.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const listExchangeRates = {
  method: 'GET',
  path: '/exchange-rates/all',
  operationId: 'listExchangeRates',
  summary: 'List exchange rates',
  description: 'What currencies are worth in one another.',
  tag: 'Account',
  needsToken: true,
  needsChecksum: false,
  feature: null,
  startsOrder: false,
  request: { headers: null, params: null, query: exchangeRatesQuery, body: null },
  reply: exchangeRates,
  replyName: 'the exchange rates',
  refusals: ['INVALID_FIELDS'],
  validationMessages: {
    source: 'source must be one of the following values: TZS, USD',
    twice: 'target must be a string',
  },
  ...documented(SOURCE.account),
} as const satisfies Endpoint
