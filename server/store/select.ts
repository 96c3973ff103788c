import { type Filter, numberOf, type Query } from './store.js'
import { type AnyTable, type Row, type RowName, TABLES, type Value } from './tables.js'

type Read = (row: object) => Value | readonly Value[] | undefined

/** Rows that are looked at one by one, and only as far as is needed. */
interface Candidates<Item> {
  readonly length: number
  at(place: number): Item | undefined
}

/** The rows of a table that a query finds among candidates, in the candidates' order or the other way round. */
export function select<Name extends RowName>(
  name: Name,
  candidates: Candidates<Row<Name>>,
  { newestFirst = false, skip = 0, limit = Number.POSITIVE_INFINITY, ...filter }: Query<Name>,
): Row<Name>[] {
  const matches = matcher(name, filter)
  const { length } = candidates
  const found: Row<Name>[] = []
  let passed = 0
  for (let i = 0; i < length && found.length < limit; i++) {
    const row = candidates.at(newestFirst ? length - 1 - i : i)
    if (row === undefined || !matches(row)) continue
    passed += 1
    if (passed > skip) found.push(row)
  }
  return found
}

/** Whether a row has everything that a filter asks for. */
export function matcher<Name extends RowName>(name: Name, filter: Filter<Name>): (row: Row<Name>) => boolean {
  const { columns, searched } = TABLES[name] as AnyTable
  const column = (of: string) => columns[of] as Read
  const conditions: ((row: object) => boolean)[] = []
  const { where = {}, range, search, contains = {}, after, before } = filter
  if (after !== undefined) conditions.push((row) => numberOf(row) > after)
  if (before !== undefined) conditions.push((row) => numberOf(row) < before)
  for (const [of, wanted] of Object.entries(where) as [string, Value | readonly Value[] | undefined][]) {
    if (wanted === undefined) continue
    const read = column(of)
    conditions.push((row) => fits(read(row), wanted))
  }
  if (range) {
    const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = range
    const read = column(range.column)
    conditions.push((row) => {
      const value = Number(read(row))
      return value >= from && value < to
    })
  }
  for (const [of, text] of Object.entries(contains) as [string, string][]) {
    const read = column(of)
    const wanted = text.toLowerCase()
    conditions.push((row) =>
      String(read(row) ?? '')
        .toLowerCase()
        .includes(wanted),
    )
  }
  if (search) {
    const texts = (searched ?? (() => [])) as (row: object) => readonly (string | null | undefined)[]
    const wanted = search.toLowerCase()
    conditions.push((row) => texts(row).join('\n').toLowerCase().includes(wanted))
  }
  const [only] = conditions
  if (!only) return () => true
  return conditions.length === 1 ? only : (row) => conditions.every((holds) => holds(row))
}

function fits(value: Value | readonly Value[] | undefined, wanted: Value | readonly Value[]): boolean {
  if (Array.isArray(value)) return value.some((one) => fits(one, wanted))
  return Array.isArray(wanted) ? wanted.includes(value ?? null) : (value ?? null) === wanted
}

/** The order by a column, and by number where that is the same; by number alone without a column. */
export function orderOf(name: RowName, of: string | undefined): (a: object, b: object) => number {
  if (of === undefined) return (a, b) => numberOf(a) - numberOf(b)
  const read = (TABLES[name] as AnyTable).columns[of] as Read
  return (a, b) => compared(read(a), read(b)) || numberOf(a) - numberOf(b)
}

function compared(a: unknown, b: unknown): number {
  const [first, second] = [a ?? '', b ?? ''] as [string, string]
  return first < second ? -1 : first > second ? 1 : 0
}
