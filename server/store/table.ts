import { ColumnIndex, type Wanted } from './column-index.js'
import { orderOf, select } from './select.js'
import type { Filter, Query } from './store.js'
import { type AnyTable, type Index, isNarrow, type Row, type RowName, TABLES } from './tables.js'

const NEVER = Number.NEGATIVE_INFINITY
const FOREVER = Number.POSITIVE_INFINITY

interface AnyRow {
  readonly id: string
  readonly merchantId: string
}

/** The rows of one table, with its indexes. */
export class Table<Name extends RowName> {
  readonly rows = new Map<string, Row<Name>>()
  readonly #name: Name
  readonly #indexes: readonly ColumnIndex[]
  readonly #changing: readonly ColumnIndex[]
  readonly #unique: readonly ColumnIndex[]
  readonly #ownIds: boolean

  /** `has`: which of the table's indexes it has; whoever leaves one out looks its rows up in another way. */
  constructor(name: Name, has: (index: Index) => boolean = () => true) {
    this.#name = name
    const described = TABLES[name] as AnyTable
    this.#indexes = described.indexes
      .filter(has)
      .map((index) => new ColumnIndex(described, index, (id) => this.rows.get(id)))
    this.#changing = this.#indexes.filter(({ changes }) => changes)
    this.#unique = this.#indexes.filter(({ unique }) => unique)
    this.#ownIds = described.ownIds ?? false
  }

  find(query: Query<Name>): readonly Row<Name>[] {
    const { where = {}, orderBy, after = NEVER, before = FOREVER } = query
    const wanted = where as Wanted
    if (orderBy === undefined && isByColumnsAlone(query)) {
      const ids = this.#exactly(wanted)?.inOneGroup(wanted)
      if (ids) return this.#part(ids, query)
    }
    // Only an order by number knows what comes after and before.
    const bounds = orderBy === undefined ? ([after, before] as const) : ([NEVER, FOREVER] as const)
    // Few rows are sorted faster than many are passed over.
    const isSortedHere = orderBy !== undefined && isNarrow(wanted)
    const sorted = isSortedHere
      ? undefined
      : this.#indexes.find((known) => known.sortedBy === (orderBy ?? null) && known.covers(wanted))
    const groups = wanted.id === undefined ? sorted?.groups(wanted, ...bounds) : undefined
    if (groups && groups.length < 2) return select(this.#name, new RowsOf(groups[0] ?? [], this.rows), query)
    const rows = groups ? this.#fromEach(groups, query) : this.#candidates(query)
    return select(this.#name, rows.sort(orderOf(this.#name, orderBy)), query)
  }

  /** The index that has the rows with just these values, in the order of their numbers. */
  #exactly(wanted: Wanted): ColumnIndex | undefined {
    for (const known of this.#indexes) if (known.sortedBy === null && known.coversAll(wanted)) return known
    return undefined
  }

  count(filter: Filter<Name>): number {
    const wanted = (filter.where ?? {}) as Wanted
    const index = this.#indexes.find((known) => known.coversAll(wanted))
    if (index && isByColumnsAlone(filter)) return index.count(wanted)
    return select(this.#name, this.#candidates(filter), filter).length
  }

  /** Whether a row may be saved: its id and its unique values are nobody else's. */
  hasRoomFor(row: Row<Name>): boolean {
    if (this.#ownIds && this.#unique.length === 0) return true
    const { id, merchantId } = row as AnyRow
    const previous = this.rows.get(id) as AnyRow | undefined
    if (previous && previous.merchantId !== merchantId) return false
    return !this.#unique.some((index) => index.hasOther(row, id))
  }

  /** Puts a row, or removes it for null; returns what was there before. */
  replace(id: string, row: Row<Name> | null): Row<Name> | undefined {
    const previous = this.rows.get(id)
    if (previous && row) this.#change(id, previous, row)
    else if (row) this.#add(id, row)
    else if (previous) this.#remove(id, previous)
    return previous
  }

  #add(id: string, row: Row<Name>) {
    this.rows.set(id, row)
    for (const index of this.#indexes) index.add(id, row)
  }

  // An index looks its rows up, so it must let go of one before it changes or goes.
  #change(id: string, previous: Row<Name>, row: Row<Name>) {
    const moving = this.#changing.filter((index) => index.moves(previous, row))
    for (const index of moving) index.remove(id, previous)
    this.rows.set(id, row)
    for (const index of moving) index.add(id, row)
  }

  #remove(id: string, previous: Row<Name>) {
    for (const index of this.#indexes) index.remove(id, previous)
    this.rows.delete(id)
  }

  /** All rows of a merchant, in order. */
  ofMerchant(merchantId: string): readonly Row<Name>[] {
    return this.find({ where: { merchantId } } as Query<Name>)
  }

  /** All rows of some ids, or the part that is asked for. */
  #part(
    ids: readonly string[],
    { newestFirst = false, skip = 0, limit = ids.length }: Query<Name>,
  ): Row<Name>[] {
    const rows: Row<Name>[] = []
    const end = Math.min(ids.length, skip + limit)
    for (let i = skip; i < end; i++) {
      const row = this.rows.get(ids[newestFirst ? ids.length - 1 - i : i] as string)
      if (row) rows.push(row)
    }
    return rows
  }

  /** From each group, the rows that can be among those asked for; each group is in order. */
  #fromEach(groups: readonly (readonly string[])[], query: Query<Name>): Row<Name>[] {
    const { skip = 0, limit = FOREVER } = query
    const firstRows = { ...query, skip: 0, limit: skip + limit }
    return groups.flatMap((ids) => select(this.#name, new RowsOf(ids, this.rows), firstRows))
  }

  /** Rows among which all that match are. */
  #candidates({ where = {} }: Filter<Name>): Row<Name>[] {
    const wanted = where as Wanted
    if (wanted.id !== undefined) return this.#withIds([wanted.id].flat() as string[])
    const index = this.#indexes.find((known) => known.covers(wanted))
    return index ? this.#withIds(index.groups(wanted, NEVER, FOREVER).flat()) : [...this.rows.values()]
  }

  #withIds(ids: readonly string[]): Row<Name>[] {
    return ids.flatMap((id) => this.rows.get(id) ?? [])
  }
}

/** Whether nothing but the values of columns says which rows are wanted. */
export function isByColumnsAlone<Name extends RowName>({
  range,
  search,
  contains,
  after,
  before,
}: Filter<Name>): boolean {
  return !range && !search && !contains && after === undefined && before === undefined
}

/** The rows of some ids, looked up when they are asked for. */
class RowsOf<Item> {
  readonly #ids: readonly string[]
  readonly #rows: ReadonlyMap<string, Item>

  constructor(ids: readonly string[], rows: ReadonlyMap<string, Item>) {
    this.#ids = ids
    this.#rows = rows
  }

  get length(): number {
    return this.#ids.length
  }

  at(place: number): Item | undefined {
    return this.#rows.get(this.#ids[place] as string)
  }
}
