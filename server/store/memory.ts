import TinyQueue from 'tinyqueue'
import { type Task, taskOrder } from '../domain/task.js'
import { getOrAdd } from '../get-or-add.js'
import {
  type Belongings,
  type Filter,
  INDEXES,
  KINDS,
  type Kind,
  LOG_KINDS,
  LOG_LIMITS,
  type LogKind,
  type Logs,
  type Store,
  type Tables,
  type Transaction,
} from './store.js'

type AnyRow = Tables[Kind]

/** Keeps everything in this process, and nothing after it ends. */
export class MemoryStore implements Store {
  #tables = new Map<Kind, Table>()
  #logs = new Map<string, unknown[]>()
  #agendas = new Map<string, DueTimes>()
  #lastInTurn = new Map<string, Promise<unknown>>()

  get<K extends Kind>(kind: K, id: string): Promise<Tables[K] | undefined> {
    return Promise.resolve(this.#table(kind).rows.get(id) as Tables[K] | undefined)
  }

  async find<K extends Kind>(kind: K, filter: Filter<Tables[K]>): Promise<readonly Tables[K][]> {
    return page(
      this.#table(kind).candidates(filter as Filter<AnyRow>),
      filter as Filter<AnyRow>,
    ) as Tables[K][]
  }

  async entries<K extends LogKind>(log: K, merchantId: string, filter: Filter<Logs[K]> = {}) {
    return page(this.#entries(log, merchantId), filter)
  }

  transact<T>(merchantId: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#inTurn(merchantId, () => this.#run(work))
  }

  async nextDueAt(merchantId: string, after?: number): Promise<number | null> {
    return this.#agendas.get(merchantId)?.next(after) ?? null
  }

  async dueTasks(merchantId: string, now: number): Promise<readonly Task[]> {
    return this.#agendas.get(merchantId)?.due(now) ?? []
  }

  async exportMerchant(merchantId: string): Promise<Belongings> {
    const where = { merchantId }
    const rows = KINDS.map((kind) => [kind, page(this.#table(kind).candidates({ where }), { where })])
    const logs = LOG_KINDS.map((log) => [log, this.#entries(log, merchantId)])
    return Object.fromEntries([...rows, ...logs]) as Belongings
  }

  importMerchant(merchantId: string, belongings: Belongings): Promise<void> {
    return this.#inTurn(merchantId, async () => {
      this.#removeMerchant(merchantId)
      for (const kind of KINDS) for (const row of belongings[kind]) this.#save(kind, row.id, row)
      for (const log of LOG_KINDS) for (const entry of belongings[log]) this.#append(log, entry)
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
  async #inTurn<T>(merchantId: string, doIt: () => Promise<T>): Promise<T> {
    const before = this.#lastInTurn.get(merchantId)
    const result = before ? before.then(doIt) : doIt()
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

  async #run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const changes = new Changes(this, (kind) => this.#table(kind))
    const result = await work(changes)
    for (const [kind, rows] of changes.rows) {
      // What is removed goes last: an order whose task makes room for the next one keeps its place in an index.
      for (const [id, row] of rows) if (row) this.#save(kind, id, row)
      for (const [id, row] of rows) if (!row) this.#save(kind, id, row)
    }
    for (const { log, entry } of changes.appended) this.#append(log, entry)
    return result
  }

  #save(kind: Kind, id: string, row: AnyRow | null) {
    const previous = this.#table(kind).replace(id, row)
    if (kind !== 'tasks') return
    if (previous) this.#agenda(previous.merchantId).remove(previous as Task)
    if (row) this.#agenda(row.merchantId).add(row as Task)
  }

  #removeMerchant(merchantId: string) {
    for (const table of this.#tables.values()) table.removeMerchant(merchantId)
    for (const log of LOG_KINDS) this.#logs.delete(`${log} ${merchantId}`)
    this.#agendas.delete(merchantId)
  }

  #entries<K extends LogKind>(log: K, merchantId: string): readonly Logs[K][] {
    const kept = (this.#logs.get(`${log} ${merchantId}`) ?? []) as Logs[K][]
    // More may be there than the limit, waiting to be trimmed.
    const limit = LOG_LIMITS[log]
    return kept.length > limit ? kept.slice(-limit) : kept
  }

  #append(log: LogKind, entry: Logs[LogKind]) {
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

  #table(kind: Kind): Table {
    return getOrAdd(this.#tables, kind, () => new Table(kind))
  }

  #agenda(merchantId: string): DueTimes {
    return getOrAdd(this.#agendas, merchantId, () => new DueTimes())
  }
}

/** The changes of one transaction, laid over what is saved. */
class Changes implements Transaction {
  readonly rows = new Map<Kind, Map<string, AnyRow | null>>()
  readonly appended: { log: LogKind; entry: Logs[LogKind] }[] = []
  readonly #saved: MemoryStore
  readonly #table: (kind: Kind) => Table

  constructor(saved: MemoryStore, table: (kind: Kind) => Table) {
    this.#saved = saved
    this.#table = table
  }

  get<K extends Kind>(kind: K, id: string): Promise<Tables[K] | undefined> {
    const changed = this.rows.get(kind)?.get(id)
    if (changed === undefined) return this.#saved.get(kind, id)
    return Promise.resolve((changed ?? undefined) as Tables[K] | undefined)
  }

  async find<K extends Kind>(kind: K, filter: Filter<Tables[K]>): Promise<readonly Tables[K][]> {
    const changed = this.rows.get(kind)
    if (!changed) return this.#saved.find(kind, filter)
    const anyFilter = filter as Filter<AnyRow>
    const rows: AnyRow[] = []
    for (const row of this.#table(kind).candidates(anyFilter)) if (!changed.has(row.id)) rows.push(row)
    for (const row of changed.values()) if (row && matches(row, anyFilter)) rows.push(row)
    if (rows.length > 1) rows.sort((a, b) => numberOf(a) - numberOf(b))
    return page(rows, anyFilter) as Tables[K][]
  }

  entries<K extends LogKind>(log: K, merchantId: string, filter?: Filter<Logs[K]>) {
    return this.#saved.entries(log, merchantId, filter)
  }

  put<K extends Kind>(kind: K, row: Tables[K]) {
    this.#changed(kind).set(row.id, row)
  }

  remove<K extends Kind>(kind: K, id: string) {
    this.#changed(kind).set(id, null)
  }

  append<K extends LogKind>(log: K, entry: Logs[K]) {
    this.appended.push({ log, entry })
  }

  #changed(kind: Kind): Map<string, AnyRow | null> {
    return getOrAdd(this.rows, kind, () => new Map<string, AnyRow | null>())
  }
}

/** The rows of one kind, with the indexes that {@link INDEXES} promises and one by merchant. */
class Table {
  readonly rows = new Map<string, AnyRow>()
  readonly #byMerchant = new Index(['merchantId'])
  readonly #indexes: readonly Index[]

  constructor(kind: Kind) {
    this.#indexes = [
      ...Object.values<readonly string[]>(INDEXES[kind]).map((columns) => new Index(columns)),
      this.#byMerchant,
    ]
  }

  /** Rows among which all that match the filter are; in the order in which they were added. */
  candidates(filter: Filter<AnyRow>): Iterable<AnyRow> {
    const where = filter.where as Columns | undefined
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

type Columns = Readonly<Record<string, unknown>>

/** The ids of rows by the values of some columns. */
class Index {
  readonly #columns: readonly string[]
  readonly #ids = new Map<string, Set<string>>()

  constructor(columns: readonly string[]) {
    this.#columns = columns
  }

  covers(where: Columns): boolean {
    return this.#columns.every((column) => where[column] !== undefined)
  }

  ids(where: Columns): Iterable<string> {
    return this.#ids.get(this.#keyOf(where)) ?? []
  }

  /** Keeps up with a row that was added, changed or removed. */
  follow(id: string, previous: object | undefined, row: object | undefined) {
    const [from, to] = [previous as Columns | undefined, row as Columns | undefined]
    if (from && to && this.#columns.every((column) => from[column] === to[column])) return
    if (from) {
      const key = this.#keyOf(from)
      const ids = this.#ids.get(key)
      ids?.delete(id)
      if (ids?.size === 0) this.#ids.delete(key)
    }
    if (to) getOrAdd(this.#ids, this.#keyOf(to), () => new Set<string>()).add(id)
  }

  #keyOf(columns: Columns): string {
    let key = ''
    for (const column of this.#columns) key += `${String(columns[column])}\n`
    return key
  }
}

/** The tasks of one merchant by due time. */
class DueTimes {
  #tasks = new Map<number, Map<string, Task>>()
  #times = new TinyQueue<number>([], (a, b) => a - b)

  add(task: Task) {
    const tasks = getOrAdd(this.#tasks, task.dueAt, () => {
      this.#times.push(task.dueAt)
      return new Map<string, Task>()
    })
    tasks.set(task.id, task)
  }

  // Times are left in the queue when their last task goes, and passed over when they come up.
  remove(task: Task) {
    const tasks = this.#tasks.get(task.dueAt)
    tasks?.delete(task.id)
    if (tasks?.size === 0) this.#tasks.delete(task.dueAt)
  }

  next(after = Number.NEGATIVE_INFINITY): number | undefined {
    const passed = this.#takeUntil(after)
    const time = this.#firstTime()
    for (const earlier of passed) this.#times.push(earlier)
    return time
  }

  due(now: number): Task[] {
    const times = this.#takeUntil(now)
    for (const time of times) this.#times.push(time)
    return times.flatMap((time) => this.#at(time))
  }

  #takeUntil(limit: number): number[] {
    const taken: number[] = []
    for (let time = this.#firstTime(); time !== undefined && time <= limit; time = this.#firstTime()) {
      this.#times.pop()
      // A time whose tasks all went and came back is in the queue twice.
      if (taken.at(-1) !== time) taken.push(time)
    }
    return taken
  }

  #firstTime(): number | undefined {
    for (;;) {
      const time = this.#times.peek()
      if (time === undefined || this.#tasks.has(time)) return time
      this.#times.pop()
    }
  }

  #at(time: number): Task[] {
    return [...(this.#tasks.get(time)?.values() ?? [])].sort(taskOrder)
  }
}

function page<Row extends object>(candidates: Iterable<Row>, filter: Filter<Row>): Row[] {
  const found: Row[] = []
  const enough = filter.newestFirst ? Number.POSITIVE_INFINITY : (filter.limit ?? Number.POSITIVE_INFINITY)
  for (const row of candidates) {
    if (found.length >= enough) break
    if (matches(row, filter)) found.push(row)
  }
  if (filter.newestFirst) found.reverse()
  return filter.limit === undefined || found.length <= filter.limit ? found : found.slice(0, filter.limit)
}

function matches<Row extends object>(row: Row, { where, between, after }: Filter<Row>): boolean {
  if (after !== undefined && numberOf(row) <= after) return false
  for (const column in where) if (row[column] !== where[column]) return false
  if (!between) return true
  const value = Number(row[between.column])
  return (
    (between.from === undefined || value >= between.from) && (between.to === undefined || value <= between.to)
  )
}

function numberOf(row: object): number {
  return (row as { seq?: number }).seq ?? 0
}
