import type { JsonObject, JsonValue } from '../../domain/checksum.js'
import type { Dialect } from '../../domain/dialect.js'
import type { RequestFinding } from '../../domain/journal.js'
import type { Application } from '../../domain/merchant.js'
import type { FindingRules } from '../call.js'
import { finding, joined, MAX_FINDINGS } from './catalogue.js'
import { unknownFields } from './unknown-fields.js'

/** What can be odd about any body that carries a checksum. */

const CHECKSUM_FIELDS = ['checksum', 'checksumMethod']

/** The findings about a body with an `amount`, whose fields have nothing inside them. `hints` as in {@link unknownFields}. */
export function flatBodyFindings(
  fields: readonly string[],
  hints: Readonly<Record<string, string>>,
): FindingRules['body'] {
  return (body, dialect, application) =>
    joined([
      numbersForText(dialect, [{ field: 'amount', value: body.amount }]),
      emptyFields(body, fields, application),
      unqueryable(body.orderReference),
      checksumFindings(body, dialect, application),
      unknownFields([{ object: body, place: '', fields }], dialect, hints),
    ])
}

/** Amounts that are JSON numbers. */
export function numbersForText(
  { totalPriceType }: Dialect,
  amounts: readonly { readonly field: string; readonly value: JsonValue | undefined }[],
): RequestFinding[] {
  if (totalPriceType === 'stringOnly') return []
  return amounts
    .filter(({ value }) => typeof value === 'number')
    .slice(0, MAX_FINDINGS)
    .map(({ field }) => finding('number-for-text', field))
}

/** Fields that are there and say nothing; `place` is where the object stands in the body. */
export function emptyFields(
  body: JsonObject,
  fields: readonly string[],
  application: Application | null,
  place = '',
): RequestFinding[] {
  if (!Object.values(body).some(isEmpty)) return []
  const judgedElsewhere = application?.checksumEnabled === false ? CHECKSUM_FIELDS : []
  return fields
    .filter((field) => !judgedElsewhere.includes(field) && isEmpty(body[field]))
    .map((field) => finding('empty-field', `${place}${field}`))
}

/** Whether a field says nothing. */
export function isEmpty(value: JsonValue | undefined): boolean {
  return value === '' || value === null || (Array.isArray(value) && value.length === 0)
}

/** A reference whose order could not be queried. */
export function unqueryable(reference: JsonValue | undefined, field = 'orderReference'): RequestFinding[] {
  return reference === 'all' ? [finding('reference-all', field)] : []
}

/** What is odd about how a body is signed. */
export function checksumFindings(
  body: JsonObject,
  dialect: Dialect,
  application: Application | null,
): RequestFinding[] {
  if (application?.checksumEnabled === false) {
    return dialect.checksumWhileDisabled === 'ignore'
      ? CHECKSUM_FIELDS.filter((field) => body[field] !== undefined).map((field) =>
          finding('checksum-while-off', field),
        )
      : []
  }
  return body.checksumMethod === 'legacy' ? [finding('legacy-checksum', 'checksumMethod')] : []
}
