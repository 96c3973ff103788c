import type { FromSchema } from 'json-schema-to-ts'
import { activePushMethods, sender } from './collection-methods.js'
import { documented, observed, SOURCE, type WireSchema } from './evidence.js'
import { inDialects } from './request-dialect.js'
import { PAYMENT_STATUSES } from './statuses.js'
import {
  amountWithCents,
  checksumFields,
  currency,
  filledText,
  neededAmount,
  optionalText,
  reference,
  timestamp,
} from './values.js'

/** A push only asks for shillings. */
const shillings = { type: 'string', enum: ['TZS'] } as const satisfies WireSchema

const initiated = documented(SOURCE.pushInitiate)
const previewed = documented(SOURCE.pushPreview)

/** What a merchant's server sends before a push, to see how the customer can pay. */
export const pushPreviewRequest = {
  $id: 'PushPreviewRequest',
  title: 'USSD push preview request',
  description: 'Asks how an amount could be collected by USSD push. Nothing is reserved by it.',
  type: 'object',
  additionalProperties: true,
  required: ['amount', 'currency'],
  properties: {
    amount: { ...neededAmount, description: 'Text by the manual; a number is accepted too.', ...previewed },
    currency: { ...shillings, description: 'Shillings only.', ...previewed },
    orderReference: {
      ...optionalText,
      description: "The merchant's own id of the order: letters and digits, at most 20. Needed.",
      ...previewed,
    },
    phoneNumber: {
      ...optionalText,
      description: 'The number that is to pay: country code and number, digits only.',
      ...previewed,
    },
    fetchSenderDetails: {
      type: ['boolean', 'null'],
      description: 'Whether to tell whom the phone number belongs to.',
      ...previewed,
    },
    ...checksumFields,
  },
  examples: [
    { amount: '18000', currency: 'TZS', orderReference: 'DUKA1003' },
    {
      amount: '1000',
      currency: 'TZS',
      orderReference: 'DUKA1004',
      phoneNumber: '255712000111',
      fetchSenderDetails: true,
    },
  ],
  ...previewed,
} as const satisfies WireSchema

export type PushPreviewRequest = FromSchema<typeof pushPreviewRequest>
export const pushPreviewRequestSchema = inDialects(pushPreviewRequest, 'amount')

/** What a merchant's server sends to have a PIN prompt shown on a phone. */
export const pushRequest = {
  $id: 'PushRequest',
  title: 'USSD push request',
  description:
    'Shows the customer a PIN prompt for one order. There is no callback address here: the outcome comes by webhook.',
  type: 'object',
  additionalProperties: true,
  required: ['amount', 'currency', 'phoneNumber'],
  properties: {
    amount: { ...neededAmount, description: 'Text by the manual; a number is accepted too.', ...initiated },
    currency: { ...shillings, description: 'Shillings only.', ...initiated },
    orderReference: {
      ...optionalText,
      description: "The merchant's own id of the order: letters and digits, at most 20, never used before.",
      ...initiated,
    },
    phoneNumber: {
      type: 'string',
      description: 'The number that is to pay: country code and number, digits only.',
      ...initiated,
    },
    ...checksumFields,
  },
  examples: [
    { amount: '18000', currency: 'TZS', orderReference: 'DUKA1003', phoneNumber: '255754000111' },
    { amount: '1000', currency: 'TZS', orderReference: 'DUKA1004', phoneNumber: '255712000111' },
  ],
  ...initiated,
} as const satisfies WireSchema

export type PushRequest = FromSchema<typeof pushRequest>
export const pushRequestSchema = inDialects(pushRequest, 'amount')

/** How the customer could pay. */
export const pushPreviewReply = {
  $id: 'PushPreview',
  title: 'USSD push preview',
  description: 'The mobile-money methods of the account, whether each can be used now, and what it costs.',
  type: 'object',
  additionalProperties: false,
  required: ['activeMethods'],
  properties: { activeMethods: activePushMethods, sender },
  examples: [
    {
      activeMethods: [
        { name: 'TIGO-PESA', status: 'AVAILABLE', fee: 1150, message: '' },
        { name: 'HALOPESA', status: 'UNAVAILABLE', message: 'Try later' },
      ],
      sender: {
        accountName: 'ASHA MUSHI',
        accountNumber: '255712000111',
        accountProvider: 'TIGO-PESA',
      },
    },
  ],
  ...previewed,
} as const satisfies WireSchema

/** The payment that a push has started. */
export const pushReply = {
  $id: 'Push',
  title: 'USSD push',
  description: 'The prompt is on the phone; the outcome comes by webhook, and the query tells it.',
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'status',
    'channel',
    'orderReference',
    'collectedAmount',
    'collectedCurrency',
    'createdAt',
  ],
  properties: {
    id: {
      ...filledText,
      description: "The gateway's id of the payment, the same as in query and webhook. Opaque.",
      ...initiated,
    },
    status: {
      type: 'string',
      enum: PAYMENT_STATUSES,
      description: 'PROCESSING as a rule; FAILED where the operator refused at once.',
      ...initiated,
    },
    channel: { ...filledText, description: 'The network of the phone number.', ...initiated },
    orderReference: { ...reference, description: "The merchant's own id.", ...initiated },
    collectedAmount: {
      ...amountWithCents,
      description: 'What is asked for, with two decimals.',
      ...observed('live push replies'),
    },
    collectedCurrency: { ...currency, description: 'Currency.', ...initiated },
    createdAt: { ...timestamp, description: 'When the attempt began.', ...initiated },
    clientId: {
      ...filledText,
      description: 'The application that asked. Older replies leave it out.',
      ...initiated,
    },
  },
  examples: [
    {
      id: 'CLPLCPCA0B1C2',
      status: 'PROCESSING',
      channel: 'TIGO-PESA',
      orderReference: 'DUKA1004',
      collectedAmount: '1000.00',
      collectedCurrency: 'TZS',
      createdAt: '2026-05-04T10:00:00.777Z',
      clientId: 'IDSANDBOXDEFAULT0000000000000001',
    },
  ],
  ...initiated,
} as const satisfies WireSchema
