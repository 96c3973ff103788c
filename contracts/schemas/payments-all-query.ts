import type { FromSchema } from 'json-schema-to-ts'
import { assumed, documented, SOURCE, type WireSchema } from './evidence.js'
import { CURRENCIES, PAYMENT_STATUSES } from './statuses.js'
import { day } from './values.js'

/** How to look through all payments of a merchant. A query string is text, so every parameter is text. */
export const paymentsAllQuery = {
  $id: 'PaymentsAllQuery',
  title: 'Filters, order and page',
  description: 'Every parameter is optional. Parameters that are not listed are ignored.',
  type: 'object',
  additionalProperties: true,
  properties: {
    startDate: {
      ...day,
      description: 'First day on which a payment was created, in East Africa Time: YYYY-MM-DD or DD-MM-YYYY.',
      ...documented(SOURCE.allPayments),
    },
    endDate: {
      ...day,
      description: 'Last day on which a payment was created; that day counts too.',
      ...documented(SOURCE.allPayments),
    },
    status: {
      type: 'string',
      enum: PAYMENT_STATUSES,
      description: 'Only payments in this status.',
      ...documented(SOURCE.allPayments),
    },
    collectedCurrency: {
      type: 'string',
      enum: CURRENCIES,
      description: 'Only payments in this currency.',
      ...documented(SOURCE.allPayments),
    },
    channel: {
      type: 'string',
      description: 'Only payments through exactly this channel.',
      ...documented(SOURCE.allPayments),
    },
    orderReference: {
      type: 'string',
      description: 'Only payments of exactly this order.',
      ...documented(SOURCE.allPayments),
    },
    clientId: {
      type: 'string',
      description: 'Only payments that came through this application.',
      ...documented(SOURCE.allPayments),
    },
    sortBy: {
      type: 'string',
      enum: ['createdAt', 'updatedAt', 'orderReference', 'status', 'channel', 'collectedAmount'],
      description: 'Field to sort by; createdAt unless given.',
      ...assumed('the parameter is documented, the list of fields is not'),
    },
    orderBy: {
      type: 'string',
      enum: ['ASC', 'DESC'],
      description: 'Direction of the sorting; DESC unless given.',
      ...documented(SOURCE.allPayments),
    },
    skip: {
      type: 'string',
      pattern: '^\\d+$',
      description: 'How many to skip at the start; 0 unless given.',
      ...documented(SOURCE.allPayments),
    },
    limit: {
      type: 'string',
      pattern: '^0*[1-9]\\d*$',
      description: 'How many to return at most, 1 or more; 20 unless given.',
      ...documented(SOURCE.allPayments),
    },
    id: {
      type: 'string',
      description: 'Older: only the payment with this id. Ignored unless the dialect says otherwise.',
      ...documented(SOURCE.docsOf2025),
    },
    search: {
      type: 'string',
      description:
        'Older: field=keyword pairs with commas between. Ignored unless the dialect says otherwise.',
      ...documented(SOURCE.docsOf2025),
    },
    currency: {
      type: 'string',
      description: 'Older name of collectedCurrency. Ignored unless the dialect says otherwise.',
      ...documented(SOURCE.docsOf2025),
    },
  },
  examples: [
    { status: 'SUCCESS', startDate: '2026-05-01', endDate: '2026-05-31', limit: '50' },
    { orderReference: 'DUKA1001' },
  ],
  ...documented(SOURCE.allPayments),
} as const satisfies WireSchema

export type PaymentsAllQuery = FromSchema<typeof paymentsAllQuery>
