import type { FromSchema } from 'json-schema-to-ts'
import { customer } from './customer.js'
import { documented, observed, SOURCE, type WireSchema } from './evidence.js'
import { exchange } from './exchange.js'
import { PAYMENT_STATUSES } from './statuses.js'
import { amountSchema, amountWithCents, currency, filledText, reference, text, timestamp } from './values.js'

// Without $id, so that it can be part of a list: a compiler refuses to meet one $id in two places.
const row = {
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'status',
    'orderReference',
    'collectedAmount',
    'collectedCurrency',
    'message',
    'channel',
    'updatedAt',
    'createdAt',
  ],
  properties: {
    id: {
      ...filledText,
      description: "The gateway's id of the payment, the same as in the webhook. Opaque.",
      ...documented(SOURCE.query),
    },
    status: {
      type: 'string',
      enum: PAYMENT_STATUSES,
      description: 'How far the payment has come.',
      ...documented(SOURCE.paymentStatus),
    },
    paymentReference: {
      ...filledText,
      description: "The operator's receipt; missing until the outcome is known.",
      ...documented(SOURCE.query),
    },
    paymentPhoneNumber: {
      ...filledText,
      description: 'The number that paid, which need not be the one of the customer.',
      ...documented(SOURCE.query),
    },
    orderReference: { ...reference, description: "The merchant's own id.", ...documented(SOURCE.query) },
    collectedAmount: {
      ...amountSchema,
      type: ['number', 'string'],
      minimum: 0,
      description:
        'What was collected; the amount of the order until that is known. A number unless the dialect says text.',
      ...documented(SOURCE.query),
    },
    collectedCurrency: { ...currency, description: 'Currency collected.', ...documented(SOURCE.query) },
    amount: {
      ...amountWithCents,
      description: 'A second amount, seen in one live row; off unless the dialect says otherwise.',
      ...observed('one live row, 2026'),
    },
    exchanged: {
      type: 'boolean',
      description: 'Whether a currency was exchanged.',
      ...documented(SOURCE.query),
    },
    exchange: { ...exchange, description: 'The exchange, if there was one.', ...documented(SOURCE.query) },
    message: {
      ...text,
      description: "The operator's words for people; empty until the outcome is known.",
      ...documented(SOURCE.query),
    },
    channel: {
      ...filledText,
      description: 'The network that carried it, such as M-PESA or TIGO-PESA.',
      ...documented(SOURCE.query),
    },
    updatedAt: { ...timestamp, description: 'When its status last changed.', ...documented(SOURCE.query) },
    createdAt: { ...timestamp, description: 'When the attempt began.', ...documented(SOURCE.query) },
    customer: {
      ...customer,
      description: 'The customer named in the link request.',
      ...documented(SOURCE.query),
    },
    clientId: {
      ...filledText,
      description: 'The application it came through. Older replies leave it out.',
      ...documented(SOURCE.query),
    },
  },
} as const satisfies WireSchema

const sample = {
  id: 'LCPC7Q2M9K4D1X',
  status: 'SUCCESS',
  paymentReference: 'MP260504.1012.A00042',
  paymentPhoneNumber: '255754000111',
  orderReference: 'DUKA1001',
  collectedAmount: 18000,
  collectedCurrency: 'TZS',
  message: 'success',
  channel: 'M-PESA',
  updatedAt: '2026-05-04T10:12:08.000Z',
  createdAt: '2026-05-04T10:12:00.000Z',
  customer: { customerName: 'Zuhura Mwinyi', customerPhoneNumber: '255754000111' },
  clientId: 'IDSANDBOXDEFAULT0000000000000001',
} as const

/** One attempt to pay an order. */
export const paymentRow = {
  $id: 'PaymentRow',
  title: 'Payment',
  description: 'One attempt by a customer to pay an order.',
  ...row,
  examples: [
    sample,
    {
      id: 'LCPC1B7N0R5T2Z',
      status: 'PROCESSING',
      orderReference: 'DUKA1002',
      collectedAmount: 37500.5,
      collectedCurrency: 'TZS',
      message: '',
      channel: 'TIGO-PESA',
      updatedAt: '2026-05-04T10:20:00.000Z',
      createdAt: '2026-05-04T10:20:00.000Z',
    },
  ],
  ...documented(SOURCE.query),
} as const satisfies WireSchema

export type PaymentRow = FromSchema<typeof paymentRow>

/** All attempts to pay one order. */
export const paymentRows = {
  $id: 'PaymentRows',
  title: 'Payments of an order',
  description: 'Every attempt under one order reference, newest first; empty while nobody has tried.',
  type: 'array',
  items: row,
  examples: [[sample], []],
  ...documented(SOURCE.query),
} as const satisfies WireSchema

export type PaymentRows = FromSchema<typeof paymentRows>

/** One page of all payments of a merchant. */
export const paymentsPage = {
  $id: 'PaymentsPage',
  title: 'Page of payments',
  description: 'The payments that match the filters, one page of them.',
  type: 'object',
  additionalProperties: false,
  required: ['data', 'totalCount'],
  properties: {
    data: { type: 'array', items: row, description: 'The page.', ...documented(SOURCE.allPayments) },
    totalCount: {
      type: 'integer',
      minimum: 0,
      description: 'How many match in all, before paging.',
      ...documented(SOURCE.allPayments),
    },
  },
  examples: [
    { data: [sample], totalCount: 1 },
    { data: [], totalCount: 0 },
  ],
  ...documented(SOURCE.allPayments),
} as const satisfies WireSchema

export type PaymentsPage = FromSchema<typeof paymentsPage>
