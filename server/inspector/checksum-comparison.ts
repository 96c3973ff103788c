import { firstDifference } from '../checksum-diagnosis/first-difference.js'
import type { NamedKey } from '../checksum-diagnosis/question.js'
import {
  type ChecksumMethod,
  canonicalForm,
  hmacHex,
  isObject,
  type JsonObject,
  legacyForm,
} from '../domain/checksum.js'
import type { RequestEntry } from '../domain/journal.js'
import { printable } from '../lib/printable.js'

/** What was to be hashed of a call whose checksum was refused, and how the caller's own text differs. */
export interface ChecksumComparison {
  /** The text that is to be hashed. */
  readonly hashed: string
  /** The caller's own text, once it was given, and what is to be said about it. */
  readonly own: { readonly text: string; readonly conclusions: readonly string[] } | null
}

/** Compares, where there is something to compare: null for a call whose checksum was not refused. */
export function compareTexts(
  { body, refusal }: Pick<RequestEntry, 'body' | 'refusal'>,
  defaultMethod: ChecksumMethod,
  secrets: readonly NamedKey[],
  ownText?: string,
): ChecksumComparison | null {
  if (refusal?.code !== 'INVALID_CHECKSUM') return null
  const payload = objectIn(body)
  if (!payload) return null
  const { checksum, checksumMethod = defaultMethod } = payload
  const hashed = checksumMethod === 'legacy' ? legacyForm(payload) : canonicalForm(payload)
  if (ownText === undefined) return { hashed, own: null }
  return {
    hashed,
    own: { text: ownText, conclusions: conclusionsOn(ownText, hashed, String(checksum), secrets) },
  }
}

function conclusionsOn(
  own: string,
  hashed: string,
  checksum: string,
  secrets: readonly NamedKey[],
): string[] {
  const difference = firstDifference(hashed, own)
  const key = secrets.find(({ value }) => hmacHex(own, value) === checksum.toLowerCase())
  return [
    difference
      ? `Your text differs at character ${difference.at}: ${shown(difference.found)} should be ${shown(difference.wanted)}.`
      : 'Your text is the one to hash.',
    key
      ? `With ${key.name} it gives the checksum that was sent.`
      : 'With no secret of this merchant does it give the checksum that was sent: the program hashed another text, or used another key.',
  ]
}

function shown(text: string): string {
  return text === '' ? 'the end' : `“${printable(text)}”`
}

function objectIn(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
