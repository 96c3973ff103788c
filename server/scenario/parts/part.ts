import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { parseDuration } from '../../domain/duration.js'
import type { Finding } from '../../schema-check.js'

/**
 * One part that scenarios are written in, with four faces: its schema says what may be
 * written, `check` finds what the schema cannot, `compile` fills in the defaults, and `explain` reads the
 * compiled part back in English.
 */
export interface Part<Schema extends JSONSchema, Compiled> {
  readonly schema: Schema
  readonly check?: (written: FromSchema<Schema>) => Finding[]
  readonly compile: (written: FromSchema<Schema> | undefined) => Compiled
  readonly explain: (compiled: Compiled) => string
}

export const duration = { type: 'string', format: 'duration' } as const satisfies JSONSchema

/** The length of a duration that has passed the schema. */
export function milliseconds(text: string): number {
  const ms = parseDuration(text)
  if (ms === null) throw new TypeError(`"${text}" passed the schema but is no duration`)
  return ms
}
