import type { JsonObject } from '../../domain/checksum.js'
import type { RequestFinding } from '../../domain/journal.js'
import { nearest } from '../../lib/nearest.js'
import { finding, MAX_FINDINGS } from './catalogue.js'

/** What the docs know of a body. */
export interface KnownNames {
  readonly fields: readonly string[]
  /** Fields of the elements of `orderItems`, where there are such. */
  readonly itemFields?: readonly string[]
  /** Fields that integrators send, and what would be right. */
  readonly hints: Readonly<Record<string, string>>
}

/** The fields of a body and of its items that the docs do not know. */
export function unknownFields(body: JsonObject, { fields, itemFields, hints }: KnownNames): RequestFinding[] {
  const items = itemFields && Array.isArray(body.orderItems) ? body.orderItems : []
  const unknown = [
    ...unknownIn(body, fields, ''),
    ...items.flatMap((item, i) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? unknownIn(item as JsonObject, itemFields ?? [], `orderItems.${i}.`)
        : [],
    ),
  ]
  // Looking for the name that was meant takes time, and a body has room for thousands of fields.
  return unknown
    .slice(0, MAX_FINDINGS)
    .map(({ place, field, known }) =>
      finding('unknown-field', `${place}${field}`, insteadOf(field, known, hints)),
    )
}

function unknownIn(object: JsonObject, known: readonly string[], place: string) {
  return Object.keys(object)
    .filter((field) => !known.includes(field))
    .map((field) => ({ place, field, known }))
}

function insteadOf(field: string, known: readonly string[], hints: KnownNames['hints']): string {
  const hint = Object.hasOwn(hints, field) ? hints[field] : undefined
  if (hint) return `: ${hint}`
  const guess = nearest(field, known)
  return guess ? `; did you mean ${guess}?` : ''
}
