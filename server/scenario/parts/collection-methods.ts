import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { COLLECTION_METHODS, type CollectionMethods, METHOD_STATES } from '../../domain/collection-methods.js'
import type { Part } from './part.js'

const state = { enum: METHOD_STATES } as const satisfies JSONSchema

const methodsSchema = {
  type: 'object',
  description:
    'Which ways to pay by API the account has, and which work now. MISSING: the account does not have it. What is not named is as the merchant has it.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    'M-PESA': state,
    'TIGO-PESA': state,
    'AIRTEL-MONEY': state,
    HALOPESA: state,
    CARD: state,
  } satisfies Record<(typeof COLLECTION_METHODS)[number], JSONSchema>,
} as const satisfies JSONSchema

export type WrittenMethods = FromSchema<typeof methodsSchema>

export const collectionMethods: Part<WrittenMethods, CollectionMethods> = {
  schema: methodsSchema,
  compile: (written = {}) => written,
  explain: (methods) => {
    const said = COLLECTION_METHODS.flatMap((method) => {
      const state = methods[method]
      return state ? [`${method} is ${MEANS[state]}`] : []
    })
    return said.length === 0 ? '' : `For pushes and cards, ${said.join(', ')}.`
  },
}

const MEANS = {
  AVAILABLE: 'available',
  UNAVAILABLE: 'unavailable',
  MISSING: 'not part of the account',
} as const
