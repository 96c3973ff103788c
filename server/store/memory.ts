import type { Task } from '../domain/task.js'
import { getOrAdd } from '../lib/get-or-add.js'
import { DueTimes } from './due-times.js'
import { Overlay } from './overlay.js'
import { orderOf, select } from './select.js'
import {
  type Due,
  type Filter,
  inOrder,
  LOG_LIMITS,
  LOG_NAMES,
  type LogName,
  type Logs,
  type MerchantData,
  type Query,
  RowTaken,
  type Store,
  type StoreTransaction,
  TABLE_NAMES,
} from './store.js'
import { isByColumnsAlone, Table } from './table.js'
import type { Index, Row, RowName } from './tables.js'
import { Turns } from './turns.js'
import { weightOf } from './weight.js'

type RowTable = Exclude<RowName, LogName>
type AnyRow = Row<RowTable>

interface Log {
  readonly entries: Logs[LogName][]
  /** Of each entry, about how many bytes it takes. */
  readonly weights: number[]
  /**
   * The entries about each order, the oldest first: its page must not look through those about all others. Null until somebody
   * asks for those of one.
   */
  byOrder: Map<string, Logs[LogName][]> | null
  bytes: number
}

/**
 * Keeps everything in this process, and nothing after it ends. Written by hand: maps with a few indexes are enough for
 * that, and an embedded database would bring native code or files, and its own start.
 */
export class MemoryStore implements Store {
  readonly #maxBytes: number
  #rowBytes = 0
  #logBytes = 0
  readonly #tables = new Map<RowTable, Table<RowTable>>()
  /** By merchant. */
  readonly #logs = perLog(() => new Map<string, Log>())
  readonly #agendas = new Map<string, DueTimes>()
  readonly #turns = new Turns()

  /** `maxBytes`: about how much rows may take, and as much again for the logs. */
  constructor(maxBytes: number = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes
  }

  isFull(): boolean {
    return this.#rowBytes >= this.#maxBytes
  }

  get<Name extends RowName>(name: Name, id: string): Promise<Row<Name> | undefined> {
    return Promise.resolve(this.#table(name as RowTable).rows.get(id) as Row<Name> | undefined)
  }

  async find<Name extends RowName>(name: Name, query: Query<Name>): Promise<readonly Row<Name>[]> {
    if (isLog(name)) return this.#entries(name, query) as unknown as Row<Name>[]
    if (name === 'tasks') return this.#tasks(query as Query<'tasks'>) as readonly Row<Name>[]
    return this.#table(name as RowTable).find(query as Query<RowTable>) as readonly Row<Name>[]
  }

  async count<Name extends RowName>(name: Name, filter: Filter<Name>): Promise<number> {
    if (isLog(name)) return this.#entries(name, filter).length
    return this.#table(name as RowTable).count(filter as Filter<RowTable>)
  }

  transact<T>(ownerId: string, change: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#turns.take(ownerId, () => this.#run(change))
  }

  async nextDueAt(merchantId: string, after?: number): Promise<number | null> {
    return this.#agendas.get(merchantId)?.next(after) ?? null
  }

  async dueTasks(merchantId: string, now: number): Promise<readonly Task[]> {
    return this.#agendas.get(merchantId)?.due(now) ?? []
  }

  async allNextDue(): Promise<readonly Due[]> {
    return [...this.#agendas].flatMap(([merchantId, agenda]) => {
      const dueAt = agenda.next()
      return dueAt === undefined ? [] : [{ merchantId, dueAt }]
    })
  }

  async exportMerchant(merchantId: string): Promise<MerchantData> {
    const rows = TABLE_NAMES.map((name) => [name, inOrder(this.#rowsOf(name, merchantId))])
    const logs = LOG_NAMES.map((log) => [log, [...this.#kept(log, merchantId)]])
    return Object.fromEntries([...rows, ...logs]) as MerchantData
  }

  importMerchant(merchantId: string, data: MerchantData): Promise<void> {
    return this.#turns.take(merchantId, async () => {
      this.#removeMerchant(merchantId)
      for (const name of TABLE_NAMES) for (const row of data[name]) this.#save(name, row.id, row)
      for (const log of LOG_NAMES) for (const entry of data[log]) this.#append(log, entry)
    })
  }

  removeMerchant(merchantId: string): Promise<void> {
    return this.#turns.take(merchantId, async () => this.#removeMerchant(merchantId))
  }

  async clear(): Promise<void> {
    // What is being worked on would be saved into the empty store.
    await this.#turns.allDone()
    this.#tables.clear()
    for (const log of LOG_NAMES) this.#logs[log].clear()
    this.#agendas.clear()
    this.#rowBytes = 0
    this.#logBytes = 0
  }

  async close(): Promise<void> {}

  async #run<T>(change: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    const changes = new Overlay(this)
    const result = await change(changes)
    for (const [name, rows] of changes.changed) {
      const table = this.#table(name as RowTable)
      for (const [id, row] of rows) if (row && !table.hasRoomFor(row as AnyRow)) throw new RowTaken(name, id)
    }
    for (const [name, rows] of changes.changed) {
      for (const [id, row] of rows) this.#save(name as RowTable, id, row as AnyRow | null)
    }
    for (const { log, entry } of changes.appended) this.#append(log, entry)
    return result
  }

  #save(name: RowTable, id: string, row: AnyRow | null) {
    const previous = this.#table(name).replace(id, row)
    this.#rowBytes += weightOf(row) - weightOf(previous)
    if (name !== 'tasks') return
    if (previous) this.#agenda(previous.merchantId).remove(previous as Task)
    if (row) this.#agenda(row.merchantId).add(row as Task)
  }

  #removeMerchant(merchantId: string) {
    // Attempts are found by their deliveries, so they go first.
    for (const name of [...this.#tables.keys()].sort()) {
      for (const { id } of this.#rowsOf(name, merchantId)) {
        this.#rowBytes -= weightOf(this.#table(name).replace(id, null))
      }
    }
    for (const log of LOG_NAMES) {
      this.#logBytes -= this.#logs[log].get(merchantId)?.bytes ?? 0
      this.#logs[log].delete(merchantId)
    }
    this.#agendas.delete(merchantId)
  }

  #rowsOf(name: RowTable, merchantId: string): readonly AnyRow[] {
    if (name === 'tasks') return this.#tasks({ where: { merchantId } })
    if (name !== 'attempts') return this.#table(name).ofMerchant(merchantId)
    const deliveryId = this.#table('deliveries')
      .ofMerchant(merchantId)
      .map(({ id }) => id)
    const query = { where: { deliveryId } } satisfies Query<'attempts'>
    return (this.#table('attempts') as unknown as Table<'attempts'>).find(query)
  }

  /** All tasks of a merchant are found in its agenda: an index more would be changed by every retry. */
  #tasks(query: Query<'tasks'>): readonly Task[] {
    const { merchantId, ...others } = query.where ?? {}
    if (typeof merchantId !== 'string' || Object.values(others).some((value) => value !== undefined)) {
      return (this.#table('tasks') as unknown as Table<'tasks'>).find(query)
    }
    const agenda = this.#agendas.get(merchantId)
    const { orderBy, newestFirst, skip = 0, limit } = query
    if (orderBy === 'dueAt' && !newestFirst && limit !== undefined && isByColumnsAlone(query)) {
      return select('tasks', agenda?.first(skip + limit) ?? [], query)
    }
    const tasks = agenda?.all() ?? []
    return select('tasks', orderBy === 'dueAt' ? tasks : tasks.sort(orderOf('tasks', orderBy)), query)
  }

  /** Logs are kept by merchant, and short: they are looked through. */
  #entries<Name extends RowName>(log: Name & LogName, query: Query<Name>): Row<LogName>[] {
    const { merchantId } = (query.where ?? {}) as { merchantId?: string | readonly string[] }
    if (merchantId === undefined) throw new TypeError(`${log}: a log is read for one merchant or several`)
    const [only, ...more] = [merchantId].flat()
    const { orderBy, ...rest } = query as Query<LogName>
    if (more.length === 0 && orderBy === undefined) {
      const kept = this.#kept(log, only ?? '', (query.where as { orderReference?: unknown }).orderReference)
      return select(log, query.after === undefined ? kept : kept.slice(firstAfter(kept, query.after)), rest)
    }
    // Entries of one merchant are in order of time as well; of each, no more can be among those asked for.
    const { skip = 0, limit = Number.POSITIVE_INFINITY } = rest
    const firstRows = { ...rest, skip: 0, limit: skip + limit }
    const entries = [merchantId].flat().flatMap((id) => select(log, this.#kept(log, id), firstRows))
    return select(log, entries.sort(orderOf(log, orderBy)), rest)
  }

  /** The entries of a log, or of those at least the ones about an order. */
  #kept<Name extends LogName>(
    log: Name,
    merchantId: string,
    orderReference?: unknown,
  ): readonly Logs[Name][] {
    const kept = this.#logs[log].get(merchantId) ?? NOTHING_LOGGED
    const { entries } = kept
    // More may be there than the limit, waiting to be trimmed.
    const hidden = Math.max(0, entries.length - LOG_LIMITS[log])
    if (typeof orderReference !== 'string')
      return (hidden > 0 ? entries.slice(hidden) : entries) as Logs[Name][]
    kept.byOrder ??= groupedByOrder(entries)
    const about = (kept.byOrder.get(orderReference) ?? []) as Logs[Name][]
    const oldest = entries[hidden]?.seq ?? 0
    return hidden > 0 ? about.filter(({ seq }) => seq >= oldest) : about
  }

  #append(log: LogName, entry: Logs[LogName]) {
    const kept = getOrAdd(this.#logs[log], entry.merchantId, newLog)
    const weight = weightOf(entry)
    kept.entries.push(entry)
    if (kept.byOrder) group(kept.byOrder, entry)
    kept.weights.push(weight)
    this.#weigh(kept, weight)
    // Trimmed a quarter at a time: dropping one entry from a long array for each that comes is slow.
    const limit = LOG_LIMITS[log]
    if (kept.entries.length > limit * 1.25) this.#dropOldest(kept, kept.entries.length - limit)
    while (this.#logBytes > this.#maxBytes) this.#dropFromHeaviest()
  }

  /** The merchant whose log takes most loses a quarter of it: a busy one must not cost the others theirs. */
  #dropFromHeaviest() {
    let heaviest: Log | null = null
    for (const name of LOG_NAMES) {
      for (const log of this.#logs[name].values()) if (log.bytes > (heaviest?.bytes ?? 0)) heaviest = log
    }
    if (heaviest) this.#dropOldest(heaviest, Math.ceil(heaviest.entries.length / 4))
  }

  #dropOldest(log: Log, count: number) {
    const dropped = log.entries.splice(0, count)
    if (log.byOrder) for (const entry of dropped) ungroupOldest(log.byOrder, entry)
    for (const weight of log.weights.splice(0, count)) this.#weigh(log, -weight)
  }

  #weigh(log: Log, bytes: number) {
    log.bytes += bytes
    this.#logBytes += bytes
  }

  #table(name: RowTable): Table<RowTable> {
    return this.#tables.get(name) ?? this.#newTable(name)
  }

  #newTable(name: RowTable): Table<RowTable> {
    const table = new Table(name, (index) => isKept(name, index)) as Table<RowTable>
    this.#tables.set(name, table)
    return table
  }

  #agenda(merchantId: string): DueTimes {
    return getOrAdd(this.#agendas, merchantId, () => new DueTimes())
  }
}

function newLog(): Log {
  return { entries: [], weights: [], byOrder: null, bytes: 0 }
}

function perLog<Of>(make: () => Of): Readonly<Record<LogName, Of>> {
  return { journal: make(), requests: make() }
}

type ByOrder = NonNullable<Log['byOrder']>

function groupedByOrder(entries: readonly Logs[LogName][]): ByOrder {
  const byOrder: ByOrder = new Map()
  for (const entry of entries) group(byOrder, entry)
  return byOrder
}

function group(byOrder: ByOrder, entry: Logs[LogName]) {
  const { orderReference } = entry
  if (orderReference !== undefined) getOrAdd(byOrder, orderReference, () => []).push(entry)
}

/** Lets go of an entry that is the oldest of all, and so the oldest about its order. */
function ungroupOldest(byOrder: ByOrder, { orderReference }: Logs[LogName]) {
  if (orderReference === undefined) return
  const about = byOrder.get(orderReference)
  about?.shift()
  if (about?.length === 0) byOrder.delete(orderReference)
}

const NOTHING_LOGGED = newLog()

/** The place of the first entry that is numbered after this: a reader at the end of a log must not look at all of it. */
function firstAfter(entries: readonly { readonly seq: number }[], after: number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.seq ?? 0) > after) high = middle
    else low = middle + 1
  }
  return low
}

/** What comes by the hundred thousand is not listed by merchant: its rows are found through others. */
function isKept(name: RowTable, { by }: Index): boolean {
  return !((name === 'tasks' || name === 'attempts') && by.length === 1 && by[0] === 'merchantId')
}

const LOGS: ReadonlySet<string> = new Set(LOG_NAMES)

function isLog(name: RowName): name is LogName {
  return LOGS.has(name)
}
