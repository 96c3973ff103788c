import { type ChecksumMethod, canonicalForm, hmacHex, legacyForm, sameChecksum } from '../domain/checksum.js'
import { digestIn } from './digest.js'
import type { ChecksumQuestion } from './question.js'
import { type Effort, search } from './search.js'
import { signaturesOf } from './signing.js'

export interface ChecksumDiagnosis {
  readonly matches: boolean
  /** What went wrong, as kebab-case words joined by `-and-`; `unrecognised` if no known mistake fits; null on a match. */
  readonly mistake: string | null
  /** Sentences for people: what was done, and what to do instead. */
  readonly explanation: string
  /** The right checksum, by the method in force. */
  readonly expected: string
  /** The text that is to be hashed, by the method in force. */
  readonly hashed: string
}

/**
 * Says whether a checksum is right and, if not, which known mistakes would give exactly this one.
 *
 * Tries slips of signing, of choosing what to hash, of writing it as text and of type. The work is bounded,
 * whatever the body: fewer than 160 hashes for a quick diagnosis, and 5,000 for a thorough one.
 */
export function diagnoseChecksum(
  question: ChecksumQuestion,
  { effort = 'thorough' }: { readonly effort?: Effort } = {},
): ChecksumDiagnosis {
  const { payload, checksum, checksumKey } = question
  const { checksum: _, checksumMethod, ...body } = payload
  const method = question.method ?? (checksumMethod === 'legacy' ? 'legacy' : 'canonical')
  const hashed = method === 'legacy' ? legacyForm(payload) : canonicalForm(payload)
  const expected = hmacHex(hashed, checksumKey)
  if (sameChecksum(checksum, expected)) {
    return { matches: true, mistake: null, explanation: 'The checksum is right.', expected, hashed }
  }

  const digest = digestIn(checksum)
  const found =
    digest &&
    search(digest.hex, { ...question, method, body, hashed }, effort, signaturesOf(question, digest.hash))
  if (!found) {
    const explanation = unrecognised(checksum, method, effort)
    return { matches: false, mistake: 'unrecognised', explanation, expected, hashed }
  }
  const mistakes = [...found, ...digest.mistakes]
  return {
    matches: false,
    mistake: mistakes.map(({ code }) => code).join('-and-'),
    explanation: [...mistakes.map(({ did }) => did), ...mistakes.map(({ instead }) => instead)].join(' '),
    expected,
    hashed,
  }
}

function unrecognised(checksum: string, method: ChecksumMethod, effort: Effort): string {
  const length = [...checksum].length
  const wrongForm =
    digestIn(checksum)?.hash !== 'sha256'
      ? `A checksum has 64 hex digits, and this has ${length} characters. `
      : ''
  const form =
    method === 'legacy'
      ? 'the top-level values, without keys, joined in the order of their sorted keys'
      : 'compact JSON with the keys of every object sorted'
  const ifTheSame =
    effort === 'quick'
      ? 'The key'
      : 'Compare the text your program hashes with the one shown here, character by character; if they are the ' +
        'same, the key differs: it'
  return (
    `${wrongForm}No ${effort === 'quick' ? 'likely' : 'known'} mistake gives this checksum. Hash the body that is ` +
    `sent, without \`checksum\` and \`checksumMethod\`, as ${form}; use HMAC-SHA256 with the checksum key and ` +
    `write lower-case hex. ${ifTheSame} must be the checksum key of this very application.`
  )
}
