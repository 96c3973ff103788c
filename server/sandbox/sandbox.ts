import { randomBytes } from 'node:crypto'
import { getHeapStatistics } from 'node:v8'
import { Agenda, type Commit } from '../agenda/agenda.js'
import { SharedLeases, SOLE_PROCESS } from '../agenda/leases.js'
import { type RealClock, systemClock } from '../agenda/real-clock.js'
import { DEFAULT_CREDENTIALS } from '../default-credentials.js'
import { Receivers } from '../delivery/receivers.js'
import { Sender } from '../delivery/sender.js'
import { type Dialect, dialectOf } from '../domain/dialect.js'
import { referenceOf } from '../domain/journal.js'
import { LIMITS, type Limit } from '../domain/limits.js'
import type { Merchant, MerchantDetails, MerchantSettings } from '../domain/merchant.js'
import type { Task } from '../domain/task.js'
import { Engine, requireMerchant } from '../engine/engine.js'
import { loadScenarios, scenarioFrom } from '../scenario/load.js'
import type { Scenario } from '../scenario/scenario.js'
import { refuseOverlaps } from '../scenario/triggers.js'
import { MemoryStore } from '../store/memory.js'
import { SANDBOX, type Store } from '../store/store.js'
import { StoreFailed } from '../store/store-failed.js'
import type { Tracer } from '../tracing/tracer.js'
import { Account } from './account.js'
import { Applications } from './applications.js'
import { Bills } from './bills.js'
import { Cards } from './cards.js'
import { Clocks } from './clocks.js'
import { Deliveries } from './deliveries.js'
import { DeliveriesByHand } from './deliveries-by-hand.js'
import { Faults } from './faults.js'
import { Gate } from './gate.js'
import { HeldResponses } from './held-responses.js'
import { Links } from './links.js'
import { Merchants } from './merchants.js'
import { Messages } from './messages/messages.js'
import { Orders } from './orders.js'
import { Payments } from './payments.js'
import { PayoutLinks } from './payout-links.js'
import { Payouts } from './payouts.js'
import { ProviderStates } from './provider-states/provider-states.js'
import { Pruning } from './pruning.js'
import { Pushes } from './pushes.js'
import { Queries } from './queries.js'
import { RequestLog } from './request-log.js'
import type { SandboxOptions } from './sandbox-options.js'
import { SandboxSeed } from './sandbox-seed.js'
import { Scenarios } from './scenarios.js'
import { SelfCheck } from './self-check.js'
import { readSnapshot } from './snapshots/snapshot.js'
import { Snapshots } from './snapshots/snapshots.js'
import { Stories } from './stories.js'
import { Tokens } from './tokens.js'

/** Receivers have half a minute to answer (what integrators say of ClickPesa, without proof). */
const DELIVERY_TIMEOUT_MS = 30_000

/** How long to wait before a store that failed is asked again, in milliseconds of real time. */
const STORE_RETRY_MS = 500

/** How often to look for what other processes changed and could not tell, in milliseconds of real time. */
const POLL_MS = 5000

/** How often a store that goes on failing is reported, in milliseconds of real time. */
const STORE_REPORT_MS = 10_000

/** Half of what the process may take at most, so that it ends by no lack of memory; never more than a gigabyte. */
const MAX_MEMORY = Math.min(getHeapStatistics().heap_size_limit / 2, LIMITS.rows.most + LIMITS.logs.most)

/** The whole sandbox without any door: it owns all state, and one reset takes it back to its start. */
export class Sandbox {
  readonly seed: string
  /** Dialect used for callers that match no merchant. */
  readonly dialect: Dialect
  readonly merchants: Merchants
  readonly applications: Applications
  /** What people and tools look at. */
  readonly queries: Queries
  /** All that happened to one order or one payout. */
  readonly stories: Stories
  readonly tokens: Tokens
  readonly orders: Orders
  readonly links: Links
  readonly payments: Payments
  readonly pushes: Pushes
  readonly cards: Cards
  readonly bills: Bills
  readonly deliveries: Deliveries
  readonly deliveriesByHand: DeliveriesByHand
  readonly account: Account
  readonly payouts: Payouts
  readonly payoutLinks: PayoutLinks
  readonly scenarios: Scenarios
  readonly clocks: Clocks
  readonly gate: Gate
  readonly faults: Faults
  readonly heldResponses: HeldResponses
  readonly requests: RequestLog
  readonly states: ProviderStates
  readonly messages: Messages
  /** Null unless it was asked for. */
  readonly selfCheck: SelfCheck | null
  readonly snapshots: Snapshots
  readonly pruning: Pruning
  /** Every bound, as it stands here. */
  readonly limits: readonly Limit[]
  readonly engine: Engine
  /** Null where nobody is reported to. */
  readonly tracer: Tracer | null
  readonly #agenda: Agenda
  /** Null where no other process has the store. */
  readonly #leases: SharedLeases | null
  readonly #sender: Sender
  readonly #receivers: Receivers
  readonly #seed: SandboxSeed
  readonly #defaultMerchant: MerchantSettings
  readonly #onInternalError: (fault: unknown, doing: string) => void
  #cleared: Promise<unknown> = Promise.resolve()
  #makingRoom: Promise<void> | null = null
  #isClosed = false
  #closing: Promise<void> | null = null
  /** End what waits until the store is asked again. */
  readonly #wakeUps = new Set<() => void>()
  #storeReportedAt = Number.NEGATIVE_INFINITY

  /** Opens a sandbox with its default merchant. Throws a SandboxMistake when a scenario is broken. */
  static async open(options: SandboxOptions = {}): Promise<Sandbox> {
    const scenarios = await loadScenarios(options.scenarioFolder)
    for (const { name, ...written } of options.scenarios ?? [])
      scenarios.set(name, scenarioFrom(name, written))
    refuseOverlaps(scenarios)
    const store: Store = options.store ?? new MemoryStore((options.maxMemory ?? MAX_MEMORY) / 2)
    const seed = await SandboxSeed.of(store, options.seed, () => randomBytes(16).toString('hex'))
    const sandbox = new Sandbox(options, store, seed, scenarios)
    // Of processes that start at the same time, one begins and the others go on with what it left.
    const start = async () => {
      if (await seed.isBegun()) await sandbox.#resume()
      else await sandbox.#begin()
    }
    await (store.sharing ? store.sharing.alone(start) : start())
    sandbox.#shareWork()
    return sandbox
  }

  private constructor(
    options: SandboxOptions,
    store: Store,
    seed: SandboxSeed,
    scenarios: ReadonlyMap<string, Scenario>,
  ) {
    const { realClock = systemClock, profile = 'live', dialect = {} } = options
    const { maxMerchants = LIMITS.merchants.most, maxMemory = MAX_MEMORY, maxData } = options
    this.seed = seed.seed
    this.dialect = dialectOf(profile, dialect)
    this.#defaultMerchant = { ...DEFAULT_CREDENTIALS, ...options.merchant }
    this.#onInternalError = options.onInternalError ?? (() => {})
    this.#receivers = new Receivers(options.receivers ?? { isShared: false, allowed: [] })
    this.#sender = new Sender(realClock, options.deliveryTimeoutMs ?? DELIVERY_TIMEOUT_MS, this.#receivers)
    this.#seed = seed
    this.tracer = options.tracer ?? null
    this.engine = new Engine(store, realClock, () => this.#agenda, options)
    this.queries = new Queries(store, () => realClock.now())
    this.stories = new Stories(store)
    this.merchants = new Merchants({
      engine: this.engine,
      queries: this.queries,
      seed,
      profile,
      dialect,
      strict: options.strict ?? false,
      maxMerchants,
    })
    this.limits = Object.values<Limit>({
      ...LIMITS,
      merchants: { ...LIMITS.merchants, most: maxMerchants },
      rows: { ...LIMITS.rows, most: maxMemory / 2 },
      logs: { ...LIMITS.logs, most: maxMemory / 2 },
      data: { ...LIMITS.data, most: maxData ?? LIMITS.data.most },
    })
    this.engine.onFull = () => this.#makeRoom()
    this.scenarios = new Scenarios(this.engine, scenarios)
    this.tokens = new Tokens(this.engine, this.merchants, this.scenarios)
    this.requests = new RequestLog(this.engine)
    this.pruning = new Pruning(this.engine, this.merchants)
    this.snapshots = new Snapshots(this.engine, this.scenarios)
    this.gate = new Gate(this.engine)
    this.faults = new Faults(this.engine, this.scenarios)
    this.heldResponses = new HeldResponses(this.engine)
    this.applications = new Applications(this.engine)
    this.orders = new Orders(this.engine)
    this.links = new Links(this.engine)
    this.selfCheck = options.selfCheck ? new SelfCheck(this.#onInternalError) : null
    this.deliveries = new Deliveries(this.engine, this.#sender, this.selfCheck, this.tracer)
    this.deliveriesByHand = new DeliveriesByHand(this.engine)
    this.account = new Account(this.engine, this.deliveries)
    this.payouts = new Payouts(this.engine, this.scenarios, this.deliveries)
    this.payoutLinks = new PayoutLinks(this.engine, this.payouts)
    this.payments = new Payments(this.engine, this.scenarios, this.deliveries)
    this.bills = new Bills(this.engine)
    this.cards = new Cards(this.engine, this.scenarios)
    this.pushes = new Pushes(this.engine, this.payments, this.scenarios)
    this.#leases = store.sharing
      ? new SharedLeases(store.sharing, realClock, (id) => this.deliveries.takeUpUnfinished(id))
      : null
    this.#agenda = new Agenda({
      realClock,
      store,
      leases: this.#leases ?? SOLE_PROCESS,
      perform: (task) => this.#perform(task),
      jump: (merchantId, instant) => this.clocks.jump(merchantId, instant),
      onStoreFailed: (error) => this.#reportStore(error),
      clockOf: async (merchantId) => (await store.get('merchants', merchantId))?.clock ?? null,
    })
    this.clocks = new Clocks(this.engine, this.#agenda)
    const defaultClientId = this.#defaultMerchant.clientId ?? DEFAULT_CREDENTIALS.clientId
    this.states = new ProviderStates({
      engine: this.engine,
      merchants: this.merchants,
      applications: this.applications,
      tokens: this.tokens,
      orders: this.orders,
      links: this.links,
      payments: this.payments,
      pushes: this.pushes,
      cards: this.cards,
      bills: this.bills,
      payoutLinks: this.payoutLinks,
      payouts: this.payouts,
      account: this.account,
      clocks: this.clocks,
      defaultClientId,
      scenarios: this.scenarios,
      resetMerchant: (merchantId) => this.resetMerchant(merchantId),
    })
    this.messages = new Messages(this.engine, this.merchants, defaultClientId)
  }

  /** The sandbox listens on this port of this machine, and posts nothing there. */
  listensOn(port: number) {
    this.#receivers.reserve(port)
  }

  /** Removes what nobody seems to need; whoever found no room may ask again. */
  #makeRoom() {
    this.#makingRoom ??= this.merchants
      .removeIdle()
      .then(() => {})
      .finally(() => {
        this.#makingRoom = null
      })
  }

  /** How long what is due in real time has been waiting, in milliseconds. */
  agendaLagMs(): number {
    return this.#agenda.lagMs()
  }

  /** Rejects with StoreFailed where the store does not answer, or takes nothing more. */
  requireStore(): Promise<void> {
    return this.engine.requireStore()
  }

  /** The time on a merchant's clock. */
  now(merchant: Pick<Merchant, 'clock'>): number {
    return this.engine.now(merchant)
  }

  /** Looks again after every change of a merchant, until something is found or the wait is over. */
  waitUntil<T>(...wait: Parameters<typeof Engine.prototype.waitUntil<T>>): Promise<T> {
    return this.engine.waitUntil<T>(...wait)
  }

  get realClock(): RealClock {
    return this.engine.realClock
  }

  /** Calls back after every change of the merchant, until the function that it returns is called. */
  listen(merchantId: string, changed: () => void): () => void {
    return this.engine.signals.listen(merchantId, changed)
  }

  /** Writes into a merchant's journal that something sent does not fit its schema. */
  async noteFailedCheck(merchantId: string, sentence: string) {
    await this.engine.transact(merchantId, async (tx) => tx.note('check:failed', sentence))
  }

  /** Takes one merchant back to how it was opened. */
  async resetMerchant(merchantId: string) {
    requireMerchant(merchantId)
    return this.#clearing(async () => {
      await this.#drain(merchantId)
      return this.merchants.reset(merchantId)
    })
  }

  /**
   * Makes a merchant what it was when the snapshot was taken, and opens it where it is not there. `named` is
   * its id or one of its client ids. Throws a SandboxMistake, and changes nothing, when that cannot be.
   */
  async restoreMerchant(named: string, snapshot: unknown): Promise<MerchantDetails> {
    const { snapshots, merchants } = this
    const read = readSnapshot(snapshot)
    requireMerchant(read.merchant.id)
    return this.#clearing(() =>
      merchants.whileNoneOpens(async () => {
        await snapshots.requireRoom(named, read)
        await this.scenarios.addMissing(read.scenarios)
        const { id } = read.merchant
        const before = await this.engine.store.get('merchants', id)
        if (before) await this.#drain(id)
        else await merchants.requireRoom()
        await snapshots.put(read, before?.seq ?? (await this.#seed.nextMerchantNumber()))
        await this.#agenda.resume(id)
        return merchants.details(id)
      }),
    )
  }

  /** Removes a merchant and everything it owns. */
  async removeMerchant(merchantId: string): Promise<void> {
    requireMerchant(merchantId)
    return this.#clearing(async () => {
      await this.#drain(merchantId)
      await this.merchants.remove(merchantId)
    })
  }

  /** Takes everything back to the start: one default merchant, nothing planned, nothing remembered. */
  reset(): Promise<void> {
    return this.#clearing(() => this.#reset())
  }

  /** Ends what is under way, and lets go of the store. Called again, it does nothing more. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close() {
    this.#isClosed = true
    for (const wakeUp of this.#wakeUps) wakeUp()
    this.#agenda.stop()
    this.heldResponses.giveUp()
    await this.#sender.close()
    await this.#agenda.settled()
    this.#leases?.close()
    await this.engine.store.close()
  }

  /** Resets, restores and removals happen one after the other: two at once would both open the same merchant. */
  #clearing<T>(clear: () => Promise<T>): Promise<T> {
    const cleared = this.#cleared.then(clear)
    this.#cleared = cleared.catch(() => {})
    return cleared
  }

  async #reset() {
    this.#agenda.stop()
    this.heldResponses.giveUp()
    const resume = this.#sender.pause()
    await this.#agenda.settled()
    await this.engine.store.clear()
    await this.scenarios.load()
    resume()
    this.#agenda.start()
    await this.#begin()
    this.engine.store.sharing?.tell({ merchantId: SANDBOX, orders: null, dueAt: null })
  }

  /** Stops a merchant's clock, gives up what it holds back, breaks off what it is sending, and waits until nothing of it runs. */
  async #drain(merchantId: string) {
    await this.clocks.stop(merchantId)
    this.heldResponses.giveUp(merchantId)
    this.#agenda.cutShort(merchantId)
    const resume = this.#sender.pause(merchantId)
    await this.#agenda.settled(merchantId)
    // What another process is sending comes to its end there.
    await this.#leases?.take(merchantId)
    this.#leases?.done(merchantId)
    resume()
  }

  async #begin() {
    const { scenario } = this.#defaultMerchant
    if (scenario) this.scenarios.named(scenario)
    // An earlier start may have ended half-way.
    await this.engine.store.clear()
    await this.merchants.openAnonymous()
    await this.merchants.open(this.#defaultMerchant, 'the start')
    await this.#seed.markBegun()
  }

  /** Goes on with what the store holds: attempts that were cut off are made again, what is overdue runs. */
  async #resume() {
    await this.scenarios.load()
    for (const merchantId of await this.deliveries.withUnfinished()) {
      // What another process is at is its own, unless that one dies.
      if (this.#leases && (await this.#leases.claim(merchantId)) !== null) continue
      await this.deliveries.takeUpUnfinished(merchantId)
      this.#leases?.done(merchantId)
    }
    await this.#lookForDue()
  }

  /** Looks at the agenda of everybody who has something planned. */
  async #lookForDue() {
    for (const { merchantId } of await this.engine.store.allNextDue()) await this.#agenda.resume(merchantId)
  }

  /** Hears of what other processes change, and looks once in a while in case something was not told. */
  #shareWork() {
    const { sharing } = this.engine.store
    if (!sharing) return
    const catchUp = () => {
      this.engine.signals.announceAll()
      return Promise.all([this.scenarios.load(), this.#lookForDue()])
    }
    const orReport = (done: Promise<unknown>) => void done.catch((error) => this.#reportStore(error))
    sharing.listen({
      onChange: (change) => {
        if (change === null) orReport(catchUp())
        else if (change.merchantId === SANDBOX) orReport(this.scenarios.load())
        else {
          this.engine.heardOf(change)
          if (change.dueAt !== null) this.#agenda.expectAt(change.merchantId, change.dueAt)
        }
      },
      onWanted: (merchantId) => this.#leases?.wanted(merchantId),
    })
    const poll = () => {
      if (this.#isClosed) return
      sharing.stayConnected()
      orReport(catchUp())
      this.engine.realClock.after(POLL_MS, poll)
    }
    this.engine.realClock.after(POLL_MS, poll)
  }

  async #perform(task: Task): Promise<Commit> {
    try {
      const end = await this.#untilStored(() => this.#start(task))
      return () => this.#untilStored(end).catch((fault) => this.#giveUp(task, fault))
    } catch (fault) {
      return () => this.#giveUp(task, fault)
    }
  }

  #start(task: Task): Commit | Promise<Commit> {
    const { action } = task
    switch (action.kind) {
      case 'move-payment':
        return () => this.payments.moveAsPlanned(task, action)
      case 'move-payout':
        return () => this.payouts.moveAsPlanned(task, action)
      case 'open-return':
        return () => this.payments.openReturn(task, action)
      case 'attempt-delivery':
        return this.deliveries.attempt(task, action)
    }
  }

  /** Does something again and again while the store fails, until it is there again or the sandbox is closed. */
  async #untilStored<T>(act: () => T | Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await act()
      } catch (error) {
        if (!(error instanceof StoreFailed) || this.#isClosed) throw error
        this.#reportStore(error)
        await this.#pause(STORE_RETRY_MS)
      }
    }
  }

  /** Some real time, which ends at once when the sandbox is closed. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#wakeUps.delete(end)
        cancel()
        resolve()
      }
      const cancel = this.engine.realClock.after(ms, end)
      this.#wakeUps.add(end)
    })
  }

  /** Reports that the store fails, once in a while: it is asked again and again. */
  #reportStore(error: unknown) {
    const now = this.engine.realClock.uptime()
    if (now - this.#storeReportedAt < STORE_REPORT_MS) return
    this.#storeReportedAt = now
    this.#onInternalError(error, 'the store fails: what is due waits for it')
  }

  /** A task that fails for a fault of ours must not come up again and again. */
  async #giveUp(task: Task, fault: unknown) {
    // It is still on the agenda, for the next start.
    if (fault instanceof StoreFailed) return
    if (!(await this.engine.store.get('merchants', task.merchantId))) return
    this.#onInternalError(fault, task.why)
    await this.engine.transact(task.merchantId, async (tx) => {
      await tx.take(task)
      const { action, orderReference } = task
      const delivery = action.kind === 'attempt-delivery' && (await tx.get('deliveries', action.deliveryId))
      const ofPayout = action.kind === 'move-payout' || (delivery !== false && delivery?.ofPayout === true)
      tx.note('task:failed', `${task.why}: ${String(fault)}`, referenceOf(orderReference, ofPayout))
    })
  }
}
