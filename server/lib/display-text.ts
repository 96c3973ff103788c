/** A text as a page may show it, and what was done to it on the way. */
export interface DisplayText {
  readonly text: string
  readonly note: string | null
}

/** At most this many characters of a text are shown on a page. */
const MAX_CHARACTERS = 16_384

/** At most this many bytes of what is not text are shown on a page. */
const MAX_BYTES = 512

/** Bytes that no text has: control characters, and what could not be read as UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/

/** Text from somebody else: cut where it is long, as hexadecimal digits where it is not text. */
export function displayText(text: string): DisplayText {
  if (NO_TEXT.test(text)) {
    const bytes = Buffer.from(text.slice(0, MAX_BYTES), 'utf8').subarray(0, MAX_BYTES)
    const rows = [...Array(Math.ceil(bytes.length / 16)).keys()].map((row) =>
      bytes
        .subarray(row * 16, row * 16 + 16)
        .toString('hex')
        .replaceAll(/..(?=.)/g, '$& '),
    )
    return {
      text: rows.join('\n'),
      note: 'This is not plain text, so its first bytes are shown as hexadecimal digits.',
    }
  }
  if (text.length <= MAX_CHARACTERS) return { text, note: null }
  return {
    text: text.slice(0, MAX_CHARACTERS),
    note: `The first ${MAX_CHARACTERS} of ${text.length} characters.`,
  }
}

/** JSON with a line for each value; null for what is not an object or list, and for what would not be easier to read. */
export function indented(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const lines = JSON.stringify(value, null, 2)
    return lines === text || !lines.includes('\n') ? null : lines
  } catch {
    return null
  }
}
