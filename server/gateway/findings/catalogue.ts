import { assumed, documented, observed, SOURCE, secondhand } from '../../../contracts/schemas/evidence.js'
import type { RequestFinding } from '../../domain/journal.js'

/**
 * Everything that a strict reader of ClickPesa's docs would object to and that the sandbox takes
 * nevertheless, once. An `error` is against the docs, or cannot work; a strict merchant refuses it. A `warning` is
 * a habit of working clients that the docs neither show nor forbid. `says` is for people; `validationMessage` is how a
 * strict gateway would word an error, in the style of the validation library behind its one published error body.
 * `{field}` and `{instead}` are filled in.
 */
export const FINDINGS = {
  'number-for-text': {
    severity: 'error',
    says: '{field} is a number; the docs say text, such as "12500"',
    validationMessage: '{field} must be a string',
    ...documented(SOURCE.link),
  },
  'empty-field': {
    severity: 'warning',
    says: '{field} is empty or null; it counts as absent here, and is part of the checksum: leave it out',
    ...assumed(
      'the docs only say that the field is optional; an integrator sends empty ones and claims success',
    ),
  },
  'unknown-field': {
    severity: 'error',
    says: '{field} is not a field of this call and is ignored{instead}',
    validationMessage: 'property {field} should not exist',
    ...documented(SOURCE.link),
  },
  'total-and-items': {
    severity: 'error',
    says: '{field} is sent with orderItems; the docs allow one of the two, and totalPrice is charged',
    validationMessage: '{field} should not be sent together with orderItems',
    ...documented(SOURCE.link),
  },
  'phone-form': {
    severity: 'error',
    says: '{field} should be country code and number, digits only, such as 255712000111',
    validationMessage: '{field} must start with country code and without the plus sign',
    ...documented(SOURCE.link),
  },
  'long-reference': {
    severity: 'warning',
    says: '{field} has more than 20 characters; the docs forbid that for USSD pushes and name no limit for links',
    ...secondhand(`an integrator believes that links are limited too; ${SOURCE.changelog} limits pushes`),
  },
  'reference-all': {
    severity: 'error',
    says: '{field} is "all": GET /payments/all is the list of payments, so this order cannot be queried',
    validationMessage: '{field} must not be equal to all',
    ...assumed('both paths are the same; the docs do not say which one is used'),
  },
  'callback-not-https': {
    severity: 'error',
    says: '{field} is plain http to another machine; the live gateway is said to require https',
    validationMessage: '{field} must be an https URL address',
    ...secondhand('integrators say so, without a log'),
  },
  'callback-is-page': {
    severity: 'warning',
    says: '{field} looks like a page for people, but it is called with a POST; the browser goes to the Return URL of the application',
    ...observed('integrators give their thank-you page here, and that page only allows GET'),
  },
  'checksum-while-off': {
    severity: 'error',
    says: '{field} is sent, but the checksum of the application is switched off, so it is not checked',
    validationMessage: 'property {field} should not exist',
    ...documented(SOURCE.checksum),
  },
  'legacy-checksum': {
    severity: 'error',
    says: '{field} chooses the method used before January 2026; canonical is the default, and covers nested values too',
    validationMessage: '{field} should be canonical',
    ...documented(SOURCE.changelog),
  },
  'body-on-token': {
    severity: 'error',
    says: '{field} is not empty; a token is requested with headers only',
    validationMessage: '{field} should be empty',
    ...documented(SOURCE.token),
  },
  'body-on-get': {
    severity: 'error',
    says: '{field} came with a GET and is ignored',
    validationMessage: '{field} should be empty',
    ...documented(SOURCE.query),
  },
  'empty-body-on-get': {
    severity: 'warning',
    says: '{field} came with a GET, is ignored, and is at most an empty object or list',
    ...assumed('some HTTP clients send {} with every call; the docs do not speak of it'),
  },
  'list-for-object': {
    severity: 'warning',
    says: '{field} is an empty list and counts as an empty object: PHP writes an empty array like this by default',
    ...observed('published clients send it; it is unknown whether the live gateway accepts it on this call'),
  },
  'content-type': {
    severity: 'error',
    says: '{field} should be application/json in UTF-8',
    validationMessage: '{field} must be application/json',
    ...documented(SOURCE.link),
  },
  'authorization-altered': {
    severity: 'error',
    says: '{field} is not the token as generate-token gave it: {instead}',
    validationMessage: '{field} must be Bearer, one space and the token',
    ...documented(SOURCE.token),
  },
  'unknown-parameter': {
    severity: 'error',
    says: '{field} is not a parameter of this call and is ignored{instead}',
    validationMessage: 'property {field} should not exist',
    ...documented(SOURCE.allPayments),
  },
  'trailing-slash': {
    severity: 'error',
    says: '{field} ends with a slash; the docs never do that',
    validationMessage: '{field} must not end with a slash',
    ...assumed(
      'for the sandbox both forms are one route; it is unknown whether they are for the live gateway',
    ),
  },
} as const

export type FindingCode = keyof typeof FINDINGS

/** At most this many findings of a request are reported. */
export const MAX_FINDINGS = 50

const NONE: readonly RequestFinding[] = []

/** Findings one behind the other, at most {@link MAX_FINDINGS}. Nearly all requests have none, so none are copied. */
export function joined(parts: readonly (readonly RequestFinding[])[]): readonly RequestFinding[] {
  const found = parts.filter(({ length }) => length > 0)
  if (found.length === 0) return NONE
  return found.flat().slice(0, MAX_FINDINGS)
}

/** Field names come from callers, and may be of any length. */
const MAX_FIELD_LENGTH = 80

/** One finding about one field. `instead` says what would be right, where the catalogue leaves room for it. */
export function finding(code: FindingCode, field: string, instead = ''): RequestFinding {
  const { severity, says, 'x-source': source, 'x-evidence': grade } = FINDINGS[code]
  const shown = shortened(field)
  return { code, severity, field: shown, text: filled(says, shown, instead), source, grade }
}

/** The errors among findings, as the validation messages of a strict gateway. */
export function validationMessagesOf(findings: readonly RequestFinding[]): string[] {
  return findings.flatMap(({ code, field }) => {
    const known = FINDINGS[code as FindingCode]
    return known.severity === 'error' ? [filled(known.validationMessage, field, '')] : []
  })
}

function shortened(field: string): string {
  return field.length > MAX_FIELD_LENGTH ? `${field.slice(0, MAX_FIELD_LENGTH - 1)}…` : field
}

function filled(sentence: string, field: string, instead: string): string {
  // A function, so that a `$` in a name means itself.
  return sentence.replace('{field}', () => field).replace('{instead}', () => instead)
}
