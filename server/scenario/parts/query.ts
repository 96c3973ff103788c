import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { QueryScript } from '../../domain/script.js'
import { formatDuration } from '../../lib/duration.js'
import { duration, milliseconds, type Part } from './part.js'

/** How many queries it takes until one shows what there is. */
export const MAX_POLLS = 1000

const polls = { type: 'integer', minimum: 1, maximum: MAX_POLLS } as const satisfies JSONSchema

const querySchema = {
  type: 'object',
  description: 'How far Query Payment lags behind what happened.',
  additionalProperties: false,
  properties: {
    lag: { ...duration, description: 'Every change shows this much later.' },
    lagPolls: { ...polls, description: 'How many queries after a change still show what was before.' },
    missing: { type: 'boolean', enum: [true], description: 'No query ever lists the payment.' },
    missingPolls: { ...polls, description: 'How many queries do not list the payment yet.' },
  },
} as const satisfies JSONSchema

export type WrittenQuery = FromSchema<typeof querySchema>

export const query: Part<WrittenQuery, QueryScript> = {
  schema: querySchema,
  check: ({ missing, ...rest }) =>
    missing
      ? Object.keys(rest).map((key) => ({
          path: [key],
          message: 'cannot show on a payment that is never listed',
        }))
      : [],
  compile: (written = {}) => ({
    lag: milliseconds(written.lag ?? '0s'),
    lagPolls: written.lagPolls ?? 0,
    missing: written.missing ? null : (written.missingPolls ?? 0),
  }),
  explain({ lag, lagPolls, missing }) {
    if (missing === null) return 'The query never lists the payment.'
    const sentences = [
      missing > 0 ? `The query leaves the payment out ${times(missing)}.` : '',
      lag > 0 ? `The query shows every change ${formatDuration(lag)} late.` : '',
      lagPolls > 0 ? `After a change the query shows the old state ${times(lagPolls)}.` : '',
    ]
    return sentences.filter(Boolean).join(' ')
  },
}

function times(count: number): string {
  return count === 1 ? 'once more' : `${count} times`
}
