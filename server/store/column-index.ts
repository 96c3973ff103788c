import { getOrAdd } from '../lib/get-or-add.js'
import { type Order, SortedIds } from './sorted-ids.js'
import { numberOf } from './store.js'
import type { AnyTable, Index, Value } from './tables.js'

type Read = (row: object) => unknown

/** What a query asks of columns. */
export type Wanted = Readonly<Record<string, Value | readonly Value[] | undefined>>

/** One row stands by itself: most orders have one payment, one delivery and one task. */
type Entry = string | SortedIds

const NONE: readonly string[] = []

/** The ids of a table's rows by the value of a column, or by the values of two. */
export class ColumnIndex {
  readonly unique: boolean
  readonly changes: boolean
  /** The column that decides the order of the ids; null for the rows' number. */
  readonly sortedBy: string | null
  readonly #column: string
  readonly #within: string | null
  readonly #valueOf: Read
  readonly #groupOf: Read
  readonly #sortOf: (row: object) => number
  readonly #order: Order
  readonly #groups = new Map<unknown, Map<unknown, Entry>>()

  /** Of two columns, the first is the one that has fewer values. */
  constructor(
    { columns }: AnyTable,
    { by: [first, second], sortedBy, unique, changes }: Index,
    rowOf: (id: string) => object | undefined,
  ) {
    this.unique = unique ?? false
    this.changes = changes ?? false
    this.sortedBy = sortedBy ?? null
    this.#column = second ?? first
    this.#within = second === undefined ? null : first
    this.#valueOf = columns[this.#column] as Read
    this.#groupOf = this.#within === null ? () => null : (columns[this.#within] as Read)
    this.#sortOf = sortedBy === undefined ? numberOf : (columns[sortedBy] as (row: object) => number)
    this.#order = { rowOf, numberOf: this.#sortOf, tieOf: numberOf }
  }

  /** Whether the wanted values name the rows of this index, perhaps with more that it does not know. */
  covers(wanted: Wanted): boolean {
    return wanted[this.#column] !== undefined && (this.#within === null || wanted[this.#within] !== undefined)
  }

  /** Whether the wanted values are all that this index goes by. */
  coversAll(wanted: Wanted): boolean {
    if (!this.covers(wanted)) return false
    let asked = 0
    for (const column in wanted) if (wanted[column] !== undefined) asked += 1
    return asked === (this.#within === null ? 1 : 2)
  }

  /** The ids of the rows with the wanted values, group by group; each group is in order. */
  groups(wanted: Wanted, after: number, before: number): (readonly string[])[] {
    return this.#entries(wanted).map((entry) =>
      typeof entry === 'string' ? [entry] : entry.between(after, before),
    )
  }

  /** The ids of the rows with the wanted values, in order; undefined where several values of a column are wanted. */
  inOneGroup(wanted: Wanted): readonly string[] | undefined {
    const group = this.#within === null ? null : wanted[this.#within]
    const value = wanted[this.#column]
    if (Array.isArray(group) || Array.isArray(value)) return undefined
    const entry = this.#groups.get(group)?.get(value)
    if (entry === undefined) return NONE
    return typeof entry === 'string' ? [entry] : entry.all()
  }

  count(wanted: Wanted): number {
    return this.#entries(wanted).reduce((sum, entry) => sum + (typeof entry === 'string' ? 1 : entry.size), 0)
  }

  /** Whether another row has the values of this one. */
  hasOther(row: object, id: string): boolean {
    const entry = this.#groups.get(this.#groupOf(row))?.get(this.#valueOf(row))
    return entry !== undefined && entry !== id
  }

  /** Whether a change of a row changes anything here. */
  moves(from: object, to: object): boolean {
    const [value, group] = [this.#valueOf(from), this.#groupOf(from)]
    if (this.#valueOf(to) !== value || this.#groupOf(to) !== group) return true
    // One that stands by itself has no place to change.
    return this.#sortOf(from) !== this.#sortOf(to) && typeof this.#groups.get(group)?.get(value) !== 'string'
  }

  /** Takes in a row; called when the table has it. */
  add(id: string, row: object) {
    const value = this.#valueOf(row)
    // Nobody looks for what has no value: most orders have no control number.
    if (value === undefined) return
    const byValue = getOrAdd(this.#groups, this.#groupOf(row), newGroup)
    const entry = byValue.get(value)
    if (entry === undefined) {
      byValue.set(value, id)
      return
    }
    const ids = typeof entry === 'string' ? this.#listOf(entry) : entry
    if (typeof entry === 'string') byValue.set(value, ids)
    ids.add(id, row)
  }

  /** Lets go of a row; called while the table still has it as it was. */
  remove(id: string, row: object) {
    const group = this.#groupOf(row)
    const byValue = this.#groups.get(group)
    const value = this.#valueOf(row)
    const entry = byValue?.get(value)
    if (!byValue || entry === undefined) return
    if (typeof entry !== 'string') entry.remove(id, row)
    if (typeof entry === 'string' || entry.size === 0) byValue.delete(value)
    if (byValue.size === 0) this.#groups.delete(group)
  }

  #listOf(id: string): SortedIds {
    const ids = new SortedIds(this.#order)
    const row = this.#order.rowOf(id)
    if (row) ids.add(id, row)
    return ids
  }

  #entries(wanted: Wanted): Entry[] {
    const groups = this.#within === null ? [null] : listed(wanted[this.#within])
    const values = listed(wanted[this.#column])
    return groups.flatMap((group) => {
      const byValue = this.#groups.get(group)
      return byValue ? values.flatMap((value) => byValue.get(value) ?? []) : []
    })
  }
}

function newGroup(): Map<unknown, Entry> {
  return new Map()
}

function listed(wanted: Value | readonly Value[] | undefined): readonly unknown[] {
  return Array.isArray(wanted) ? wanted : [wanted]
}
