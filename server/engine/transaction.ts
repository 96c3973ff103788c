import { timeOn } from '../domain/clock.js'
import type { JournalEntry, JournalType, RequestEntry } from '../domain/journal.js'
import type { Merchant } from '../domain/merchant.js'
import { SeededRandom } from '../domain/random.js'
import type { Task } from '../domain/task.js'
import type { Filter, StoreTransaction, TableName, Tables } from '../store/store.js'

/** When to do something, what, and which rule wants it. */
type Plan = Pick<Task, 'dueAt' | 'why' | 'action'>

type About = Pick<JournalEntry, 'orderReference' | 'paymentId' | 'deliveryId' | 'data'>

/**
 * One change to one merchant: what is read, what is written, what goes into the journal and on the
 * agenda, all saved together. It hands out the merchant's time, numbers and random draws, so nothing
 * that happens to a merchant depends on anything but itself.
 */
export class Transaction {
  readonly now: number
  readonly random: SeededRandom
  readonly planned: Task[] = []
  /** The orders that something was saved about. */
  readonly touchedOrders = new Set<string>()
  readonly #transaction: StoreTransaction
  #merchant: Merchant
  #sequence: number

  constructor(transaction: StoreTransaction, merchant: Merchant, realNow: number) {
    this.#transaction = transaction
    this.#merchant = merchant
    this.#sequence = merchant.sequence
    this.now = timeOn(merchant.clock, realNow)
    this.random = new SeededRandom(merchant.random)
  }

  get merchant(): Merchant {
    return this.#merchant
  }

  /** Changes the merchant itself. */
  change(settings: Partial<Omit<Merchant, 'id' | 'merchantId' | 'random' | 'sequence'>>) {
    this.#merchant = { ...this.#merchant, ...settings }
  }

  get<K extends TableName>(kind: K, id: string): Promise<Tables[K] | undefined> {
    return this.#transaction.get(kind, id)
  }

  find<K extends TableName>(kind: K, filter: Filter<Tables[K]>): Promise<readonly Tables[K][]> {
    return this.#transaction.find(kind, filter)
  }

  put<K extends Exclude<TableName, 'tasks' | 'merchants'>>(kind: K, row: Tables[K]) {
    this.#transaction.put(kind, row)
    if ('orderReference' in row) this.touchedOrders.add(row.orderReference)
  }

  /** The number of the next thing that happens to the merchant. */
  nextNumber(): number {
    this.#sequence += 1
    return this.#sequence
  }

  /** Adds a sentence to the journal. */
  note(type: JournalType, text: string, about: About = {}) {
    const { id: merchantId } = this.#merchant
    if (about.orderReference !== undefined) this.touchedOrders.add(about.orderReference)
    this.#transaction.append('journal', {
      merchantId,
      seq: this.nextNumber(),
      at: this.now,
      type,
      text,
      ...about,
    })
  }

  /** Adds a request to the log. */
  log(entry: RequestEntry) {
    if (entry.orderReference !== undefined) this.touchedOrders.add(entry.orderReference)
    this.#transaction.append('requests', entry)
  }

  /** Puts a task on the agenda; one that would be due in the past is due now. */
  plan({ orderReference, ...rest }: Plan & Pick<Task, 'orderReference'>) {
    const { id: merchantId } = this.#merchant
    const seq = this.nextNumber()
    this.#planned({ id: `${merchantId}-T${seq}`, merchantId, seq, orderReference, ...rest })
  }

  /** Gives a task of the agenda another time and something else to do, as a retry after a failed attempt. */
  replan({ id, merchantId, orderReference }: Task, { dueAt, why, action }: Plan) {
    this.#planned({ id, merchantId, seq: this.nextNumber(), dueAt, orderReference, why, action })
  }

  #planned(task: Task) {
    const planned = task.dueAt < this.now ? { ...task, dueAt: this.now } : task
    this.#transaction.put('tasks', planned)
    this.planned.push(planned)
  }

  /** Takes a task off the agenda in order to do it; answers false when it was called off or planned again meanwhile. */
  async take(task: Task): Promise<boolean> {
    const planned = await this.#transaction.get('tasks', task.id)
    if (planned?.seq !== task.seq) return false
    this.drop(task)
    return true
  }

  /** Takes a task off the agenda. */
  drop(task: Task) {
    this.#transaction.remove('tasks', task.id)
  }

  /** Writes back what the work used up. Called once, when it is done. */
  save() {
    const { state } = this.random
    this.#transaction.put('merchants', { ...this.#merchant, random: state, sequence: this.#sequence })
  }
}
