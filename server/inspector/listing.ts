/** As many rows as a page of a list has. */
export const ROWS = 50

/** A page of a list: what is shown, and the cursor of what comes next. */
export function pageOf<Row>(rows: readonly Row[], seqOf: (row: Row) => number) {
  const shown = rows.slice(0, ROWS)
  const last = shown.at(-1)
  return { shown, before: rows.length > ROWS && last ? seqOf(last) : null }
}

/** The address of the next page: that of this one, further back. */
export function olderThan(path: string, query: object, before: number | null): string | null {
  if (before === null) return null
  const kept = Object.entries(query).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  )
  return `${path}?${new URLSearchParams({ ...Object.fromEntries(kept), before: String(before) })}`
}

/** The number that an address gives as a cursor. */
export function numberIn(text: unknown): number | undefined {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
