import type { EndpointId } from '../../contracts/endpoints.js'
import { timeOn } from '../domain/clock.js'
import type { JournalEntry, JournalType, RequestEntry } from '../domain/journal.js'
import type { Counters, Merchant } from '../domain/merchant.js'
import { SeededRandom } from '../domain/random.js'
import type { Task } from '../domain/task.js'
import { SandboxMistake } from '../errors.js'
import { hidePasswords } from '../lib/hide-passwords.js'
import type { LogName, Query, StoreTransaction, TableName, Tables } from '../store/store.js'
import type { Row, RowName } from '../store/tables.js'

/** When to do something, what, and which rule wants it. */
type Plan = Pick<Task, 'dueAt' | 'why' | 'action'>

/** An entry of the journal, or of the log of requests. */
export type Written =
  | { readonly kind: 'journal'; readonly entry: JournalEntry }
  | { readonly kind: 'request'; readonly entry: RequestEntry; readonly endpoint: EndpointId | null }

type About = Pick<JournalEntry, 'orderReference' | 'ofPayout' | 'paymentId' | 'deliveryId' | 'data'>

/**
 * One change to one merchant: what is read, what is written, what goes into the journal and on the
 * agenda, all saved together. It hands out the merchant's time, numbers and random draws, so nothing
 * that happens to a merchant depends on anything but itself.
 */
export class Transaction {
  readonly now: number
  readonly random: SeededRandom
  readonly planned: Task[] = []
  /** What was written down of what happened, in order. */
  readonly written: Written[] = []
  /** The orders that something was saved about. */
  readonly touchedOrders = new Set<string>()
  readonly #transaction: StoreTransaction
  readonly #opened: Merchant | null
  #merchant: Merchant
  #counters: Counters
  #sequence: number

  readonly #isFull: () => boolean

  /** `isNew`: the merchant is being opened, and is not saved yet. */
  constructor(
    transaction: StoreTransaction,
    merchant: Merchant,
    counters: Counters,
    {
      realNow,
      isNew,
      isFull,
    }: { readonly realNow: number; readonly isNew: boolean; readonly isFull: () => boolean },
  ) {
    this.#transaction = transaction
    this.#opened = isNew ? null : merchant
    this.#merchant = merchant
    this.#counters = counters
    this.#sequence = counters.sequence
    this.#isFull = isFull
    this.now = timeOn(merchant.clock, realNow)
    this.random = new SeededRandom({ seed: merchant.seed, position: counters.drawn })
  }

  get merchant(): Merchant {
    return this.#merchant
  }

  /** What is counted for the merchant, as this transaction leaves it. */
  get counters(): Omit<Counters, 'sequence' | 'drawn'> {
    return this.#counters
  }

  /** The number of the last thing that happened to the merchant. */
  get sequence(): number {
    return this.#sequence
  }

  /** Changes the merchant itself. */
  change(settings: Partial<Omit<Merchant, 'id' | 'merchantId' | 'seq' | 'seed'>>) {
    this.#merchant = { ...this.#merchant, ...settings }
  }

  /** Changes what is counted for the merchant. */
  count(counts: Partial<Pick<Counters, 'rateWindow' | 'faultCounts' | 'unproven' | 'seenUpTo'>>) {
    this.#counters = { ...this.#counters, ...counts }
  }

  get<Name extends TableName>(table: Name, id: string): Promise<Tables[Name] | undefined> {
    return this.#transaction.get(table, id) as Promise<Tables[Name] | undefined>
  }

  find<Name extends RowName>(table: Name, query: Query<Name>): Promise<readonly Row<Name>[]> {
    return this.#transaction.find(table, query)
  }

  put<Name extends Exclude<TableName, 'tasks' | 'merchants' | 'counters'>>(table: Name, row: Tables[Name]) {
    this.#transaction.put(table as Exclude<RowName, LogName>, row)
    if ('orderReference' in row && row.orderReference !== undefined)
      this.touchedOrders.add(row.orderReference)
  }

  /** Removes a row; an agenda's tasks are dropped instead. */
  remove(table: 'orders' | 'payments' | 'deliveries' | 'attempts', id: string) {
    this.#transaction.remove(table, id)
  }

  /**
   * Draws for keys, which must not follow from what is shown to everybody: a stream of its own for each number that
   * the merchant has given out.
   */
  secrets(): SeededRandom {
    return new SeededRandom({ seed: `${this.#merchant.seed}/secrets/${this.#sequence}`, position: 0 })
  }

  /** Throws a SandboxMistake where nothing more can be kept: called before something is begun that stays. */
  requireRoom() {
    if (!this.#isFull()) return
    throw new SandboxMistake(
      'SANDBOX_FULL',
      'the sandbox holds as much as it may',
      'remove merchants that are not needed, reset the sandbox, or start it with more --max-memory, or --max-data where it keeps data',
    )
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
    const entry: JournalEntry = {
      merchantId,
      seq: this.nextNumber(),
      at: this.now,
      type,
      text: hidePasswords(text),
      ...about,
    }
    this.#transaction.append('journal', entry)
    this.written.push({ kind: 'journal', entry })
  }

  /** Adds a request to the log, with the endpoint that it was for; null where ClickPesa knows no such route. */
  log(entry: RequestEntry, endpoint: EndpointId | null = null) {
    if (entry.orderReference !== undefined) this.touchedOrders.add(entry.orderReference)
    this.#transaction.append('requests', entry)
    this.written.push({ kind: 'request', entry, endpoint })
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

  /** Takes a task off the agenda in order to do it. Returns false when it was cancelled or planned again meanwhile. */
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

  /** Writes back what the transaction used up. Called once, when it is done. */
  save() {
    const { position: drawn } = this.random.state
    if (this.#merchant !== this.#opened) this.#transaction.put('merchants', this.#merchant)
    this.#transaction.put('counters', { ...this.#counters, drawn, sequence: this.#sequence })
  }
}
