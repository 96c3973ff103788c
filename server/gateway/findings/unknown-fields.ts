import { isObject, type JsonObject, type JsonValue } from '../../domain/checksum.js'
import type { Dialect } from '../../domain/dialect.js'
import type { RequestFinding } from '../../domain/journal.js'
import { nearest } from '../../lib/nearest.js'
import { finding, MAX_FINDINGS } from './catalogue.js'

/** A body, or an item of a list in it, and what the docs know of it. */
export interface BodyPart {
  readonly object: JsonObject
  /** Where it stands in the body, as `orderItems.0.`; empty for the body itself. */
  readonly place: string
  readonly fields: readonly string[]
}

/** The objects in a list of a body, each as a part of it. */
export function itemsOf(
  list: JsonValue | undefined,
  name: string,
  fields: readonly string[],
): readonly BodyPart[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item, i) => (isObject(item) ? [{ object: item, place: `${name}.${i}.`, fields }] : []))
}

/**
 * The fields that the docs do not know, where the dialect ignores them. `hints` says of those that integrators send what would
 * be right.
 */
export function unknownFields(
  parts: readonly BodyPart[],
  { unknownBodyFields }: Dialect,
  hints: Readonly<Record<string, string>>,
): RequestFinding[] {
  if (unknownBodyFields !== 'ignore' || parts.every(isKnown)) return []
  const unknown = parts.flatMap(({ object, place, fields }) =>
    Object.keys(object)
      .filter((field) => !fields.includes(field))
      .map((field) => ({ place, field, known: fields })),
  )
  // Looking for the name that was meant takes time, and a body has room for thousands of fields.
  return unknown
    .slice(0, MAX_FINDINGS)
    .map(({ place, field, known }) =>
      finding('unknown-field', `${place}${field}`, insteadOf(field, known, hints)),
    )
}

function isKnown({ object, fields }: BodyPart): boolean {
  return Object.keys(object).every((field) => fields.includes(field))
}

function insteadOf(field: string, known: readonly string[], hints: Readonly<Record<string, string>>): string {
  const hint = Object.hasOwn(hints, field) ? hints[field] : undefined
  if (hint) return `: ${hint}`
  const guess = nearest(field, known)
  return guess ? `; did you mean ${guess}?` : ''
}
