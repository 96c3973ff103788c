import { createHash } from 'node:crypto'
import { hmacHex } from '../domain/checksum.js'
import type { ChecksumQuestion } from './question.js'
import type { Mistake } from './slip.js'

/** One way to make 64 hex digits of a text; the right one is not a mistake. */
export interface Signature {
  readonly hex: (text: string) => string
  readonly mistake?: Mistake
}

/** An application with more keys than this has most of them from tests. */
const MAX_OTHER_KEYS = 25

/** The right way to sign, and the wrong ones: with another key, or with the right one wrongly used. */
export function signaturesOf({ checksumKey, otherKeys = [] }: ChecksumQuestion): {
  readonly right: readonly Signature[]
  readonly wrong: readonly Signature[]
} {
  const wrongKeys = otherKeys
    .filter(({ value }) => value !== '' && value !== checksumKey)
    .slice(0, MAX_OTHER_KEYS)
    .map(({ name, value }) => ({
      hex: (text: string) => hmacHex(text, value),
      mistake: {
        code: 'other-key',
        did: `It was keyed with ${name}.`,
        instead: "Key it with the application's checksum key.",
      },
    }))
  const wrongUses = [
    misuse('plain-sha256', 'It is a plain SHA-256, without the checksum key.', sha256),
    misuse(
      'plain-sha256-key-appended',
      'It is a plain SHA-256 of the text with the checksum key behind it.',
      (text) => sha256(text + checksumKey),
    ),
    misuse(
      'plain-sha256-key-prepended',
      'It is a plain SHA-256 of the text with the checksum key before it.',
      (text) => sha256(checksumKey + text),
    ),
    misuse(
      'key-and-text-swapped',
      'The text was used as the key and the checksum key as the message.',
      (text) => hmacHex(checksumKey, text),
    ),
  ]
  return { right: [{ hex: (text) => hmacHex(text, checksumKey) }], wrong: [...wrongKeys, ...wrongUses] }
}

/** The SHA-256 digest that a checksum stands for, and the mistake if it is not written in lower-case hex. */
export function digestIn(checksum: string): { readonly hex: string; readonly mistake?: Mistake } | null {
  const instead = 'Write the checksum as 64 lower-case hex digits.'
  if (/^[0-9a-f]{64}$/.test(checksum)) return { hex: checksum }
  if (/^[0-9a-f]{64}$/i.test(checksum)) {
    return {
      hex: checksum.toLowerCase(),
      mistake: { code: 'upper-case-hex', did: 'The checksum has upper-case letters.', instead },
    }
  }
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(checksum)) {
    return {
      hex: Buffer.from(checksum, 'base64').toString('hex'),
      mistake: { code: 'base64-digest', did: 'The checksum is written in base64.', instead },
    }
  }
  return null
}

function misuse(code: string, did: string, hex: Signature['hex']): Signature {
  const instead = 'Use HMAC-SHA256 with the checksum key as the key and the text as the message.'
  return { hex, mistake: { code, did, instead } }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
