/** What could act on the terminal that a command is pasted into, or be lost on the way there. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u

/** Whether a text can stand in a command as it is, between quotes. */
export function isPasteable(text: string): boolean {
  return !UNSAFE.test(text)
}

/** Text as a POSIX shell takes it unchanged. Line breaks at its end are lost where it has control characters too. */
export function quoted(text: string): string {
  if (!isPasteable(text)) return `"$(${printfOf(text)})"`
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A command that prints the text, and has no other characters in it than those of ASCII that can be seen. */
export function printfOf(text: string): string {
  const bytes = [...Buffer.from(text, 'utf8')].map((byte) =>
    /[\w ,.:;/@=+{}[\]()<>"#&?*^|~-]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, '0')}`,
  )
  return `printf '${bytes.join('')}'`
}
