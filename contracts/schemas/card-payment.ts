import type { FromSchema } from 'json-schema-to-ts'
import { activeCardMethods } from './collection-methods.js'
import { documented, SOURCE, type WireSchema } from './evidence.js'
import { inDialects } from './request-dialect.js'
import { checksumFields, filledText, neededAmount, optionalText } from './values.js'

const known = documented(SOURCE.card)

/** What a merchant's server sends for a card payment, and to preview one. */
export const cardRequest = {
  $id: 'CardPaymentRequest',
  title: 'Card payment request',
  description: 'One order to be paid by card, on a page of the gateway.',
  type: 'object',
  additionalProperties: true,
  required: ['amount', 'currency', 'customer'],
  properties: {
    amount: { ...neededAmount, description: 'Text by the manual; a number is accepted too.', ...known },
    currency: { type: 'string', enum: ['USD'], description: 'Dollars only.', ...known },
    orderReference: {
      ...optionalText,
      description: "The merchant's own id of the order: letters and digits, never used before. Needed.",
      ...known,
    },
    customer: {
      type: 'object',
      additionalProperties: true,
      description: 'Who pays: a customer that ClickPesa knows, by id, or name, e-mail and phone.',
      properties: {
        id: { ...optionalText, description: "ClickPesa's id of a customer. Not looked up.", ...known },
        fullName: { ...optionalText, description: 'Name.', ...known },
        email: { ...optionalText, description: 'E-mail address. Not checked.', ...known },
        phoneNumber: { ...optionalText, description: 'Phone number. Not checked.', ...known },
      },
      ...known,
    },
    ...checksumFields,
  },
  examples: [
    {
      amount: '25.50',
      currency: 'USD',
      orderReference: 'DUKA1005',
      customer: { fullName: 'Asha Mushi', email: 'asha@duka.test', phoneNumber: '255712000111' },
    },
    { amount: '25.50', currency: 'USD', orderReference: 'DUKA1006', customer: { id: 'CUST0001' } },
  ],
  ...known,
} as const satisfies WireSchema

export type CardRequest = FromSchema<typeof cardRequest>
export const cardRequestSchema = inDialects(cardRequest, 'amount')

/** How the customer could pay. */
export const cardPreviewReply = {
  $id: 'CardPaymentPreview',
  title: 'Card payment preview',
  description: 'The card methods of the account, whether each can be used now, and what it costs.',
  type: 'object',
  additionalProperties: false,
  required: ['activeMethods'],
  properties: { activeMethods: activeCardMethods },
  examples: [{ activeMethods: [{ name: 'CARD', status: 'AVAILABLE', fee: 26.74, message: '' }] }],
  ...known,
} as const satisfies WireSchema

/** Where the customer has to go. */
export const cardReply = {
  $id: 'CardPayment',
  title: 'Card payment',
  description: 'Send the customer to this address; nothing is paid until they do something there.',
  type: 'object',
  additionalProperties: false,
  required: ['cardPaymentLink'],
  properties: {
    cardPaymentLink: {
      type: 'string',
      format: 'uri',
      description: 'Address of the page with the card form.',
      ...known,
    },
    clientId: {
      ...filledText,
      description: 'The application that asked. Older replies leave it out.',
      ...known,
    },
  },
  examples: [
    {
      cardPaymentLink: 'http://127.0.0.1:4255/CHE0A1B2C3',
      clientId: 'IDSANDBOXDEFAULT0000000000000001',
    },
  ],
  ...known,
} as const satisfies WireSchema
