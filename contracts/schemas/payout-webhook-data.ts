import { documented, SOURCE, type WireSchema } from './evidence.js'
import { TRANSFER_TYPES } from './statuses.js'
import { amountWithCents, currency, filledText, reference, text, timestamp } from './values.js'

const beneficiary = {
  type: 'object',
  additionalProperties: false,
  required: ['accountNumber', 'accountName'],
  properties: {
    accountNumber: { ...filledText, description: 'Account or phone number.', ...documented(SOURCE.webhooks) },
    accountName: { ...filledText, description: 'Holder of the account.', ...documented(SOURCE.webhooks) },
    swiftNumber: { ...filledText, description: 'SWIFT code of the bank.', ...documented(SOURCE.webhooks) },
    routingNumber: { ...filledText, description: 'Routing number.', ...documented(SOURCE.webhooks) },
    beneficiaryMobileNumber: { ...filledText, description: 'Phone number.', ...documented(SOURCE.webhooks) },
    beneficiaryEmail: { ...filledText, description: 'E-mail address.', ...documented(SOURCE.webhooks) },
  },
} as const satisfies WireSchema

const fields = {
  id: { ...filledText, description: "The gateway's id of the payout.", ...documented(SOURCE.webhooks) },
  orderReference: {
    ...reference,
    description: "The merchant's own id of the payout.",
    ...documented(SOURCE.webhooks),
  },
  amount: {
    ...amountWithCents,
    description: 'What left the account, with two decimals.',
    ...documented(SOURCE.webhooks),
  },
  currency: { ...currency, description: 'Currency of the payout.', ...documented(SOURCE.webhooks) },
  fee: { ...amountWithCents, description: 'What it cost.', ...documented(SOURCE.webhooks) },
  channel: {
    type: 'string',
    enum: ['BANK TRANSFER', 'MOBILE MONEY'],
    description: 'How it travels.',
    ...documented(SOURCE.webhooks),
  },
  channelProvider: { ...filledText, description: 'Bank or operator.', ...documented(SOURCE.webhooks) },
  transferType: {
    type: 'string',
    enum: TRANSFER_TYPES,
    description: 'Kind of bank transfer. Older messages call it settlementType.',
    ...documented(SOURCE.webhooks),
  },
  notes: { ...text, description: 'Free text.', ...documented(SOURCE.webhooks) },
  beneficiary: { ...beneficiary, description: 'Who gets it.', ...documented(SOURCE.webhooks) },
  updatedAt: { ...timestamp, description: 'When its status last changed.', ...documented(SOURCE.webhooks) },
  createdAt: { ...timestamp, description: 'When it was asked for.', ...documented(SOURCE.webhooks) },
} as const satisfies Record<string, WireSchema>

const required = [
  'id',
  'orderReference',
  'amount',
  'currency',
  'fee',
  'status',
  'channel',
  'channelProvider',
  'beneficiary',
  'updatedAt',
  'createdAt',
] as const

/** A payout on its way. */
export const initiatedData = {
  type: 'object',
  additionalProperties: false,
  required,
  properties: {
    ...fields,
    status: {
      type: 'string',
      enum: ['AUTHORIZED', 'PROCESSING', 'PENDING', 'SUCCESS', 'FAILED'],
      description: 'How far the payout has come.',
      ...documented(SOURCE.webhooks),
    },
  },
} as const satisfies WireSchema

/** A payout that was given back. */
export const refundedData = {
  type: 'object',
  additionalProperties: false,
  required: [...required, 'refund'],
  properties: {
    ...fields,
    status: {
      type: 'string',
      const: 'REFUNDED',
      description: 'Always REFUNDED.',
      ...documented(SOURCE.webhooks),
    },
    refund: {
      type: 'object',
      additionalProperties: false,
      required: ['message', 'refundedAt'],
      properties: {
        message: { ...text, description: 'Why.', ...documented(SOURCE.webhooks) },
        refundedAt: { ...timestamp, description: 'When.', ...documented(SOURCE.webhooks) },
      },
      description: 'The refund.',
      ...documented(SOURCE.webhooks),
    },
  },
} as const satisfies WireSchema

/** A payout that was taken back. */
export const reversedData = {
  type: 'object',
  additionalProperties: false,
  required: [...required, 'reverse'],
  properties: {
    ...fields,
    status: {
      type: 'string',
      const: 'REVERSED',
      description: 'Always REVERSED.',
      ...documented(SOURCE.webhooks),
    },
    reverse: {
      type: 'object',
      additionalProperties: false,
      required: ['message', 'reversedAt', 'reversedWithFee'],
      properties: {
        message: { ...text, description: 'Why.', ...documented(SOURCE.webhooks) },
        reversedAt: { ...timestamp, description: 'When.', ...documented(SOURCE.webhooks) },
        reversedWithFee: {
          type: 'boolean',
          description: 'Whether the fee came back as well.',
          ...documented(SOURCE.webhooks),
        },
      },
      description: 'The reversal.',
      ...documented(SOURCE.webhooks),
    },
  },
} as const satisfies WireSchema
