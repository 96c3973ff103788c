import type { JSONSchema } from 'json-schema-to-ts'
import { MAX_DURATION_MS } from '../../lib/duration.js'
import type { SchemaOf } from '../../schema/validator.js'

/** What may be left out of a row. */
type Optional<Row> = { [K in keyof Row]-?: object extends Pick<Row, K> ? K : never }[keyof Row] & string

/**
 * A row by the names of all its columns, so that a column that is added to a table does not compile until
 * it is described here.
 */
export function row<Row>(
  properties: { readonly [K in keyof Row]-?: JSONSchema },
  optional: readonly Optional<Row>[] = [],
): SchemaOf<Row> {
  const required = Object.keys(properties).filter((name) => !optional.some((other) => other === name))
  return { type: 'object', additionalProperties: false, properties, required }
}

export const text = { type: 'string' } as const
export const yesOrNo = { type: 'boolean' } as const
export const number = { type: 'number' } as const
/** Numbers that are counted with lose nothing. */
const maximum = Number.MAX_SAFE_INTEGER
export const integer = { type: 'integer', minimum: -maximum, maximum } as const
export const count = { type: 'integer', minimum: 0, maximum } as const
/** Within what a JavaScript date can be. */
export const instant = { type: 'integer', minimum: -8.64e15, maximum: 8.64e15 } as const
/** A length of time, as long as people may write one. */
export const milliseconds = { type: 'integer', minimum: 0, maximum: MAX_DURATION_MS } as const
export const anything = { type: 'object' } as const
export const texts = { type: 'object', additionalProperties: text } as const

export function listOf(items: JSONSchema): JSONSchema {
  return { type: 'array', items }
}

export function orNull<const Type extends string>(schema: { readonly type: Type }) {
  return { ...schema, type: [schema.type, 'null'] } as const
}
