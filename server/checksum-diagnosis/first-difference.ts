/** Where two texts begin to differ, and what stands there. */
export interface Difference {
  /** Counted in characters from 1. */
  readonly at: number
  /** What stands there and shortly after; empty at the end of the text. */
  readonly wanted: string
  readonly found: string
}

/** At most this many characters are shown of what stands there. */
const SHOWN = 24

/** The first place at which a text is not as it is wanted; null where both are the same. */
export function firstDifference(wanted: string, found: string): Difference | null {
  if (wanted === found) return null
  const [left, right] = [[...wanted], [...found]]
  let index = 0
  while (index < left.length && left[index] === right[index]) index++
  const from = (text: readonly string[]) => text.slice(index, index + SHOWN).join('')
  return { at: index + 1, wanted: from(left), found: from(right) }
}
