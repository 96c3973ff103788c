import {
  checksumOf,
  escapedChecksumOf,
  hmacHex,
  isObject,
  type JsonObject,
  legacyForm,
  sameChecksum,
} from '../domain/checksum.js'
import type { Delivery } from '../domain/delivery.js'

/** Whether the checksum of a message holds, worked out again from the bytes that were sent. */
export type SignatureCheck =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'verified'; readonly key: string }
  | { readonly kind: 'wrong'; readonly why: string }

/** Checks a delivery as its receiver should: by its text and headers alone. */
export function checkSignature({ body, headers, signed }: Delivery, key: string): SignatureCheck {
  if (!signed) return { kind: 'unsigned' }
  const content = objectIn(body)
  if (!content) return { kind: 'wrong', why: 'the body is not JSON, so the checksum cannot be computed' }
  const { data } = content
  const given = [
    content.checksum,
    headers['x-clickpesa-checksum'],
    isObject(data) ? data.checksum : undefined,
  ]
  const checksum = given.find((text) => typeof text === 'string')
  if (typeof checksum !== 'string') return { kind: 'wrong', why: 'it carries no checksum' }
  if (!/^[0-9a-f]{64}$/.test(checksum)) return { kind: 'wrong', why: 'a checksum is 64 hexadecimal digits' }
  const expected = [checksumOf(content, key, 'canonical'), escapedChecksumOf(content, key)]
  if (isObject(data)) {
    const { checksum: _, ...rest } = data
    expected.push(hmacHex(legacyForm(rest), key))
  }
  return expected.some((right) => sameChecksum(checksum, right))
    ? { kind: 'verified', key: shortKey(key) }
    : { kind: 'wrong', why: `it was not made from this body with the key ${shortKey(key)}` }
}

/** Enough of a key to know which one it is. */
export function shortKey(key: string): string {
  return key.length > 12 ? `${key.slice(0, 6)}…${key.slice(-4)}` : '…'
}

function objectIn(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
