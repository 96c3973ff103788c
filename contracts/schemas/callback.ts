import type { FromSchema } from 'json-schema-to-ts'
import { assumed, secondhand, type WireSchema } from './evidence.js'
import { amountSchema, currency, filledText, reference, text } from './values.js'
import { signedAtTopLevel, topLevelChecksum } from './webhook-checksum.js'

const HEARSAY = 'two integrators; the same body was seen live in the API of 2023 and 2024'
const UNSIGNED = 'it is unknown whether it is signed; here it is signed like a webhook'

/** What the callbackUrl of a link is told. */
export const callbackFlat = {
  $id: 'CallbackFlat',
  title: 'Callback of a link',
  description:
    'Sent to the callbackUrl of a link when a payment of that link succeeds, besides any webhook. ' +
    'The docs say that it is sent, but not what its body is.',
  type: 'object',
  additionalProperties: false,
  required: [
    'status',
    'orderReference',
    'paymentReference',
    'collectedAmount',
    'collectedCurrency',
    'message',
  ],
  properties: {
    status: {
      type: 'string',
      enum: ['SUCCESS', 'SETTLED'],
      description: 'SUCCESS, or SETTLED for money that was settled at once. Nothing is sent about failures.',
      ...secondhand(HEARSAY),
    },
    orderReference: { ...reference, description: "The merchant's own id.", ...secondhand(HEARSAY) },
    paymentReference: { ...filledText, description: "The operator's receipt.", ...secondhand(HEARSAY) },
    collectedAmount: { ...amountSchema, description: 'What was collected, as text.', ...secondhand(HEARSAY) },
    collectedCurrency: { ...currency, description: 'Currency collected.', ...secondhand(HEARSAY) },
    message: { ...text, description: "The operator's words for people.", ...secondhand(HEARSAY) },
    checksum: { ...topLevelChecksum.checksum, ...assumed(UNSIGNED) },
    checksumMethod: { ...topLevelChecksum.checksumMethod, ...assumed(UNSIGNED) },
  },
  examples: [
    {
      status: 'SUCCESS',
      orderReference: 'DUKA1001',
      paymentReference: 'MP260504.1012.A00042',
      collectedAmount: '18000',
      collectedCurrency: 'TZS',
      message: 'success',
    },
  ],
  ...secondhand(HEARSAY),
} as const satisfies WireSchema

export type CallbackFlat = FromSchema<typeof callbackFlat>

/** Exactly what a callback looks like with its signature or without one. It carries no `$id`. */
export function callbackSchema(checksumPlace: 'topLevel' | 'none'): WireSchema {
  const { $id: _, examples: __, ...message } = callbackFlat
  return signedAtTopLevel(message, checksumPlace)
}
