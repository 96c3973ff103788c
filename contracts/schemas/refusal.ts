import type { FromSchema } from 'json-schema-to-ts'
import { documented, observed, SOURCE, type WireSchema } from './evidence.js'
import { filledText } from './values.js'

/** A refusal in the envelope seen live, which is the habit of a well-known framework. */
export const refusal = {
  $id: 'Refusal',
  title: 'Refusal',
  description:
    'Why a request was not carried out. message is a list of strings when the checksum or a type is wrong, and one ' +
    'string for everything else, so read both. A refused request changes nothing and uses up no order reference.',
  type: 'object',
  additionalProperties: false,
  required: ['statusCode', 'message'],
  properties: {
    statusCode: {
      type: 'integer',
      minimum: 400,
      maximum: 599,
      description: 'The HTTP status again.',
      ...observed('one live body, January 2026 (Dndubussa/blinnoapp)'),
    },
    message: {
      anyOf: [filledText, { type: 'array', items: filledText, minItems: 1 }],
      description: 'One sentence, or every validation message at once.',
      ...observed('one live body, January 2026 (Dndubussa/blinnoapp); the plain sentence is documented'),
    },
    error: {
      ...filledText,
      description: 'The name of the status. Missing from 401, from 429 and from the 403 of an address.',
      ...observed('one live body, January 2026 (Dndubussa/blinnoapp)'),
    },
  },
  examples: [
    { statusCode: 400, message: ['Invalid checksum'], error: 'Bad Request' },
    { statusCode: 400, message: 'Total Price is required', error: 'Bad Request' },
    { statusCode: 401, message: 'Unauthorized' },
  ],
  ...observed('one live body, January 2026 (Dndubussa/blinnoapp)'),
} as const satisfies WireSchema

export type Refusal = FromSchema<typeof refusal>

/** A refusal as the manual prints it. */
export const refusalMessageOnly = {
  $id: 'RefusalMessageOnly',
  title: 'Refusal, message only',
  description:
    'The same refusals in the envelope of the manual; of several validation messages only the first is given.',
  type: 'object',
  additionalProperties: false,
  required: ['message'],
  properties: {
    message: { ...filledText, description: 'One sentence.', ...documented(SOURCE.docsOf2025) },
  },
  examples: [{ message: 'Invalid checksum' }],
  ...documented(SOURCE.docsOf2025),
} as const satisfies WireSchema

export type RefusalMessageOnly = FromSchema<typeof refusalMessageOnly>
