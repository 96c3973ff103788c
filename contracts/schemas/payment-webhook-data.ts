import { customer, customerOf2025 } from './customer.js'
import { assumed, documented, SOURCE, secondhand, type WireSchema } from './evidence.js'
import { exchange } from './exchange.js'
import { amountSchema, currency, filledText, reference, text, timestamp } from './values.js'

const orderReference = {
  ...reference,
  description: "The merchant's own id of the order.",
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

const paidStatus = {
  type: 'string',
  enum: ['SUCCESS', 'SETTLED'],
  description: 'SUCCESS when paid; SETTLED in the second message that some dialects send at settlement.',
  ...documented(SOURCE.paymentStatus),
} as const satisfies WireSchema

const collected = {
  collectedAmount: {
    ...amountSchema,
    description: 'What was collected, always text and never negative; it may be net of fees.',
    ...documented(SOURCE.webhooks),
  },
  collectedCurrency: { ...currency, description: 'Currency collected.', ...documented(SOURCE.webhooks) },
} as const

const times = {
  updatedAt: { ...timestamp, description: 'When its status last changed.', ...documented(SOURCE.webhooks) },
  createdAt: { ...timestamp, description: 'When the attempt began.', ...documented(SOURCE.webhooks) },
} as const

const clientId = {
  ...filledText,
  description: 'The application the payment belongs to. Older messages leave it out.',
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

const id = {
  ...filledText,
  description: "The gateway's id of the payment, the same as in the query. Opaque.",
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

const channel = {
  ...filledText,
  description: 'The network that carried it, such as M-PESA or TIGO-PESA.',
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

/** A payment that came in, in today's words. */
export const receivedData = {
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'status',
    'paymentReference',
    'orderReference',
    'collectedAmount',
    'collectedCurrency',
    'message',
    'channel',
    'updatedAt',
    'createdAt',
  ],
  properties: {
    id,
    status: paidStatus,
    paymentReference: {
      ...filledText,
      description: "The operator's receipt. Opaque.",
      ...documented(SOURCE.webhooks),
    },
    orderReference,
    ...collected,
    exchanged: {
      type: 'boolean',
      description: 'Whether a currency was exchanged.',
      ...secondhand('integrators; documented for the query only'),
    },
    exchange: {
      ...exchange,
      description: 'The exchange, if there was one.',
      ...secondhand('integrators; documented for the query only'),
    },
    message: { ...text, description: "The operator's words for people.", ...documented(SOURCE.webhooks) },
    channel,
    ...times,
    customer: {
      ...customer,
      description: 'The customer named in the link request.',
      ...documented(SOURCE.webhooks),
    },
    clientId,
  },
} as const satisfies WireSchema

const paymentId = {
  ...filledText,
  description: "The gateway's id of the payment.",
  ...documented(SOURCE.docsOf2025),
} as const satisfies WireSchema

const customerThen = {
  ...customerOf2025,
  description: 'The customer named in the link request.',
  ...documented(SOURCE.docsOf2025),
} as const satisfies WireSchema

/** A payment that came in, in the words of March 2025. */
export const receivedDataMarch2025 = {
  type: 'object',
  additionalProperties: false,
  required: ['paymentId', 'orderReference', 'amount', 'currency', 'status', 'createdAt', 'updatedAt'],
  properties: {
    paymentId,
    orderReference,
    amount: {
      ...amountSchema,
      description: 'What was collected, as text.',
      ...documented(SOURCE.docsOf2025),
    },
    currency: { ...currency, description: 'Currency collected.', ...documented(SOURCE.docsOf2025) },
    status: paidStatus,
    customer: customerThen,
    createdAt: times.createdAt,
    updatedAt: times.updatedAt,
  },
} as const satisfies WireSchema

/** A payment that came in, in the words of the middle of 2025: the new amounts under the old id. */
export const receivedDataMiddle2025 = {
  type: 'object',
  additionalProperties: false,
  required: [
    'paymentId',
    'orderReference',
    'collectedAmount',
    'collectedCurrency',
    'status',
    'createdAt',
    'updatedAt',
  ],
  properties: {
    paymentId,
    orderReference,
    ...collected,
    status: paidStatus,
    customer: { ...customerThen, ...assumed('no sample shows its keys; taken from March 2025') },
    createdAt: times.createdAt,
    updatedAt: times.updatedAt,
    clientId,
  },
} as const satisfies WireSchema

/** A payment that did not come in. It names neither amount nor customer. */
export const failedData = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'status', 'channel', 'orderReference', 'message', 'updatedAt', 'createdAt'],
  properties: {
    id,
    status: {
      type: 'string',
      const: 'FAILED',
      description: 'Always FAILED.',
      ...documented(SOURCE.webhooks),
    },
    channel,
    orderReference,
    message: {
      ...text,
      description: 'Why, in the words of the operator.',
      ...documented(SOURCE.webhooks),
    },
    ...times,
    clientId,
  },
} as const satisfies WireSchema
