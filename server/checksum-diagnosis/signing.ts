import { createHash, createHmac } from 'node:crypto'
import { type Hash, nameOf } from './digest.js'
import type { ChecksumQuestion } from './question.js'
import type { Mistake } from './slip.js'

/** One way to make hex digits of a text; the right one is not a mistake. */
export interface Signature {
  readonly hex: (text: string) => string
  readonly mistake?: Mistake
  /** Whether it is too unlikely to be tried with a text that is wrong too. */
  readonly alone?: boolean
}

/** An application with more keys than this has most of them from tests. */
const MAX_OTHER_KEYS = 25

/**
 * The right way to sign, and the wrong ones: with another key, with the right one wrongly used or mistreated on its way here, or
 * of a text in other bytes. All are by the hash that the checksum is long enough for.
 */
export function signaturesOf(
  { checksumKey, otherKeys = [] }: ChecksumQuestion,
  hash: Hash = 'sha256',
): {
  readonly right: readonly Signature[]
  readonly wrong: readonly Signature[]
} {
  const keyed = (text: string | Buffer, key: string | Buffer) =>
    createHmac(hash, key).update(text).digest('hex')
  const plain = (text: string) => createHash(hash).update(text, 'utf8').digest('hex')
  const name = nameOf(hash)
  const wrongKeys = otherKeys
    .filter(({ value }) => value !== '' && value !== checksumKey)
    .slice(0, MAX_OTHER_KEYS)
    .map(({ name, value }) => ({
      hex: (text: string) => keyed(text, value),
      mistake: {
        code: 'other-key',
        did: `It was keyed with ${name}.`,
        instead: "Key it with the application's checksum key.",
      },
    }))
  const wrongUses = [
    misuse(`plain-${hash}`, `It is a plain ${name}, without the checksum key.`, plain),
    misuse(
      `plain-${hash}-key-appended`,
      `It is a plain ${name} of the text with the checksum key behind it.`,
      (text) => plain(text + checksumKey),
    ),
    misuse(
      `plain-${hash}-key-prepended`,
      `It is a plain ${name} of the text with the checksum key before it.`,
      (text) => plain(checksumKey + text),
    ),
    misuse(
      'key-and-text-swapped',
      'The text was used as the key and the checksum key as the message.',
      (text) => keyed(checksumKey, text),
    ),
  ]
  const mistreatedKeys = mistreated(checksumKey).map(({ key, ...mistake }) => ({
    hex: (text: string) => keyed(text, key),
    mistake,
  }))
  const otherBytes = OTHER_BYTES.map(({ bytes, ...mistake }) => ({
    hex: (text: string) => keyed(bytes(text), checksumKey),
    mistake,
    alone: true,
  }))
  return {
    right: [{ hex: (text) => keyed(text, checksumKey) }],
    wrong: [...wrongKeys, ...wrongUses, ...mistreatedKeys, ...otherBytes],
  }
}

function misuse(code: string, did: string, hex: Signature['hex']): Signature {
  const instead = 'Use HMAC-SHA256 with the checksum key as the key and the text as the message.'
  return { hex, mistake: { code, did, instead } }
}

/** What becomes of a key in files of variables, in shells and in well-meant code. */
function mistreated(key: string): readonly (Mistake & { readonly key: string | Buffer })[] {
  const quoted = {
    code: 'key-in-quotation-marks',
    did: 'The checksum key was used with quotation marks around it.',
    instead: 'Take them off: `docker run --env-file` and some readers of .env files leave them.',
  }
  const spaced = {
    code: 'space-around-key',
    did: 'The checksum key was used with a space or a line break around it.',
    instead: 'Trim the key when it is read.',
  }
  const asItIs = 'Use the characters of the checksum key as they are.'
  const encoded = {
    code: 'key-in-base64',
    did: 'The checksum key was written in base64 before it was used.',
    instead: asItIs,
  }
  const decoded = {
    code: 'key-decoded-from-base64',
    did: 'The checksum key was taken for base64 and decoded.',
    instead: asItIs,
  }
  return [
    { ...quoted, key: `"${key}"` },
    { ...quoted, key: `'${key}'` },
    { ...spaced, key: `${key}\n` },
    { ...spaced, key: `${key}\r\n` },
    { ...spaced, key: `${key} ` },
    { ...spaced, key: ` ${key}` },
    { ...encoded, key: Buffer.from(key).toString('base64') },
    { ...decoded, key: Buffer.from(key, 'base64') },
  ]
}

/** Bytes that are not those of UTF-8. */
const OTHER_BYTES: readonly (Mistake & { readonly bytes: (text: string) => Buffer })[] = [
  {
    code: 'text-in-latin-1',
    did: 'The text was turned into bytes as Latin-1.',
    instead: 'Hash its UTF-8 bytes.',
    bytes: (text) => Buffer.from(text, 'latin1'),
  },
  {
    code: 'text-in-utf-16',
    did: 'The text was turned into bytes as UTF-16.',
    instead: 'Hash its UTF-8 bytes (in .NET: Encoding.UTF8, not Encoding.Unicode).',
    bytes: (text) => Buffer.from(text, 'utf16le'),
  },
  {
    code: 'byte-order-mark',
    did: 'There was a byte order mark before the text.',
    instead: 'Hash the text alone (in .NET: new UTF8Encoding(false)).',
    bytes: (text) => Buffer.from(`\ufeff${text}`),
  },
]
