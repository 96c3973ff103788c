const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

/** Ten years. */
export const MAX_DURATION_MS = 3_650 * 86_400_000

const COUNT_AND_UNIT = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

/**
 * Reads a length of time such as `500ms`, `5s`, `2m`, `1.5h` or `3d` as whole milliseconds.
 *
 * Null when the text has another form or means more than ten years (3650 days).
 */
export function parseDuration(text: string): number | null {
  const match = COUNT_AND_UNIT.exec(text)
  if (match === null) return null
  const factor = UNITS.find(([unit]) => unit === match[2])?.[1] ?? Number.NaN
  const ms = Math.round(Number(match[1]) * factor)
  return ms <= MAX_DURATION_MS ? ms : null
}

/** Writes milliseconds for people, every unit that is not zero, largest first: `1h 30m`, `500ms`, `0s`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(Math.abs(ms))
  if (rest === 0) return '0s'
  const parts: string[] = []
  for (const [unit, factor] of UNITS) {
    const count = Math.floor(rest / factor)
    rest -= count * factor
    if (count > 0) parts.push(`${count}${unit}`)
  }
  return `${ms < 0 ? '-' : ''}${parts.join(' ')}`
}
