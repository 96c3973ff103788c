import type { JSONSchema } from 'json-schema-to-ts'
import { API_FAULTS, CALLS, FORGERIES } from './steps.js'

const oneStep = {
  type: 'object',
  additionalProperties: false,
  required: ['do'],
  properties: {
    do: {
      enum: [
        'buy',
        'again',
        'pay',
        'advance',
        'tick',
        'deliver',
        'lose',
        'forge',
        'back',
        'fault',
        'release',
        'side-by-side',
      ],
    },
    scenario: { type: 'string' },
    link: { const: 'first' },
    by: { type: 'string', format: 'duration' },
    message: { type: 'integer', minimum: 0 },
    how: { enum: [...API_FAULTS, ...FORGERIES] },
    says: { enum: ['SUCCESS', 'FAILED'] },
    claims: { enum: ['SUCCESS', 'FAILED'] },
    call: { enum: CALLS },
  },
} as const satisfies JSONSchema

/** A step of a plan, as files and reports have it. */
export const stepSchema = {
  ...oneStep,
  properties: {
    ...oneStep.properties,
    steps: { type: 'array', minItems: 2, maxItems: 2, items: oneStep },
  },
} as const satisfies JSONSchema
