import type { JSONSchema } from 'json-schema-to-ts'
import { parseAmount } from '../../domain/money.js'
import { parseDuration } from '../../lib/duration.js'
import type { Issue } from '../../schema/issue.js'

/**
 * One part that scenarios are written in, with four faces: its schema says what may be
 * written, `check` finds what the schema cannot, `compile` fills in the defaults, and `explain` reads the
 * compiled part back in English.
 *
 * `Written` is the schema's type. Each part derives its own and the whole is put together from them:
 * deriving it from the whole schema takes the compiler a quarter of a minute.
 */
export interface Part<Written, Compiled> {
  readonly schema: JSONSchema
  readonly check?: (written: Written) => Issue[]
  readonly compile: (written: Written | undefined) => Compiled
  readonly explain: (compiled: Compiled) => string
}

export const duration = { type: 'string', format: 'duration' } as const satisfies JSONSchema
/** Money as it stands in a request, in the currency of the order. */
export const amount = { type: 'string', format: 'amount' } as const satisfies JSONSchema

/** The schema of an object with these keys and no others. */
export interface ClosedObject {
  readonly type: 'object'
  readonly additionalProperties: false
  readonly description: string
  readonly required?: readonly string[]
  readonly properties: Readonly<Record<string, JSONSchema>>
}
export function closed(
  properties: Readonly<Record<string, JSONSchema>>,
  description: string,
  required: readonly string[] = [],
): ClosedObject {
  return {
    type: 'object',
    additionalProperties: false,
    description,
    ...(required.length > 0 ? { required } : {}),
    properties,
  }
}

/** The length of a duration that has passed the schema. */
export function milliseconds(text: string): number {
  return passed(parseDuration(text), text, 'duration')
}

/** Minor units of an amount that has passed the schema. */
export function minorUnits(text: string): number {
  return passed(parseAmount(text), text, 'amount')
}

function passed(value: number | null, text: string, what: string): number {
  if (value === null) throw new TypeError(`"${text}" passed the schema but is not a ${what}`)
  return value
}
