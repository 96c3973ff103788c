import { ColumnIndex } from './column-index.js'
import { type Filter, INDEXES, type TableName, type Tables } from './store.js'

type AnyRow = Tables[TableName]

/** The rows of one kind, with the indexes that {@link INDEXES} promises and one by merchant. */
export class Table {
  readonly rows = new Map<string, AnyRow>()
  readonly #byMerchant = new ColumnIndex(['merchantId'])
  readonly #indexes: readonly ColumnIndex[]

  constructor(kind: TableName) {
    this.#indexes = [
      ...Object.values<readonly [string] | readonly [string, string]>(INDEXES[kind]).map(
        (columns) => new ColumnIndex(columns),
      ),
      this.#byMerchant,
    ]
  }

  /** Rows among which all that match the filter are; in the order in which they were added. */
  candidates(filter: Filter<AnyRow>): Iterable<AnyRow> {
    const { where } = filter
    const index = where && this.#indexes.find((index) => index.covers(where))
    return index ? this.#withIds(index.ids(where)) : this.rows.values()
  }

  /** Puts a row, or removes it for null; answers what was there before. */
  replace(id: string, row: AnyRow | null): AnyRow | undefined {
    const previous = this.rows.get(id)
    if (row) this.rows.set(id, row)
    else this.rows.delete(id)
    for (const index of this.#indexes) index.follow(id, previous, row ?? undefined)
    return previous
  }

  removeMerchant(merchantId: string) {
    for (const id of [...this.#byMerchant.ids({ merchantId })]) this.replace(id, null)
  }

  *#withIds(ids: Iterable<string>): Iterable<AnyRow> {
    for (const id of ids) {
      const row = this.rows.get(id)
      if (row) yield row
    }
  }
}
