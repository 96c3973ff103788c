import type { FromSchema } from 'json-schema-to-ts'
import { assumed, documented, observed, SOURCE, secondhand, type WireSchema } from './evidence.js'
import { inDialects } from './request-dialect.js'
import { checksumFields, filledText, optionalAmount, optionalText } from './values.js'

/** Whether a bill takes other amounts than its own. */
export const BILL_MODES = ['ALLOW_PARTIAL_AND_OVER_PAYMENT', 'EXACT'] as const
export const BILL_STATUSES = ['ACTIVE', 'INACTIVE'] as const

const known = documented(SOURCE.billPay)

const asked = {
  billDescription: { ...optionalText, description: 'What the bill is for.', ...known },
  billPaymentMode: {
    type: ['string', 'null'],
    enum: [...BILL_MODES, '', null],
    description: 'Whether other amounts are taken; ALLOW_PARTIAL_AND_OVER_PAYMENT when left out.',
    ...known,
  },
  billAmount: {
    ...optionalAmount,
    description:
      'In shillings; any amount, when left out. A JSON number by the manual; text is accepted too.',
    ...known,
  },
  billReference: {
    ...optionalText,
    description: "The merchant's own id, letters and digits; made up when left out. Query Payment takes it.",
    ...known,
  },
  billMaxCollectionAmount: {
    ...optionalAmount,
    description: 'The most that one payment may bring.',
    ...secondhand('an SDK sends it'),
  },
} as const satisfies Record<string, WireSchema>

const askedOfCustomer = {
  ...asked,
  customerName: { ...optionalText, description: 'Who is to pay. Needed.', ...known },
  customerPhone: { ...optionalText, description: 'Phone; either this or the e-mail.', ...known },
  customerEmail: { ...optionalText, description: 'E-mail; either this or the phone.', ...known },
} as const satisfies Record<string, WireSchema>

/** What a merchant's server sends for the control number of one order. */
export const orderBillRequest = {
  $id: 'OrderControlNumberRequest',
  title: 'Control number of an order',
  description: 'A number that is paid once: it closes after a payment, even a partial one.',
  type: 'object',
  additionalProperties: true,
  properties: { ...asked, ...checksumFields },
  examples: [
    { billDescription: 'Two baskets', billAmount: 18000, billReference: 'DUKA1007' },
    { billDescription: 'Rent', billAmount: 350000, billPaymentMode: 'EXACT' },
  ],
  ...known,
} as const satisfies WireSchema
export const orderBillSchema = inDialects(orderBillRequest, null)

/** What a merchant's server sends for the control number of one customer. */
export const customerBillRequest = {
  $id: 'CustomerControlNumberRequest',
  title: 'Control number of a customer',
  description: 'A number that stays open, for a customer who pays again and again.',
  type: 'object',
  additionalProperties: true,
  properties: { ...askedOfCustomer, ...checksumFields },
  examples: [{ customerName: 'Asha Mushi', customerPhone: '255712000111', billReference: 'TENANT12' }],
  ...known,
} as const satisfies WireSchema
export const customerBillSchema = inDialects(customerBillRequest, null)

/** Either of the two; which fields an operation asks for is said by its own schema. */
export interface BillRequest {
  readonly billDescription?: string | null
  readonly billPaymentMode?: (typeof BILL_MODES)[number] | '' | null
  readonly billAmount?: string | number | null
  readonly billReference?: string | null
  readonly billMaxCollectionAmount?: string | number | null
  readonly customerName?: string | null
  readonly customerPhone?: string | null
  readonly customerEmail?: string | null
}

const bulk = { type: 'array', minItems: 1, maxItems: 50, ...known } as const

/** Up to fifty control numbers of orders. What is wrong with one of them is said of that one alone. */
export const orderBillsRequest = {
  $id: 'OrderControlNumbersRequest',
  title: 'Control numbers of orders',
  description:
    'Up to fifty control numbers. What is wrong with one is said of that one; the others are made.',
  type: 'object',
  additionalProperties: true,
  required: ['controlNumbers'],
  properties: {
    controlNumbers: {
      ...bulk,
      description: 'What each is to be for, as for one alone.',
      items: { type: 'object', additionalProperties: true, properties: asked },
    },
    ...checksumFields,
  },
  examples: [{ controlNumbers: [{ billAmount: 18000, billReference: 'DUKA1008' }, { billAmount: 5000 }] }],
  ...known,
} as const satisfies WireSchema

/** Up to fifty control numbers of customers. */
export const customerBillsRequest = {
  $id: 'CustomerControlNumbersRequest',
  title: 'Control numbers of customers',
  description:
    'Up to fifty control numbers. What is wrong with one is said of that one; the others are made.',
  type: 'object',
  additionalProperties: true,
  required: ['controlNumbers'],
  properties: {
    controlNumbers: {
      ...bulk,
      description: 'What each is to be for, as for one alone.',
      items: { type: 'object', additionalProperties: true, properties: askedOfCustomer },
    },
    ...checksumFields,
  },
  examples: [
    {
      controlNumbers: [
        { customerName: 'Asha Mushi', customerPhone: '255712000111', billReference: 'TENANT13' },
        { customerName: 'Juma Ally', customerEmail: 'juma@duka.test' },
      ],
    },
  ],
  ...known,
} as const satisfies WireSchema

/** What a merchant's server sends to change a control number. */
export const billChangeRequest = {
  $id: 'ControlNumberChange',
  title: 'Change of a control number',
  description: 'At least one of the four.',
  type: 'object',
  additionalProperties: true,
  properties: {
    billStatus: {
      type: ['string', 'null'],
      enum: [...BILL_STATUSES, '', null],
      description: 'INACTIVE numbers cannot be paid.',
      ...known,
    },
    billAmount: { ...optionalAmount, description: 'In shillings.', ...known },
    billDescription: {
      ...optionalText,
      maxLength: 500,
      description: 'What the bill is for, at most 500 characters.',
      ...known,
    },
    billPaymentMode: asked.billPaymentMode,
    ...checksumFields,
  },
  examples: [{ billStatus: 'INACTIVE' }, { billAmount: 20000, billDescription: 'Three baskets' }],
  ...known,
} as const satisfies WireSchema
export type BillChangeRequest = FromSchema<typeof billChangeRequest>
export const billChangeSchema = inDialects(billChangeRequest, null)

const shown = {
  billPayNumber: {
    type: 'string',
    pattern: '^\\d{14}$',
    description: 'What the customer types into a menu or a bank app.',
    ...observed('the documented samples have 14 digits'),
  },
  billDescription: { type: 'string', description: 'What the bill is for.', ...known },
  billCustomerName: { type: ['string', 'null'], description: 'Who is to pay.', ...known },
  billAmount: { type: ['number', 'null'], description: 'In shillings; null for any amount.', ...known },
  billPaymentMode: { type: 'string', enum: BILL_MODES, description: 'Which amounts are taken.', ...known },
} as const satisfies Record<string, WireSchema>

const bill = {
  type: 'object',
  additionalProperties: false,
  required: ['billPayNumber', 'billDescription', 'billCustomerName', 'billAmount', 'billPaymentMode'],
  properties: shown,
} as const satisfies WireSchema

const sample = {
  billPayNumber: '55220123456789',
  billDescription: 'Two baskets',
  billCustomerName: null,
  billAmount: 18000,
  billPaymentMode: 'ALLOW_PARTIAL_AND_OVER_PAYMENT',
} as const

/** A control number that was made. */
export const billReply = {
  $id: 'ControlNumber',
  title: 'Control number',
  description: 'Give the number to the customer; a payment of it is announced by PAYMENT RECEIVED.',
  ...bill,
  examples: [sample],
  ...known,
} as const satisfies WireSchema

/** A control number with how it stands. */
export const billDetailsReply = {
  $id: 'ControlNumberDetails',
  title: 'Control number, with how it stands',
  description: 'A control number as it is now.',
  type: 'object',
  additionalProperties: false,
  required: [...bill.required, 'billStatus', 'billReference'],
  properties: {
    ...shown,
    billStatus: { type: 'string', enum: BILL_STATUSES, description: 'Whether it can be paid.', ...known },
    billReference: {
      ...filledText,
      description: "The merchant's own id.",
      ...assumed('the docs only say: details with status'),
    },
  },
  examples: [{ ...sample, billStatus: 'ACTIVE', billReference: 'DUKA1007' }],
  ...known,
} as const satisfies WireSchema

/** What became of many. */
export const billsReply = {
  $id: 'ControlNumbers',
  title: 'Control numbers',
  description: 'The control numbers that were made, and what was wrong with the others.',
  type: 'object',
  additionalProperties: false,
  required: ['billPayNumbers', 'created', 'failed'],
  properties: {
    billPayNumbers: { type: 'array', items: bill, description: 'Those that were made.', ...known },
    created: { type: 'integer', minimum: 0, description: 'How many were made.', ...known },
    failed: { type: 'integer', minimum: 0, description: 'How many were not.', ...known },
    errors: {
      type: 'array',
      description: 'What was wrong, where something was.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['index', 'message'],
        properties: {
          index: {
            type: 'integer',
            minimum: 0,
            description: 'Which one, from 0.',
            ...assumed('the docs only name the list'),
          },
          message: {
            ...filledText,
            description: 'As it would be refused alone.',
            ...assumed('the docs only name the list'),
          },
        },
      },
      ...known,
    },
  },
  examples: [
    {
      billPayNumbers: [sample],
      created: 1,
      failed: 1,
      errors: [{ index: 1, message: 'Order reference DUKA1007 already used: Create a different reference' }],
    },
  ],
  ...known,
} as const satisfies WireSchema
