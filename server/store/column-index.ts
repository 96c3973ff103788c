import { getOrAdd } from '../lib/get-or-add.js'

/** A row, or a question for rows, seen by its columns. */
type Columns = Readonly<Record<string, unknown>>

/** One id stands by itself: most orders have one payment, one delivery and one task. */
type Ids = string | Set<string>

/** The ids of rows by the value of a column, or by the values of two. */
export class ColumnIndex {
  readonly #column: string
  readonly #within: string | null
  readonly #groups = new Map<unknown, Map<unknown, Ids>>()

  /** Of two columns, the first is the one that has fewer values. */
  constructor(columns: readonly [string] | readonly [string, string]) {
    const [first, second] = columns
    this.#column = second ?? first
    this.#within = second === undefined ? null : first
  }

  covers(where: Columns): boolean {
    return where[this.#column] !== undefined && (this.#within === null || where[this.#within] !== undefined)
  }

  /** In the order in which they were added. */
  ids(where: Columns): Iterable<string> {
    const ids = this.#groups.get(this.#groupOf(where))?.get(where[this.#column]) ?? []
    return typeof ids === 'string' ? [ids] : ids
  }

  /** Keeps up with a row that was added, changed or removed. */
  follow(id: string, previous: object | undefined, row: object | undefined) {
    const [from, to] = [previous as Columns | undefined, row as Columns | undefined]
    if (from && to && from[this.#column] === to[this.#column] && this.#groupOf(from) === this.#groupOf(to))
      return
    if (from) this.#remove(id, this.#groupOf(from), from[this.#column])
    if (to) this.#add(id, this.#groupOf(to), to[this.#column])
  }

  #groupOf(columns: Columns): unknown {
    return this.#within === null ? null : columns[this.#within]
  }

  #add(id: string, group: unknown, value: unknown) {
    const byValue = getOrAdd(this.#groups, group, () => new Map<unknown, Ids>())
    const ids = byValue.get(value)
    if (ids === undefined) byValue.set(value, id)
    else if (typeof ids === 'string') byValue.set(value, new Set([ids, id]))
    else ids.add(id)
  }

  #remove(id: string, group: unknown, value: unknown) {
    const byValue = this.#groups.get(group)
    const ids = byValue?.get(value)
    if (!byValue || ids === undefined) return
    if (typeof ids !== 'string') ids.delete(id)
    if (typeof ids === 'string' || ids.size === 0) byValue.delete(value)
    if (byValue.size === 0) this.#groups.delete(group)
  }
}
