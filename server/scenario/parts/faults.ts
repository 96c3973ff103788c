import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { Part } from './part.js'

/** The endpoints of the ClickPesa API that faults can be put on. */
export const ENDPOINTS = [
  'generate-token',
  'generate-checkout-url',
  'query-payment',
  'query-payments',
] as const
export type Endpoint = (typeof ENDPOINTS)[number]

const faultsSchema = {
  type: 'array',
  description: 'Calls that the API answers with an error instead of doing its work.',
  maxItems: 20,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['status'],
    properties: {
      endpoint: { enum: [...ENDPOINTS], description: 'Every endpoint, when left out.' },
      times: { type: 'integer', minimum: 1, description: 'For so many calls; for good, when left out.' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      message: { type: 'string', maxLength: 500 },
    },
  },
} as const satisfies JSONSchema

/** An error that the API gives on purpose. */
export interface Fault {
  readonly endpoint: Endpoint | null
  readonly times: number | null
  readonly status: number
  readonly message: string | null
}

export type WrittenFaults = FromSchema<typeof faultsSchema>

export const faults: Part<WrittenFaults, readonly Fault[]> = {
  schema: faultsSchema,
  compile: (written = []) =>
    written.map(({ endpoint, times, status, message }) => ({
      endpoint: (endpoint as Endpoint | undefined) ?? null,
      times: times ?? null,
      status,
      message: message ?? null,
    })),
  explain: (compiled) =>
    compiled
      .map(({ endpoint, times, status, message }) => {
        const calls =
          times === null ? 'Every call' : times === 1 ? 'The first call' : `The first ${times} calls`
        const verb = times !== null && times > 1 ? 'are' : 'is'
        return `${calls} to ${endpoint ?? 'the API'} ${verb} answered ${status}${message ? ` "${message}"` : ''}.`
      })
      .join(' '),
}
