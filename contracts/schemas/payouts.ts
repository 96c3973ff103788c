import type { FromSchema } from 'json-schema-to-ts'
import { assumed, documented, SOURCE, type WireSchema } from './evidence.js'
import { exchange } from './exchange.js'
import { closedWhereRefused } from './request-dialect.js'
import { CURRENCIES, PAYOUT_STATUSES } from './statuses.js'
import {
  amountWithCents,
  checksumFields,
  currency,
  day,
  filledText,
  neededAmount,
  optionalText,
  reference,
  timestamp,
} from './values.js'

const previewed = documented(SOURCE.payoutPreview)
const created = documented(SOURCE.payoutCreate)
const queried = documented(SOURCE.payoutQuery)

/** What every payout asks for, whoever gets it. */
export const askedOfPayouts = {
  amount: { ...neededAmount, description: 'A number by the manual; text is accepted too.', ...created },
  currency: {
    type: 'string',
    enum: CURRENCIES,
    description: 'Of the balance that it is paid from.',
    ...created,
  },
  orderReference: {
    ...optionalText,
    description: "The merchant's own id of the payout: letters and digits, no payout had it before. Needed.",
    ...created,
  },
} as const satisfies Record<string, WireSchema>

/** What a merchant's server sends to pay somebody out to a phone, and to preview that. */
export const mobilePayoutRequest = {
  $id: 'MobilePayoutRequest',
  title: 'Mobile money payout request',
  description: 'Money for a phone number, out of the balance of the account.',
  type: 'object',
  additionalProperties: true,
  required: ['amount', 'currency', 'phoneNumber'],
  properties: {
    ...askedOfPayouts,
    phoneNumber: {
      type: 'string',
      description: 'Who gets it: country code and number, digits only.',
      ...created,
    },
    ...checksumFields,
  },
  examples: [
    { amount: 20000, currency: 'TZS', orderReference: 'MSHAHARA01', phoneNumber: '255754000222' },
    { amount: 10, currency: 'USD', orderReference: 'MSHAHARA02', phoneNumber: '255712000222' },
  ],
  ...created,
} as const satisfies WireSchema

export type MobilePayoutRequest = FromSchema<typeof mobilePayoutRequest>
export const mobilePayoutRequestSchema = closedWhereRefused(mobilePayoutRequest)

const exchangeParts = {
  exchanged: { type: 'boolean', description: 'Set where the receiver gets another currency.', ...previewed },
  exchange: { ...exchange, description: 'How it is exchanged.', ...previewed },
} as const satisfies Record<string, WireSchema>

const number = { type: 'number', minimum: 0 } as const satisfies WireSchema
const typeAssumed = assumed('the name is documented, its type is not')

/** What a payout would take and give. */
export const payoutPreview = {
  $id: 'PayoutPreview',
  title: 'Payout preview',
  description: 'What a payout would take from the account and give to the receiver.',
  type: 'object',
  additionalProperties: false,
  required: ['amount', 'balance', 'channelProvider', 'fee', 'order', 'payoutFeeBearer', 'receiver'],
  properties: {
    amount: { ...number, description: 'What would leave the account.', ...typeAssumed },
    balance: { ...number, description: 'What the account holds before.', ...typeAssumed },
    channelProvider: {
      ...filledText,
      description: 'The operator, the bank or the provider of the Lipa Namba.',
      ...previewed,
    },
    fee: { ...number, description: 'What it costs. The fees are made up.', ...typeAssumed },
    ...exchangeParts,
    order: {
      type: 'object',
      additionalProperties: false,
      required: ['amount', 'currency', 'id'],
      properties: {
        amount: { ...number, description: 'What was asked for.', ...typeAssumed },
        currency: { ...currency, description: 'Currency.', ...previewed },
        id: {
          ...filledText,
          description: 'The order reference.',
          ...assumed('the name is documented, its meaning is not'),
        },
      },
      description: 'What was asked for.',
      ...previewed,
    },
    payoutFeeBearer: {
      type: 'string',
      enum: ['merchant', 'both', 'customer'],
      description: 'Who bears the fee.',
      ...previewed,
    },
    receiver: {
      type: 'object',
      additionalProperties: false,
      required: ['accountName', 'accountNumber', 'accountCurrency', 'amount'],
      properties: {
        accountName: {
          ...filledText,
          description: 'Who it belongs to; made up unless it was sent.',
          ...previewed,
        },
        accountNumber: {
          ...filledText,
          description: 'Of the phone, the account or the Lipa Namba.',
          ...previewed,
        },
        accountCurrency: { ...currency, description: 'Currency of the receiver.', ...previewed },
        amount: { ...number, description: 'What the receiver would get.', ...typeAssumed },
      },
      description: 'Who gets it.',
      ...previewed,
    },
  },
  examples: [
    {
      amount: 21180,
      balance: 250000,
      channelProvider: 'M-PESA',
      fee: 1180,
      order: { amount: 20000, currency: 'TZS', id: 'MSHAHARA01' },
      payoutFeeBearer: 'merchant',
      receiver: {
        accountName: 'JUMA MWINYI',
        accountNumber: '255754000222',
        accountCurrency: 'TZS',
        amount: 20000,
      },
    },
  ],
  ...previewed,
} as const satisfies WireSchema

// Without $id, so that it can be part of a list: a compiler refuses to meet one $id in two places.
const row = {
  type: 'object',
  additionalProperties: false,
  required: [
    'id',
    'createdAt',
    'updatedAt',
    'orderReference',
    'amount',
    'currency',
    'fee',
    'status',
    'channel',
    'channelProvider',
    'order',
    'beneficiary',
  ],
  properties: {
    id: { ...filledText, description: "The gateway's id of the payout. Opaque.", ...created },
    createdAt: { ...timestamp, description: 'When it was asked for.', ...created },
    updatedAt: { ...timestamp, description: 'When its status last changed.', ...created },
    orderReference: { ...reference, description: "The merchant's own id.", ...created },
    amount: { ...amountWithCents, description: 'What left the account.', ...created },
    currency: { ...currency, description: 'Currency of it.', ...created },
    fee: { ...amountWithCents, description: 'What it cost.', ...created },
    ...exchangeParts,
    status: {
      type: 'string',
      enum: PAYOUT_STATUSES,
      description: 'How far the payout has come; AUTHORIZED at first.',
      ...documented(SOURCE.payoutStatus),
    },
    channel: { ...filledText, description: 'MOBILE MONEY or BANK TRANSFER.', ...created },
    channelProvider: { ...filledText, description: 'The operator, the bank or the provider.', ...created },
    order: {
      type: 'object',
      additionalProperties: false,
      required: ['amount', 'currency'],
      properties: {
        amount: { ...amountWithCents, description: 'What was asked for.', ...typeAssumed },
        currency: { ...currency, description: 'Currency.', ...created },
      },
      description: 'What was asked for.',
      ...created,
    },
    beneficiary: {
      type: 'object',
      additionalProperties: false,
      required: ['accountNumber', 'accountName', 'amount'],
      properties: {
        accountNumber: {
          ...filledText,
          description: 'Of the phone, the account or the Lipa Namba.',
          ...created,
        },
        accountName: {
          ...filledText,
          description: 'Who it belongs to; made up unless it was sent.',
          ...created,
        },
        amount: { ...amountWithCents, description: 'What the receiver gets.', ...typeAssumed },
      },
      description: 'Who gets it.',
      ...created,
    },
    clientId: {
      ...filledText,
      description: 'The application that asked. Older replies leave it out.',
      ...created,
    },
  },
} as const satisfies WireSchema

const sample = {
  id: 'PAY2K8D1F0',
  createdAt: '2026-05-04T12:00:00.000Z',
  updatedAt: '2026-05-04T12:00:00.000Z',
  orderReference: 'MSHAHARA01',
  amount: '21180.00',
  currency: 'TZS',
  fee: '1180.00',
  status: 'AUTHORIZED',
  channel: 'MOBILE MONEY',
  channelProvider: 'M-PESA',
  order: { amount: '20000.00', currency: 'TZS' },
  beneficiary: { accountNumber: '255754000222', accountName: 'JUMA MWINYI', amount: '20000.00' },
  clientId: 'IDSANDBOXDEFAULT0000000000000001',
} as const

/** A payout that was asked for. */
export const payoutReply = {
  $id: 'Payout',
  title: 'Payout',
  description:
    'The money is out of the account; what becomes of it comes by webhook, and the query tells it.',
  ...row,
  examples: [sample],
  ...created,
} as const satisfies WireSchema

export type PayoutRow = FromSchema<typeof row>

/** The payouts with one reference: one at most. */
export const payoutRows = {
  $id: 'PayoutRows',
  title: 'Payouts of one reference',
  description: 'A list with the payout that has the reference.',
  type: 'array',
  items: { ...row, description: 'The payout.', ...queried },
  examples: [[{ ...sample, status: 'SUCCESS' }]],
  ...queried,
} as const satisfies WireSchema

/** One page of all payouts of a merchant. */
export const payoutsPage = {
  $id: 'PayoutsPage',
  title: 'Page of payouts',
  description: 'The payouts that match the filters, one page of them.',
  type: 'object',
  additionalProperties: false,
  required: ['data', 'totalCount'],
  properties: {
    data: { type: 'array', items: row, description: 'The page.', ...queried },
    totalCount: {
      type: 'integer',
      minimum: 0,
      description: 'How many match in all, before paging.',
      ...queried,
    },
  },
  examples: [{ data: [sample], totalCount: 1 }],
  ...queried,
} as const satisfies WireSchema

/** How to look through all payouts of a merchant. A query string is text, so every parameter is text. */
export const payoutsAllQuery = {
  $id: 'PayoutsAllQuery',
  title: 'Filters, order and page of payouts',
  description: 'Every parameter is optional. Parameters that are not listed are ignored.',
  type: 'object',
  additionalProperties: true,
  properties: {
    startDate: { ...day, description: 'First day, in East Africa Time.', ...queried },
    endDate: { ...day, description: 'Last day; it counts too.', ...queried },
    status: { type: 'string', enum: PAYOUT_STATUSES, description: 'Only in this status.', ...queried },
    currency: { type: 'string', enum: CURRENCIES, description: 'Only in this currency.', ...queried },
    channel: { type: 'string', description: 'Only through exactly this channel.', ...queried },
    orderReference: { type: 'string', description: 'Only the one with this reference.', ...queried },
    clientId: { type: 'string', description: 'Only those of this application.', ...queried },
    sortBy: {
      type: 'string',
      enum: ['createdAt', 'updatedAt', 'orderReference', 'status', 'channel', 'amount'],
      description: 'Field to sort by; createdAt unless given.',
      ...assumed('the parameter is documented, the list of fields is not'),
    },
    orderBy: { type: 'string', enum: ['ASC', 'DESC'], description: 'DESC unless given.', ...queried },
    skip: { type: 'string', pattern: '^\\d+$', description: 'How many to skip; 0 unless given.', ...queried },
    limit: {
      type: 'string',
      pattern: '^0*[1-9]\\d*$',
      description: 'How many to return at most, 1 or more; 20 unless given.',
      ...queried,
    },
  },
  examples: [{ status: 'SUCCESS', limit: '50' }, { orderReference: 'MSHAHARA01' }],
  ...queried,
} as const satisfies WireSchema
