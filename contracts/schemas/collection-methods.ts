import { assumed, documented, observed, SOURCE, type WireSchema } from './evidence.js'
import { filledText } from './values.js'

/** Whether a way to pay can be used now, as a preview says it. */
export const METHOD_STATUSES = ['AVAILABLE', 'UNAVAILABLE'] as const

const PUSH_METHODS = ['TIGO-PESA', 'M-PESA', 'AIRTEL-MONEY', 'HALOPESA'] as const
const CARD_METHODS = ['CARD'] as const

const known = documented(SOURCE.pushPreview)

/** What a preview lists: the ways to pay that the account has. */
function activeMethods<const Names extends readonly string[]>(
  names: Names,
  named: typeof known | typeof ours,
) {
  return {
    type: 'array',
    description: 'The ways to pay that the account has.',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'status', 'message'],
      properties: {
        name: { type: 'string', enum: names, description: 'The channel.', ...named },
        status: {
          type: 'string',
          enum: METHOD_STATUSES,
          description: 'Whether it can be used now.',
          ...known,
        },
        fee: {
          type: 'number',
          minimum: 0,
          description: 'What it costs the customer; missing where the method is unavailable.',
          ...observed(
            '1150 for an amount of 1000, with three methods; whether the amount is in it is a switch',
          ),
        },
        message: { type: 'string', description: 'Why it is unavailable; else empty.', ...known },
      },
    },
    ...known,
  } as const satisfies WireSchema
}

const ours = assumed('the docs name no methods of cards')

export const activePushMethods = activeMethods(PUSH_METHODS, known)
export const activeCardMethods = activeMethods(CARD_METHODS, ours)

/** Who a phone number belongs to, by its operator. */
export const sender = {
  type: 'object',
  additionalProperties: false,
  required: ['accountName', 'accountNumber', 'accountProvider'],
  description: 'Who the phone number belongs to; only where fetchSenderDetails asks for it.',
  properties: {
    accountName: { ...filledText, description: 'Name, as the operator has it.', ...known },
    accountNumber: { ...filledText, description: 'The phone number.', ...known },
    accountProvider: { ...filledText, description: 'The channel of the number.', ...known },
  },
  ...known,
} as const satisfies WireSchema
