import { getOrAdd } from '../lib/get-or-add.js'
import { matcher, orderOf, select } from './select.js'
import type { LogName, Logs, Query, Store, StoreTransaction } from './store.js'
import type { Row, RowName } from './tables.js'

type Changed = Map<string, object | null>

/**
 * The changes of one transaction, laid over what is saved: for drivers that save them together at its end.
 * A log reads as it is saved.
 */
export class Overlay implements StoreTransaction {
  /** What was put, and null for what was removed. */
  readonly changed = new Map<RowName, Changed>()
  readonly appended: { readonly log: LogName; readonly entry: Logs[LogName] }[] = []
  readonly #saved: Pick<Store, 'get' | 'find'>

  constructor(saved: Pick<Store, 'get' | 'find'>) {
    this.#saved = saved
  }

  get<Name extends RowName>(table: Name, id: string): Promise<Row<Name> | undefined> {
    const row = this.changed.get(table)?.get(id)
    if (row === undefined) return this.#saved.get(table, id)
    return Promise.resolve((row ?? undefined) as Row<Name> | undefined)
  }

  async find<Name extends RowName>(table: Name, query: Query<Name>): Promise<readonly Row<Name>[]> {
    const changed = this.changed.get(table)
    if (!changed) return this.#saved.find(table, query)
    const { newestFirst = false, skip, limit, orderBy, ...filter } = query
    const saved = await this.#saved.find(table, filter as Query<Name>)
    const matches = matcher(table, filter)
    const isChanged = (row: Row<Name>) => changed.has((row as { readonly id: string }).id)
    const rows = saved.some(isChanged) ? saved.filter((row) => !isChanged(row)) : [...saved]
    for (const row of changed.values()) if (row && matches(row as Row<Name>)) rows.push(row as Row<Name>)
    if (rows.length === 0) return rows
    if (rows.length > 1) rows.sort(orderOf(table, orderBy))
    return select(table, rows, {
      newestFirst,
      ...(skip === undefined ? {} : { skip }),
      ...(limit === undefined ? {} : { limit }),
    } as Query<Name>)
  }

  put<Name extends Exclude<RowName, LogName>>(table: Name, row: Row<Name>) {
    this.#changed(table).set((row as { readonly id: string }).id, row)
  }

  remove(table: Exclude<RowName, LogName>, id: string) {
    this.#changed(table).set(id, null)
  }

  append<Name extends LogName>(log: Name, entry: Logs[Name]) {
    this.appended.push({ log, entry })
  }

  #changed(table: RowName): Changed {
    return getOrAdd(this.changed, table, () => new Map<string, object | null>())
  }
}
