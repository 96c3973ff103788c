import type { Task } from '../../server/domain/task.js'
import { MemoryStore } from '../../server/store/memory.js'
import type {
  Due,
  Filter,
  LogName,
  Logs,
  MerchantData,
  Query,
  Store,
  StoreTransaction,
} from '../../server/store/store.js'
import type { Row, RowName } from '../../server/store/tables.js'
import { answering } from './answering.js'

/** What was asked of a store. */
export interface Asked {
  queries: number
  /** Rows that were given out. */
  rows: number
}

/**
 * A store as far away as a database: it answers in a later turn of the event loop, keeps copies of what it is given, gives
 * copies out, and counts. Whatever relies on the same object coming back, or on an answer in this turn, fails on it.
 */
export class DistantStore implements Store {
  readonly asked: Asked = { queries: 0, rows: 0 }
  readonly #store: Store

  constructor(store: Store | number = Number.POSITIVE_INFINITY) {
    this.#store = typeof store === 'number' ? new MemoryStore(store) : store
  }

  /** Begins to count anew. */
  forget() {
    this.asked.queries = 0
    this.asked.rows = 0
  }

  get<Name extends RowName>(table: Name, id: string): Promise<Row<Name> | undefined> {
    return this.#answer(() => this.#store.get(table, id))
  }

  find<Name extends RowName>(table: Name, query: Query<Name>): Promise<readonly Row<Name>[]> {
    return this.#answer(() => this.#store.find(table, query))
  }

  count<Name extends RowName>(table: Name, filter: Filter<Name>): Promise<number> {
    return this.#answer(() => this.#store.count(table, filter))
  }

  async transact<T>(ownerId: string, change: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    const result = await this.#store.transact(ownerId, (transaction) => change(this.#copying(transaction)))
    await laterTurn()
    return result
  }

  isFull(): boolean {
    return this.#store.isFull()
  }

  nextDueAt(merchantId: string, after?: number): Promise<number | null> {
    return this.#answer(() => this.#store.nextDueAt(merchantId, after))
  }

  dueTasks(merchantId: string, now: number): Promise<readonly Task[]> {
    return this.#answer(() => this.#store.dueTasks(merchantId, now))
  }

  allNextDue(): Promise<readonly Due[]> {
    return this.#answer(() => this.#store.allNextDue())
  }

  exportMerchant(merchantId: string): Promise<MerchantData> {
    return this.#answer(() => this.#store.exportMerchant(merchantId))
  }

  async importMerchant(merchantId: string, data: MerchantData): Promise<void> {
    await this.#store.importMerchant(merchantId, copyOf(data))
    await laterTurn()
  }

  async removeMerchant(merchantId: string): Promise<void> {
    await this.#store.removeMerchant(merchantId)
    await laterTurn()
  }

  async clear(): Promise<void> {
    await this.#store.clear()
    await laterTurn()
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  #copying(transaction: StoreTransaction): StoreTransaction {
    return {
      get: (table, id) => this.#answer(() => transaction.get(table, id)),
      find: (table, query) => this.#answer(() => transaction.find(table, query)),
      put: (table, row) => transaction.put(table, copyOf(row)),
      remove: (table, id) => transaction.remove(table, id),
      append: <Name extends LogName>(log: Name, entry: Logs[Name]) => transaction.append(log, copyOf(entry)),
    }
  }

  async #answer<T>(ask: () => Promise<T>): Promise<T> {
    this.asked.queries += 1
    await laterTurn()
    const answer = await ask()
    this.asked.rows += Array.isArray(answer) ? answer.length : typeof answer === 'object' && answer ? 1 : 0
    return copyOf(answer)
  }
}

/** As a database gives a row back: equal, and another object. */
function copyOf<T>(value: T): T {
  return structuredClone(value)
}

/** Kept from the start, for tests that replace it. */
const { setImmediate } = globalThis

function laterTurn(): Promise<void> {
  return answering(new Promise<void>((resolve) => setImmediate(() => resolve())))
}
