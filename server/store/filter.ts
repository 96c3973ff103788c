import type { Filter } from './store.js'

/** The rows that a filter finds among candidates that stand in the order in which they were added. */
export function page<Row extends object>(candidates: Iterable<Row>, filter: Filter<Row>): Row[] {
  const found: Row[] = []
  const enough = filter.newestFirst ? Number.POSITIVE_INFINITY : (filter.limit ?? Number.POSITIVE_INFINITY)
  for (const row of candidates) {
    if (found.length >= enough) break
    if (matches(row, filter)) found.push(row)
  }
  if (filter.newestFirst) found.reverse()
  return filter.limit === undefined || found.length <= filter.limit ? found : found.slice(0, filter.limit)
}

export function matches<Row extends object>(row: Row, { where, between, after }: Filter<Row>): boolean {
  if (after !== undefined && numberOf(row) <= after) return false
  for (const column in where) if (row[column] !== where[column]) return false
  if (!between) return true
  const value = Number(row[between.column])
  return (
    (between.from === undefined || value >= between.from) && (between.to === undefined || value <= between.to)
  )
}

export function numberOf(row: object): number {
  return (row as { seq?: number }).seq ?? 0
}
