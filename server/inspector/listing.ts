/** As many rows as a page of a list has. */
export const ROWS = 50

/** A page of a list: what is shown, and the cursor of what comes next. */
export function pageOf<Row>(rows: readonly Row[], seqOf: (row: Row) => number) {
  const shown = rows.slice(0, ROWS)
  const last = shown.at(-1)
  return { shown, before: rows.length > ROWS && last ? seqOf(last) : null }
}

/** What an address asks of a list. Whatever is left out may be anything. */
export type Asked = Readonly<Record<string, string | undefined>>

/** The texts behind the question mark of an address; what is empty or there several times counts as left out. */
export function askedIn(query: unknown): Asked {
  const given = Object.entries((query ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [],
  )
  return Object.fromEntries(given)
}

/** The address of the next page: that of this one, further back. */
export function olderThan(path: string, asked: Asked, before: number | null): string | null {
  if (before === null) return null
  return `${path}?${new URLSearchParams({ ...(asked as Record<string, string>), before: String(before) })}`
}

/** The number that an address gives as a cursor. */
export function numberIn(text: unknown): number | undefined {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
