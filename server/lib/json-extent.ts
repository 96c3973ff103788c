const [COMMA, OPENS_OBJECT, OPENS_LIST, CLOSES_OBJECT, CLOSES_LIST, QUOTE, BACKSLASH] = [
  ',',
  '{',
  '[',
  '}',
  ']',
  '"',
  '\\',
].map((mark) => mark.charCodeAt(0))

/**
 * What a JSON text has too much of, as what is said of it, such as `holds more than 10 values`; null where it keeps within
 * the bounds. The text is looked at and not read, which takes less time than reading it.
 */
export function excessOf(
  text: string,
  most: { readonly values: number; readonly levels: number },
): string | null {
  // Each value takes a mark and a character at least, each level two marks.
  if (text.length < 2 * Math.min(most.values, most.levels)) return null
  let values = 0
  let levels = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at)
    if (mark === QUOTE) isInString = !isInString
    else if (isInString) at += mark === BACKSLASH ? 1 : 0
    else if (mark === COMMA) values++
    else if (mark === OPENS_OBJECT || mark === OPENS_LIST) {
      values++
      levels++
    } else if (mark === CLOSES_OBJECT || mark === CLOSES_LIST) levels--
    if (values > most.values) return `holds more than ${most.values.toLocaleString('en-GB')} values`
    if (levels > most.levels) return `is nested more than ${most.levels} levels deep`
  }
  return null
}
