import type { Task } from '../domain/task.js'
import { getOrAdd } from '../lib/get-or-add.js'
import { DueTimes } from './due-times.js'
import { matches, numberOf, page } from './filter.js'
import {
  type Filter,
  LOG_LIMITS,
  LOG_NAMES,
  type LogName,
  type Logs,
  type MerchantData,
  type Store,
  type StoreTransaction,
  TABLE_NAMES,
  type TableName,
  type Tables,
} from './store.js'
import { Table } from './table.js'

type AnyRow = Tables[TableName]

/** Keeps everything in this process, and nothing after it ends. */
export class MemoryStore implements Store {
  #tables = new Map<TableName, Table>()
  #logs = new Map<string, unknown[]>()
  #agendas = new Map<string, DueTimes>()
  #lastInTurn = new Map<string, Promise<unknown>>()

  get<K extends TableName>(kind: K, id: string): Promise<Tables[K] | undefined> {
    return Promise.resolve(this.#table(kind).rows.get(id) as Tables[K] | undefined)
  }

  async find<K extends TableName>(kind: K, filter: Filter<Tables[K]>): Promise<readonly Tables[K][]> {
    return page(
      this.#table(kind).candidates(filter as Filter<AnyRow>),
      filter as Filter<AnyRow>,
    ) as Tables[K][]
  }

  async entries<K extends LogName>(log: K, merchantId: string, filter: Filter<Logs[K]> = {}) {
    return page(this.#entries(log, merchantId), filter)
  }

  transact<T>(merchantId: string, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#inTurn(merchantId, () => this.#run(work))
  }

  async nextDueAt(merchantId: string, after?: number): Promise<number | null> {
    return this.#agendas.get(merchantId)?.next(after) ?? null
  }

  async dueTasks(merchantId: string, now: number): Promise<readonly Task[]> {
    return this.#agendas.get(merchantId)?.due(now) ?? []
  }

  async exportMerchant(merchantId: string): Promise<MerchantData> {
    const where = { merchantId }
    const rows = TABLE_NAMES.map((kind) => [kind, page(this.#table(kind).candidates({ where }), { where })])
    const logs = LOG_NAMES.map((log) => [log, this.#entries(log, merchantId)])
    return Object.fromEntries([...rows, ...logs]) as MerchantData
  }

  importMerchant(merchantId: string, belongings: MerchantData): Promise<void> {
    return this.#inTurn(merchantId, async () => {
      this.#removeMerchant(merchantId)
      for (const kind of TABLE_NAMES) for (const row of belongings[kind]) this.#save(kind, row.id, row)
      for (const log of LOG_NAMES) for (const entry of belongings[log]) this.#append(log, entry)
    })
  }

  removeMerchant(merchantId: string): Promise<void> {
    return this.#inTurn(merchantId, async () => this.#removeMerchant(merchantId))
  }

  async clear(): Promise<void> {
    // What is being worked on would be saved into the empty store.
    while (this.#lastInTurn.size > 0) await Promise.all(this.#lastInTurn.values())
    this.#tables.clear()
    this.#logs.clear()
    this.#agendas.clear()
  }

  async close(): Promise<void> {}

  /** Does one thing after the other for each merchant. */
  async #inTurn<T>(merchantId: string, change: () => Promise<T>): Promise<T> {
    const before = this.#lastInTurn.get(merchantId)
    const result = before ? before.then(change) : change()
    const settled = result.then(
      () => {},
      () => {},
    )
    this.#lastInTurn.set(merchantId, settled)
    try {
      return await result
    } finally {
      if (this.#lastInTurn.get(merchantId) === settled) this.#lastInTurn.delete(merchantId)
    }
  }

  async #run<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    const changes = new Changes(this, (kind) => this.#table(kind))
    const result = await work(changes)
    for (const [kind, rows] of changes.rows) {
      for (const [id, row] of rows) this.#save(kind, id, row)
    }
    for (const { log, entry } of changes.appended) this.#append(log, entry)
    return result
  }

  #save(kind: TableName, id: string, row: AnyRow | null) {
    const previous = this.#table(kind).replace(id, row)
    if (kind !== 'tasks') return
    if (previous) this.#agenda(previous.merchantId).remove(previous as Task)
    if (row) this.#agenda(row.merchantId).add(row as Task)
  }

  #removeMerchant(merchantId: string) {
    for (const table of this.#tables.values()) table.removeMerchant(merchantId)
    for (const log of LOG_NAMES) this.#logs.delete(`${log} ${merchantId}`)
    this.#agendas.delete(merchantId)
  }

  #entries<K extends LogName>(log: K, merchantId: string): readonly Logs[K][] {
    const kept = (this.#logs.get(`${log} ${merchantId}`) ?? []) as Logs[K][]
    // More may be there than the limit, waiting to be trimmed.
    const limit = LOG_LIMITS[log]
    return kept.length > limit ? kept.slice(-limit) : kept
  }

  #append(log: LogName, entry: Logs[LogName]) {
    const key = `${log} ${entry.merchantId}`
    const kept = this.#logs.get(key)
    if (!kept) {
      this.#logs.set(key, [entry])
      return
    }
    kept.push(entry)
    // Trimmed a quarter at a time: dropping one entry from a long array for each that comes is slow.
    const limit = LOG_LIMITS[log]
    if (kept.length > limit * 1.25) kept.splice(0, kept.length - limit)
  }

  #table(kind: TableName): Table {
    return getOrAdd(this.#tables, kind, () => new Table(kind))
  }

  #agenda(merchantId: string): DueTimes {
    return getOrAdd(this.#agendas, merchantId, () => new DueTimes())
  }
}

/** The changes of one transaction, laid over what is saved. */
class Changes implements StoreTransaction {
  readonly rows = new Map<TableName, Map<string, AnyRow | null>>()
  readonly appended: { log: LogName; entry: Logs[LogName] }[] = []
  readonly #saved: MemoryStore
  readonly #table: (kind: TableName) => Table

  constructor(saved: MemoryStore, table: (kind: TableName) => Table) {
    this.#saved = saved
    this.#table = table
  }

  get<K extends TableName>(kind: K, id: string): Promise<Tables[K] | undefined> {
    const changed = this.rows.get(kind)?.get(id)
    if (changed === undefined) return this.#saved.get(kind, id)
    return Promise.resolve((changed ?? undefined) as Tables[K] | undefined)
  }

  async find<K extends TableName>(kind: K, filter: Filter<Tables[K]>): Promise<readonly Tables[K][]> {
    const changed = this.rows.get(kind)
    if (!changed) return this.#saved.find(kind, filter)
    const anyFilter = filter as Filter<AnyRow>
    const rows: AnyRow[] = []
    for (const row of this.#table(kind).candidates(anyFilter)) if (!changed.has(row.id)) rows.push(row)
    for (const row of changed.values()) if (row && matches(row, anyFilter)) rows.push(row)
    if (rows.length > 1) rows.sort((a, b) => numberOf(a) - numberOf(b))
    return page(rows, anyFilter) as Tables[K][]
  }

  entries<K extends LogName>(log: K, merchantId: string, filter?: Filter<Logs[K]>) {
    return this.#saved.entries(log, merchantId, filter)
  }

  put<K extends TableName>(kind: K, row: Tables[K]) {
    this.#changed(kind).set(row.id, row)
  }

  remove<K extends TableName>(kind: K, id: string) {
    this.#changed(kind).set(id, null)
  }

  append<K extends LogName>(log: K, entry: Logs[K]) {
    this.appended.push({ log, entry })
  }

  #changed(kind: TableName): Map<string, AnyRow | null> {
    return getOrAdd(this.rows, kind, () => new Map<string, AnyRow | null>())
  }
}
