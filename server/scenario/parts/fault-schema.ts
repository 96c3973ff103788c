import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { ENDPOINTS } from '../fault.js'
import { NAMED_REFUSALS } from './named-refusals.js'
import { duration } from './part.js'

/** Ways in which a connection fails a call. */
export const CONNECTION_FAULTS = ['hangs', 'reset', 'cut-off'] as const

export const faultSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    endpoint: { enum: [...ENDPOINTS], description: 'Every endpoint, when left out.' },
    after: { type: 'integer', minimum: 1, description: 'So many calls go through first.' },
    times: { type: 'integer', minimum: 1, description: 'For so many calls; for good, when left out.' },
    status: {
      type: 'integer',
      minimum: 200,
      maximum: 599,
      description: 'Answers with this status and an error in the shape of ClickPesa, or with `body`.',
    },
    message: { type: 'string', maxLength: 500, description: "The error's text." },
    body: {
      type: 'string',
      maxLength: 20_000,
      description: 'Answers with these very bytes instead of an error in the shape of ClickPesa.',
    },
    contentType: { type: 'string', minLength: 1, maxLength: 100, description: 'What `body` claims to be.' },
    headers: {
      type: 'object',
      maxProperties: 20,
      additionalProperties: { type: 'string', maxLength: 1000 },
      description: 'Headers beside the usual ones. 429 comes with Retry-After: 60 unless it is given here.',
    },
    refuse: {
      enum: Object.keys(NAMED_REFUSALS) as (keyof typeof NAMED_REFUSALS)[],
      description: 'Refuses the call as ClickPesa refuses it when a rule of its own is broken.',
    },
    connection: {
      enum: [...CONNECTION_FAULTS],
      description:
        'hangs: no answer ever comes. reset: the connection is reset before the first byte. cut-off: it is closed half way through the right answer.',
    },
    delay: {
      ...duration,
      description: 'The answer, or what takes its place, comes so much later, in real time.',
    },
    workDone: {
      type: 'boolean',
      description: 'True lets the call do its work first: only its answer goes wrong.',
    },
  },
} as const satisfies JSONSchema

/** A fault as it is written. */
export type WrittenFault = FromSchema<typeof faultSchema>
