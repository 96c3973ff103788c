import type { CompiledQuery } from 'kysely'
import { LIMITS } from '../../domain/limits.js'
import type { Task } from '../../domain/task.js'
import { Overlay } from '../overlay.js'
import type { Sharing } from '../sharing.js'
import {
  type Due,
  type Filter,
  inOrder,
  LOG_LIMITS,
  LOG_NAMES,
  type LogName,
  type MerchantData,
  type Query,
  RowTaken,
  type Store,
  type StoreTransaction,
  TABLE_NAMES,
} from '../store.js'
import { StoreFailed } from '../store-failed.js'
import { type Row, type RowName, TABLES } from '../tables.js'
import type { Connection, Places, SqlDatabase, SqlRow, Turn } from './database.js'
import { Statements } from './statements.js'

/** How many transactions there are between two looks at how much there is: looking costs as much as a small change. */
const TRANSACTIONS_BETWEEN = 100

/**
 * Keeps everything in a database: each row as one JSON document, beside the columns that it is looked up by. A
 * transaction gathers what it changes and writes it at its end.
 */
export class SqlStore implements Store {
  readonly sharing: Sharing | undefined
  readonly #database: SqlDatabase
  readonly #statements: Statements
  readonly #maxBytes: number
  #isFull = false
  #transactionsUntilMeasured = 0

  /** `database`: reached, with its tables as `migrate` makes them; `maxBytes`: about how much it may hold. */
  constructor(database: SqlDatabase, maxBytes: number = LIMITS.data.most) {
    this.#database = database
    this.#maxBytes = maxBytes
    this.sharing = database.sharing
    this.#statements = new Statements(database.engine)
  }

  get<Name extends RowName>(table: Name, id: string): Promise<Row<Name> | undefined> {
    return this.#reader(this.#database).get(table, id)
  }

  find<Name extends RowName>(table: Name, query: Query<Name>): Promise<readonly Row<Name>[]> {
    return this.#reader(this.#database).find(table, query)
  }

  async count<Name extends RowName>(table: Name, filter: Filter<Name>): Promise<number> {
    const { rows } = await this.#database.run(this.#statements.count(table, filter))
    return Number(rows[0]?.count ?? 0)
  }

  transact<T>(ownerId: string, change: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#database
      .inTurn(ownerId, async (turn) => {
        const changes = new Overlay(this.#reader(turn))
        const result = await change(changes)
        if (changes.changed.size > 0 || changes.appended.length > 0) await this.#save(ownerId, turn, changes)
        return result
      })
      .then(async (result) => {
        await this.#measureAtTimes()
        return result
      })
  }

  async nextDueAt(merchantId: string, after?: number): Promise<number | null> {
    const { rows } = await this.#database.run(this.#statements.nextDueAt(merchantId, after))
    const dueAt = rows[0]?.due_at
    return typeof dueAt === 'number' ? dueAt : null
  }

  async dueTasks(merchantId: string, now: number): Promise<readonly Task[]> {
    const { rows } = await this.#database.run(this.#statements.dueTasks(merchantId, now))
    return rows.map(rowIn)
  }

  async allNextDue(): Promise<readonly Due[]> {
    const { rows } = await this.#database.run(this.#statements.allNextDue())
    return rows.map(({ merchant_id, due_at }) => ({ merchantId: String(merchant_id), dueAt: Number(due_at) }))
  }

  exportMerchant(merchantId: string): Promise<MerchantData> {
    return this.#database.inTurn(merchantId, async (turn) => {
      const reader = this.#reader(turn)
      const data: Record<string, readonly object[]> = {}
      for (const name of TABLE_NAMES) data[name] = inOrder(await reader.find(name, { where: { merchantId } }))
      for (const name of LOG_NAMES) data[name] = await reader.find(name, { where: { merchantId } })
      return data as unknown as MerchantData
    })
  }

  importMerchant(merchantId: string, data: MerchantData): Promise<void> {
    return this.#database.inTurn(merchantId, (turn) =>
      turn.save(async (connection) => {
        await this.#removeOwned(connection, merchantId)
        for (const name of TABLE_NAMES) await this.#put(connection, name, data[name])
        const logs = { journal: data.journal, requests: data.requests }
        await this.#append(connection, merchantId, logs, { journal: 0, requests: 0 })
      }),
    )
  }

  removeMerchant(merchantId: string): Promise<void> {
    return this.#database
      .inTurn(merchantId, (turn) =>
        turn.save(async (connection) => {
          await this.#removeOwned(connection, merchantId)
          await connection.run(this.#statements.removeOwner(merchantId))
        }),
      )
      .then(() => this.#measure())
  }

  clear(): Promise<void> {
    return this.#database
      .inTurn(null, (turn) =>
        turn.save(async (connection) => {
          for (const name of Object.keys(TABLES) as RowName[])
            await connection.run(this.#statements.removeAll(name))
          await connection.run(this.#statements.removeCounts(null))
          await connection.run(this.#statements.removeOwners())
        }),
      )
      .then(() => this.#measure())
  }

  /** As of the last time that it was measured, which is not done for every change. */
  isFull(): boolean {
    return this.#isFull
  }

  close(): Promise<void> {
    return this.#database.close()
  }

  #reader(connection: Connection): Pick<Store, 'get' | 'find'> {
    return {
      get: async (table, id) => {
        const { rows } = await connection.run(this.#statements.get(table, id))
        return rows[0] && rowIn(rows[0])
      },
      find: async (table, query) => {
        const { rows } = await connection.run(this.#statements.find(table, query))
        return rows.map(rowIn) as never
      },
    }
  }

  #save(ownerId: string, turn: Turn, { changed, appended }: Overlay): Promise<void> {
    return turn.save(async (connection) => {
      // What is removed goes first: what only one row may have is free then.
      for (const [name, rows] of changed) {
        const removed = [...rows].flatMap(([id, row]) => (row ? [] : [id]))
        for (const query of this.#statements.remove(name, removed)) await connection.run(query)
      }
      for (const [name, rows] of changed) {
        const put = [...rows.values()].filter((row) => row !== null)
        await this.#put(connection, name, put)
      }
      if (appended.length === 0) return
      const entries = (log: LogName) => appended.flatMap((one) => (one.log === log ? [one.entry] : []))
      const logs = { journal: entries('journal'), requests: entries('requests') }
      await this.#append(connection, ownerId, logs, turn.places ?? (await this.#places(connection, ownerId)))
    })
  }

  async #put(connection: Connection, name: RowName, rows: readonly object[]) {
    if (rows.length === 0) return
    for (const { query, ids } of this.#statements.put(name, rows)) {
      const { written } = await this.#runUnlessTaken(connection, query, name, ids)
      if (written < ids.length) throw new RowTaken(name, await this.#takenOf(connection, name, rows, ids))
    }
  }

  async #runUnlessTaken(connection: Connection, query: CompiledQuery, name: RowName, ids: readonly string[]) {
    try {
      return await connection.run(query)
    } catch (error) {
      throw error instanceof StoreFailed && error.isConflict ? new RowTaken(name, ids[0] ?? '') : error
    }
  }

  /** The first of these rows whose id another owner has. */
  async #takenOf(connection: Connection, name: RowName, rows: readonly object[], ids: readonly string[]) {
    const { rows: known } = await connection.run(this.#statements.ownersOf(name, ids))
    const owners = new Map(known.map(({ id, merchant_id }) => [id, merchant_id]))
    const taken = (rows as readonly { id: string; merchantId: string }[]).find(
      ({ id, merchantId }) => owners.has(id) && owners.get(id) !== merchantId,
    )
    return taken?.id ?? ids[0] ?? ''
  }

  async #places(connection: Connection, ownerId: string): Promise<Places> {
    const { rows } = await connection.run(this.#statements.places(ownerId))
    return { journal: Number(rows[0]?.journal ?? 0), requests: Number(rows[0]?.requests ?? 0) }
  }

  /** Adds to the owner's logs, and drops what is older than they keep. */
  async #append(
    connection: Connection,
    ownerId: string,
    logs: { readonly [Log in LogName]: readonly object[] },
    before: Places,
  ) {
    const after = { ...before }
    for (const log of LOG_NAMES) {
      const entries = logs[log].slice(-LOG_LIMITS[log])
      if (entries.length === 0) continue
      for (const query of this.#statements.append(log, entries, before[log])) await connection.run(query)
      after[log] = before[log] + entries.length
      const upTo = after[log] - LOG_LIMITS[log]
      if (upTo > 0) await connection.run(this.#statements.trim(log, ownerId, upTo))
      else if (this.#isFull) await connection.run(this.#statements.trimOldest(log, ownerId, entries.length))
    }
    await connection.run(this.#statements.setPlaces(ownerId, after))
  }

  async #measureAtTimes() {
    this.#transactionsUntilMeasured -= 1
    if (this.#transactionsUntilMeasured < 0) await this.#measure()
  }

  async #measure() {
    this.#transactionsUntilMeasured = TRANSACTIONS_BETWEEN
    // What was asked for is done: that this fails says the next change.
    const used = await this.#database.usedBytes().catch(() => null)
    if (used !== null) this.#isFull = used >= this.#maxBytes
  }

  async #removeOwned(connection: Connection, merchantId: string) {
    for (const name of [...TABLE_NAMES, ...LOG_NAMES]) {
      await connection.run(this.#statements.removeOf(name, merchantId))
    }
    await connection.run(this.#statements.removeCounts(merchantId))
  }
}

function rowIn({ doc }: SqlRow) {
  return JSON.parse(String(doc))
}
