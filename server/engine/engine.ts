import { type Agenda, CutShort } from '../agenda/agenda.js'
import type { RealClock } from '../agenda/real-clock.js'
import { realTimeOf, timeOn } from '../domain/clock.js'
import { ANONYMOUS, freshCounters, type Merchant } from '../domain/merchant.js'
import { SandboxMistake } from '../errors.js'
import type { SharedChange } from '../store/sharing.js'
import type { Store, StoreTransaction } from '../store/store.js'
import { StoreFailed } from '../store/store-failed.js'
import type { Tracer } from '../tracing/tracer.js'
import { Batcher, type RepeatableChange } from './batcher.js'
import { Signals } from './change-signals.js'
import { Transaction, type Written } from './transaction.js'

/** Who waits for a merchant, and what for. */
interface Interest {
  /** The one order that it is about. */
  readonly orderReference?: string | null | undefined
  /** Aborted when nobody wants to know any more. */
  readonly abandoned?: AbortSignal
}

interface EngineListeners {
  /** Hears of everything that was written down, once it is saved. */
  readonly onWritten?: ((merchant: Merchant, written: Written) => void) | undefined
  /** Told how long each change took, in milliseconds. */
  readonly onTransaction?: ((ms: number) => void) | undefined
  readonly tracer?: Tracer | null | undefined
}

/** What every use case stands on: saved state, time, and how a merchant is changed. */
export class Engine {
  readonly store: Store
  readonly realClock: RealClock
  readonly signals = new Signals()
  readonly #agenda: () => Agenda
  readonly #onWritten: (merchant: Merchant, written: Written) => void
  readonly #onTransaction: (ms: number) => void
  readonly #tracer: Tracer | null
  readonly #lastChanges = new Map<string, number>()
  readonly #startedAt: number
  #latestChangeFailed = false
  /** Told when there is no room for something new. */
  onFull: () => void = () => {}
  readonly #batcher = new Batcher((merchantId, change) => this.#transact(merchantId, null, change))

  constructor(
    store: Store,
    realClock: RealClock,
    agenda: () => Agenda,
    { onWritten = () => {}, onTransaction = () => {}, tracer = null }: EngineListeners = {},
  ) {
    this.store = store
    this.realClock = realClock
    this.#agenda = agenda
    this.#onWritten = onWritten
    this.#onTransaction = onTransaction
    this.#tracer = tracer
    this.#startedAt = realClock.uptime()
  }

  /**
   * Changes one merchant: everything the work does is saved together, or nothing when it throws. Once
   * saved, the agenda learns of new tasks and whoever waits for the merchant looks again.
   */
  async transact<T>(merchantId: string, change: (tx: Transaction) => Promise<T>): Promise<T> {
    requireMerchant(merchantId)
    return this.#transact(merchantId, null, change)
  }

  /**
   * Changes one merchant, in one transaction with whatever else is asked for in this turn of the event loop.
   * Changes are made in the order of asking, and one that throws fails alone.
   */
  transactBatched<T>(merchantId: string, change: RepeatableChange<T>): Promise<T> {
    return this.#batcher.transact(merchantId, change)
  }

  /** Saves a new merchant together with everything that opening it causes. */
  open<T>(merchant: Merchant, change: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#transact(merchant.id, merchant, change)
  }

  async #transact<T>(
    merchantId: string,
    opened: Merchant | null,
    change: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const span = this.#tracer?.beginPart('store transaction')
    try {
      const result = await this.#save(merchantId, opened, change)
      span?.end({ attributes: { 'clickpesa.merchant': merchantId } })
      return result
    } catch (error) {
      span?.end({ failed: true, attributes: { 'clickpesa.merchant': merchantId } })
      throw error
    }
  }

  async #save<T>(
    merchantId: string,
    opened: Merchant | null,
    change: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    let done: Transaction | undefined
    const began = this.realClock.uptime()
    const result = await this.#saved(merchantId, async (transaction) => {
      const merchant = opened ?? (await transaction.get('merchants', merchantId))
      if (!merchant) throw noSuchMerchant(merchantId)
      const counters = (await transaction.get('counters', merchantId)) ?? freshCounters(merchantId)
      done = new Transaction(transaction, merchant, counters, {
        realNow: this.realClock.now(),
        isNew: opened !== null,
        isFull: () => this.#isFull(),
      })
      const answer = await change(done)
      done.save()
      return answer
    })
    this.#onTransaction(this.realClock.uptime() - began)
    if (done) {
      this.#lastChanges.set(merchantId, this.realClock.uptime())
      for (const task of done.planned) this.#agenda().expect(merchantId, done.merchant.clock, task.dueAt)
      this.signals.announce(merchantId, done.touchedOrders)
      this.#tellOthers(done)
      for (const written of done.written) this.#onWritten(done.merchant, written)
    }
    return result
  }

  /** Has the store save a change, and remembers whether it could. */
  async #saved<T>(merchantId: string, change: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    try {
      const result = await this.store.transact(merchantId, change)
      this.#latestChangeFailed = false
      return result
    } catch (error) {
      if (error instanceof StoreFailed && !error.isConflict) this.#latestChangeFailed = true
      throw error
    }
  }

  /**
   * Rejects with StoreFailed where the store does not answer, and where it did not take the latest change and takes none now:
   * nothing is written to find out while all goes well.
   */
  async requireStore() {
    await this.store.count('merchants', { where: { id: [] } })
    if (this.#latestChangeFailed) await this.transactBatched(ANONYMOUS, async () => {})
  }

  /** How long ago a merchant was changed last, in milliseconds of real time. */
  idleFor(merchantId: string): number {
    return this.realClock.uptime() - (this.#lastChanges.get(merchantId) ?? this.#startedAt)
  }

  /** Tells the processes that share the store what they wait for. */
  #tellOthers({ merchant, planned, touchedOrders }: Transaction) {
    const { sharing } = this.store
    if (!sharing) return
    const due = planned.flatMap((task) => realTimeOf(merchant.clock, task.dueAt) ?? [])
    const dueAt = due.length > 0 ? Math.min(...due) : null
    sharing.tell({ merchantId: merchant.id, orders: [...touchedOrders], dueAt })
  }

  /** Another process has changed a merchant. */
  heardOf({ merchantId, orders }: SharedChange) {
    this.#lastChanges.set(merchantId, this.realClock.uptime())
    this.signals.announce(merchantId, orders ? new Set(orders) : undefined)
  }

  /** Nothing is left of the merchant. */
  forget(merchantId: string) {
    this.#lastChanges.delete(merchantId)
    this.signals.announce(merchantId)
    this.store.sharing?.tell({ merchantId, orders: null, dueAt: null })
  }

  #isFull(): boolean {
    if (!this.store.isFull()) return false
    this.onFull()
    return true
  }

  /** The time on the merchant's clock. */
  now(merchant: Pick<Merchant, 'clock'>): number {
    return timeOn(merchant.clock, this.realClock.now())
  }

  /**
   * Runs what is due at this very instant when the merchant's clock stands still: whoever acts by hand
   * on a frozen clock finds the consequences there when the action answers. A running clock needs no help.
   */
  async runDueIfFrozen(merchantId: string) {
    const merchant = await this.store.get('merchants', merchantId)
    if (merchant?.clock.kind !== 'frozen') return
    try {
      await this.#agenda().advance(merchantId, merchant.clock.at)
    } catch (error) {
      // Reset or removed meanwhile: nothing of it is due any more.
      if (!(error instanceof CutShort)) throw error
    }
  }

  /**
   * Looks again after every change of the merchant (of one of its orders, where `look` is about one) until
   * `look` finds something, `waitMs` of real time has passed, or nobody wants to know any more; answers what
   * it found last.
   */
  async waitUntil<T>(
    merchantId: string,
    waitMs: number,
    look: () => Promise<T>,
    found: (seen: T) => boolean,
    { orderReference = null, abandoned }: Interest = {},
  ) {
    const deadline = this.realClock.uptime() + waitMs
    let changed = () => {}
    const stopListening = this.signals.listen(merchantId, () => changed(), orderReference)
    abandoned?.addEventListener('abort', () => changed(), { once: true })
    try {
      for (;;) {
        // Listening before looking: a change in between is not missed.
        const change = new Promise<'changed'>((resolve) => {
          changed = () => resolve('changed')
        })
        const seen = await look()
        if (found(seen) || this.realClock.uptime() >= deadline || abandoned?.aborted) return seen
        const { timeUp, cancel } = this.#timer(deadline - this.realClock.uptime())
        await Promise.race([change, timeUp])
        cancel()
      }
    } finally {
      stopListening()
    }
  }

  #timer(ms: number) {
    let cancel = () => {}
    const timeUp = new Promise<void>((resolve) => {
      cancel = this.realClock.after(ms, resolve)
    })
    return { timeUp, cancel }
  }
}

/** Throws a SandboxMistake where the id is that of the requests without known credentials, which are only added to. */
export function requireMerchant(id: string) {
  if (id !== ANONYMOUS) return
  throw new SandboxMistake(
    'NOT_A_MERCHANT',
    `${ANONYMOUS} is not a merchant: it keeps the requests without known credentials, and cannot be changed`,
    'name a merchant; POST /sandbox/api/v1/reset empties everything',
  )
}

export function noSuchMerchant(id: string): SandboxMistake {
  return new SandboxMistake(
    'MERCHANT_NOT_FOUND',
    `no merchant has the id or client id ${id}`,
    'list them with GET /sandbox/api/v1/merchants, or open one with POST /sandbox/api/v1/merchants',
  )
}
