/**
 * What stands between digits as people write and paste them: spaces, brackets, dashes of every length, and the invisible
 * marks that contacts, chats and PDF files put around a number, such as those that choose how an emoji looks.
 */
const BETWEEN_DIGITS = /[\s()\p{Pd}\u2212\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** A number as a person types or pastes it, without what stands between its digits, and in plain digits. */
export function digitsAsTyped(text: string): string {
  return text.normalize('NFKC').replace(BETWEEN_DIGITS, '')
}
