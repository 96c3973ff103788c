import type { JSONSchema } from 'json-schema-to-ts'
import { formatDuration } from '../../lib/duration.js'
import { duration, milliseconds, type Part } from './part.js'

const tokenLifetimeSchema = {
  ...duration,
  description: "How long tokens live, by the merchant's clock: whole seconds. An hour, when left out.",
} as const satisfies JSONSchema

/** Null leaves tokens their usual life. */
export const tokenLifetime: Part<string, number | null> = {
  schema: tokenLifetimeSchema,
  check(written) {
    const ms = milliseconds(written)
    if (ms >= 1000 && ms % 1000 === 0) return []
    return [{ path: [], message: `found ${written}; a token counts in whole seconds, 1s or more` }]
  },
  compile: (written) => (written === undefined ? null : milliseconds(written)),
  explain: (ms) => (ms === null ? '' : `Tokens live only ${formatDuration(ms)}.`),
}
