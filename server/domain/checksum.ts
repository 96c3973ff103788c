import { createHmac, timingSafeEqual } from 'node:crypto'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** The two normal forms of a body: `canonical` is today's default, `legacy` was the only one before 2026. */
export const CHECKSUM_METHODS = ['canonical', 'legacy'] as const

export type ChecksumMethod = (typeof CHECKSUM_METHODS)[number]

/**
 * The text hashed by the canonical method: compact JSON with the keys of every object sorted.
 *
 * Arrays keep their order, slashes and accents are not escaped, and the top-level `checksum` and
 * `checksumMethod` are left out. Keys that look like array indices come first, in number order,
 * as they do in any JavaScript object.
 * @see ClickPesa docs, home/checksum
 */
export function canonicalForm(body: JsonObject): string {
  return objectText(body, true)
}

/**
 * The text hashed by the legacy method: top-level values in the order of their sorted keys, joined by nothing.
 *
 * A nested object is `[object Object]` and an array its elements joined by commas, so changes inside
 * objects go unnoticed. The top-level `checksum` and `checksumMethod` are left out.
 * @see ClickPesa docs, home/checksum, as published before January 2026
 */
export function legacyForm(body: JsonObject): string {
  let text = ''
  for (const key of Object.keys(body).sort()) {
    if (!isChecksumField(key)) text += coerced(body[key])
  }
  return text
}

/** The checksum of a body: 64 lower-case hex digits. */
export function checksumOf(body: JsonObject, key: string, method: ChecksumMethod): string {
  return hmacHex(method === 'legacy' ? legacyForm(body) : canonicalForm(body), key)
}

/** HMAC-SHA256 over the UTF-8 bytes of a text, as lower-case hex. */
export function hmacHex(text: string, key: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex')
}

/** Whether two checksums are the same, letter case included, in a time that tells nothing about where they differ. */
export function sameChecksum(given: string, expected: string): boolean {
  const left = Buffer.from(given, 'utf8')
  const right = Buffer.from(expected, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}

/** JSON text as PHP and Python write it unless told otherwise: every non-ASCII character as `\uXXXX`. */
export function escapeNonAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The checksum of a body by the canonical method, with every non-ASCII character hashed as `\uXXXX`. */
export function escapedChecksumOf(body: JsonObject, key: string): string {
  return hmacHex(escapeNonAscii(canonicalForm(body)), key)
}

/** A text as JSON writes it. */
export function quoted(text: string): string {
  return NEEDS_NO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text)
}

/** The keys of an object in the order of the canonical method. */
export function sortedKeys(object: JsonObject): string[] {
  // Object.keys already lists index-like keys first and in number order; only the rest needs sorting.
  const keys = Object.keys(object)
  let indices = 0
  while (indices < keys.length && isArrayIndex(keys[indices])) indices++
  return indices === 0 ? keys.sort() : [...keys.slice(0, indices), ...keys.slice(indices).sort()]
}

export function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const STARTS_WITH_DIGIT = /^\d/

/** Texts that JSON writes as they are: no quote, no backslash, no control character, no half of a pair. */
const NEEDS_NO_ESCAPE = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/

function isChecksumField(key: string): boolean {
  return key === 'checksum' || key === 'checksumMethod'
}

function valueText(value: JsonValue): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (!isArray(value)) return objectText(value, false)
  let text = '['
  for (let index = 0; index < value.length; index++) {
    text += `${index === 0 ? '' : ','}${valueText(value[index] ?? null)}`
  }
  return `${text}]`
}

function objectText(object: JsonObject, isBody: boolean): string {
  let text = '{'
  for (const key of sortedKeys(object)) {
    const value = object[key]
    if (value === undefined || (isBody && isChecksumField(key))) continue
    text += `${text === '{' ? '' : ','}${quoted(key)}:${valueText(value)}`
  }
  return `${text}}`
}

function isArrayIndex(key = ''): boolean {
  return STARTS_WITH_DIGIT.test(key) && Number(key) < 2 ** 32 - 1 && String(Math.trunc(Number(key))) === key
}

/** What JavaScript makes of a value in `join('')`; parsed objects may carry a key `toString`, so none is called. */
function coerced(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (isArray(value)) return value.map(coerced).join(',')
  return typeof value === 'object' ? '[object Object]' : String(value)
}
