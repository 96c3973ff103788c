import { assumed, documented, SOURCE, type WireSchema } from './evidence.js'
import { currency } from './values.js'

/** How an order in one currency was collected in another. */
export const exchange = {
  type: 'object',
  additionalProperties: false,
  required: ['sourceCurrency', 'targetCurrency', 'sourceAmount', 'rate'],
  properties: {
    sourceCurrency: {
      ...currency,
      description: 'The currency in which the customer paid.',
      ...documented(SOURCE.query),
    },
    targetCurrency: {
      ...currency,
      description: 'The currency into which it was exchanged.',
      ...documented(SOURCE.query),
    },
    sourceAmount: {
      type: 'number',
      minimum: 0,
      description: 'Amount before the exchange.',
      ...assumed('the name is documented, its type is not'),
    },
    rate: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'Units of the target currency for one of the source currency.',
      ...assumed('the name is documented, its type and direction are not'),
    },
  },
} as const satisfies WireSchema
