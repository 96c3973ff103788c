import type { JSONSchema } from 'json-schema-to-ts'
import { durationText } from '../../domain/duration.js'
import type { ReturnScript } from '../../domain/script.js'
import { duration, milliseconds, type Part } from './part.js'

const returnSchema = {
  type: 'object',
  description: "How the customer's browser comes back to the shop after a success.",
  additionalProperties: false,
  properties: {
    send: { type: 'boolean', description: 'False keeps the customer on the success page.' },
    delay: { ...duration, description: 'Time between the success and the redirect.' },
  },
} as const satisfies JSONSchema

export const returning: Part<typeof returnSchema, ReturnScript> = {
  schema: returnSchema,
  compile: (written = {}) => ({ send: written.send ?? true, delay: milliseconds(written.delay ?? '0s') }),
  explain({ send, delay }) {
    if (!send) return 'The browser never comes back to the shop by itself.'
    return delay > 0 ? `The browser comes back to the shop ${durationText(delay)} after the success.` : ''
  },
}
