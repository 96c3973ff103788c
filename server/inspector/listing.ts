import type { Cursor, Listed } from '../sandbox/queries.js'

/** Rows on a page of a list. */
export const ROWS = 50

/** The part of a list that an address asks for. */
export function cursorIn({ before, after }: Asked): Cursor {
  return { before: numberIn(before), after: numberIn(after), limit: ROWS }
}

/** Addresses of what is next to a page of a list; null where nothing is. */
export interface Neighbours {
  readonly older: string | null
  readonly newer: string | null
}

/** The pages next to one of a list: the same address, further back and further on. */
export function neighboursOf(
  path: string,
  { before: _, after: __, ...asked }: Asked,
  { before, after, isLatest }: Pick<Listed<unknown>, 'before' | 'after' | 'isLatest'>,
): Neighbours {
  const at = (cursor: Record<string, string>) =>
    `${path}?${new URLSearchParams({ ...(asked as Record<string, string>), ...cursor })}`
  return {
    older: before === null ? null : at({ before: String(before) }),
    newer: isLatest ? null : at({ after: String(after) }),
  }
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

/** The number that an address gives as a cursor. */
export function numberIn(text: unknown): number | undefined {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
