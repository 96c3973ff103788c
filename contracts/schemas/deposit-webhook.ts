import type { FromSchema } from 'json-schema-to-ts'
import { assumed, documented, SOURCE, type WireSchema } from './evidence.js'
import { amountSchema, currency, filledText, timestamp } from './values.js'
import { webhookMessage } from './webhook-message.js'

const depositData = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'status', 'paymentReference', 'depositAmount', 'depositCurrency', 'channel'],
  properties: {
    id: { ...filledText, description: "The gateway's id of the deposit.", ...documented(SOURCE.webhooks) },
    status: { type: 'string', const: 'SUCCESS', description: 'SUCCESS.', ...documented(SOURCE.webhooks) },
    paymentReference: {
      ...filledText,
      description: 'Receipt of the bank or network that carried it.',
      ...documented(SOURCE.webhooks),
    },
    depositAmount: { ...amountSchema, description: 'How much, as text.', ...documented(SOURCE.webhooks) },
    depositCurrency: { ...currency, description: 'Currency of it.', ...documented(SOURCE.webhooks) },
    channel: { ...filledText, description: 'How it came.', ...documented(SOURCE.webhooks) },
    updatedAt: {
      ...timestamp,
      description: 'When it last changed.',
      ...assumed('every other event has it; no sample shows it here'),
    },
    createdAt: {
      ...timestamp,
      description: 'When it came.',
      ...assumed('every other event has it; no sample shows it here'),
    },
  },
} as const satisfies WireSchema

/** Money came in without an order. */
export const depositReceived = {
  $id: 'DepositReceived',
  title: 'DEPOSIT RECEIVED',
  description:
    "Money reached the merchant's account. Sent to the merchant's own address, never an application's.",
  ...webhookMessage('event', 'DEPOSIT RECEIVED', depositData),
  examples: [
    {
      event: 'DEPOSIT RECEIVED',
      data: {
        id: 'DEP7H2K9QW',
        status: 'SUCCESS',
        paymentReference: 'REF0412',
        depositAmount: '250000',
        depositCurrency: 'TZS',
        channel: 'CRDB COLLECTION',
      },
    },
  ],
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

export type DepositReceived = FromSchema<typeof depositReceived>
