import type { Filter } from './store.js'

/** The rows that a filter finds among candidates that stand in the order in which they were added. */
export function page<Row extends object>(candidates: Iterable<Row>, filter: Filter<Row>): Row[] {
  const { newestFirst = false, limit = Number.POSITIVE_INFINITY } = filter
  const found: Row[] = []
  for (const row of newestFirst ? [...candidates].reverse() : candidates) {
    if (found.length >= limit) break
    if (matches(row, filter)) found.push(row)
  }
  return found
}

/** Whether a row has everything that a filter asks for. */
export function matches<Row extends object>(row: Row, { where, between, after }: Filter<Row>): boolean {
  if (after !== undefined && numberOf(row) <= after) return false
  for (const column in where) if (row[column] !== where[column]) return false
  if (!between) return true
  const value = Number(row[between.column])
  return (
    (between.from === undefined || value >= between.from) && (between.to === undefined || value <= between.to)
  )
}

/** The number that rows are sorted by; 0 for kinds that have none. */
export function numberOf(row: object): number {
  return (row as { seq?: number }).seq ?? 0
}
