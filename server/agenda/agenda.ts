import TinyQueue from 'tinyqueue'
import { type ClockState, realTimeOf, timeOn } from '../domain/clock.js'
import { serialKeyOf, type Task } from '../domain/task.js'
import { getOrAdd } from '../lib/get-or-add.js'
import type { Store } from '../store/store.js'
import type { Leases } from './leases.js'
import type { RealClock } from './real-clock.js'

/** At most this many tasks run in parallel while a clock is moved on. */
const MAX_PARALLEL = 64

/** At most this many tasks are reported: a move over days of retries runs them by the hundred thousand. */
const MAX_KEPT = 1000

/** How long to wait before a store that could not say what is due is asked again, in milliseconds. */
const ASK_AGAIN_MS = 500

/** What ran while a clock was moved on. */
export interface Ran {
  /** The first thousand, in the order in which they ran. */
  readonly ran: readonly Task[]
  /** How many ran in all. */
  readonly ranCount: number
}

/** Saves what a task did and removes the task from the store; must not reject. */
export type Commit = () => Promise<void>

export interface AgendaParts {
  readonly realClock: RealClock
  readonly store: Store
  /**
   * Does what the task has to wait for outside, and returns how to commit it; must not reject. Commits are
   * started in the order of tasks: what is written down must not depend on how quickly receivers answer.
   */
  readonly perform: (task: Task) => Promise<Commit>
  /** Moves the merchant's clock on to an instant, unless it is past it already. */
  readonly jump: (merchantId: string, instant: number) => Promise<void>
  /** Which process runs a merchant's agenda. */
  readonly leases: Leases
  /** Told when the store could not say what is due. */
  readonly onStoreFailed: (error: unknown) => void
  /** The merchant's clock; null once the merchant is gone. */
  readonly clockOf: (merchantId: string) => Promise<ClockState | null>
}

/** Thrown when an agenda does not come to an end. */
export class EndlessAgenda extends Error {
  override readonly name = 'EndlessAgenda'
}

/** Thrown when the merchant was taken away while its clock was being moved on. */
export class CutShort extends Error {
  override readonly name = 'CutShort'
}

/** How a clock is moved. */
export interface Moving {
  /** Gives up once more tasks than this ran; never, when left out. */
  readonly atMost?: number
  /** Whether the deliveries of an order that are due together run in parallel too, as in real time. */
  readonly sideBySide?: boolean
}

/** Where a clock is moved to: an instant, one that depends on what it shows, or null for as far as it takes. */
export type Target = number | null | ((now: number) => number)

/** One merchant's moves of its clock, one after the other. */
interface Stepping {
  isCut: boolean
  latest: Promise<unknown>
}

/**
 * Runs what is due. While a merchant's clock runs, its tasks start when real time reaches them, those of
 * one serial key in order. When its clock is moved on, tasks run in due order with the clock standing at each due
 * time; those due together run in parallel, except that an order's tasks follow one another unless side by side was asked for.
 *
 * Written by hand: a job queue knows one clock, the real one, and its order does not repeat.
 */
export class Agenda {
  readonly #parts: AgendaParts
  /** The earliest real time at which a task of each merchant is due. */
  readonly #nextDue = new Map<string, number>()
  #queue = new TinyQueue<{ at: number; merchantId: string }>([], (a, b) => a.at - b.at)
  #timer: { until: number; cancel: () => void } | null = null
  readonly #running = new Map<string, Map<number, Promise<void>>>()
  readonly #queues = new Map<string, Promise<void>>()
  /** Merchants whose clock is being moved on; real time leaves them alone meanwhile. */
  readonly #stepping = new Map<string, Stepping>()
  #stopped = false

  constructor(parts: AgendaParts) {
    this.#parts = parts
  }

  /** Takes note that a merchant has a task due at `dueAt` on its clock. */
  expect(merchantId: string, clock: ClockState, dueAt: number) {
    const at = realTimeOf(clock, dueAt)
    if (at !== null) this.#expectAt(merchantId, at)
  }

  /** Takes note that another process has planned something that is due then, in real time. */
  expectAt(merchantId: string, at: number) {
    this.#expectAt(merchantId, at)
  }

  /** Looks at a merchant's agenda anew: after its clock was set going, or after a restart. */
  async resume(merchantId: string) {
    const clock = await this.#parts.clockOf(merchantId)
    const next = await this.#parts.store.nextDueAt(merchantId)
    if (clock && next !== null) this.expect(merchantId, clock, next)
  }

  /**
   * Moves a merchant's clock on to `target`. Resolves once everything due has run, with what ran, in
   * order. Moves of one clock take turns, so a target may depend on what the clock shows when its turn
   * comes. With `target` null it goes on until nothing is planned, and throws {@link EndlessAgenda} when
   * more than
   * `moving.atMost` tasks ran.
   */
  async advance(merchantId: string, target: Target, moving: Moving = {}): Promise<Ran> {
    const stepping = getOrAdd(this.#stepping, merchantId, () => ({
      isCut: this.#stopped,
      latest: Promise.resolve(),
    }))
    const steps = stepping.latest.catch(() => {}).then(() => this.#step(merchantId, target, moving, stepping))
    stepping.latest = steps
    try {
      return await steps
    } finally {
      if (stepping.latest === steps) {
        this.#stepping.delete(merchantId)
        await this.resume(merchantId)
      }
    }
  }

  /** How long what is due in real time has been waiting, in milliseconds. */
  lagMs(): number {
    const next = this.#queue.peek()
    return next ? Math.max(0, this.#parts.realClock.now() - next.at) : 0
  }

  /** Waits until nothing of the merchant (of any merchant, without one) is being run or moved on. */
  async settled(merchantId?: string) {
    for (;;) {
      const steppings = this.#of(merchantId, this.#stepping)
      if (steppings.length === 0) return this.#idle(merchantId)
      await Promise.all(steppings.map(({ latest }) => latest.catch(() => {})))
    }
  }

  /** Stops moving a merchant's clock on after what is being run; whoever waits for it gets {@link CutShort}. */
  cutShort(merchantId: string) {
    const stepping = this.#stepping.get(merchantId)
    if (stepping) stepping.isCut = true
  }

  /** Starts nothing more and forgets what was expected, without waiting for what is being run. */
  stop() {
    this.#stopped = true
    for (const stepping of this.#stepping.values()) stepping.isCut = true
    this.#nextDue.clear()
    this.#queue = new TinyQueue<{ at: number; merchantId: string }>([], (a, b) => a.at - b.at)
    this.#timer?.cancel()
    this.#timer = null
  }

  /** Continues after {@link stop}, with what is expected from now on. */
  start() {
    this.#stopped = false
  }

  /** Waits until no task of the merchant (of any merchant, without one) is being run. */
  async #idle(merchantId?: string) {
    for (;;) {
      const running = this.#of(merchantId, this.#running).flatMap((tasks) => [...tasks.values()])
      if (running.length === 0) return
      await Promise.all(running)
    }
  }

  /** What is kept for one merchant, or for all. */
  #of<Value>(merchantId: string | undefined, byMerchant: ReadonlyMap<string, Value>): Value[] {
    if (merchantId === undefined) return [...byMerchant.values()]
    const own = byMerchant.get(merchantId)
    return own === undefined ? [] : [own]
  }

  async #step(merchantId: string, aim: Target, moving: Moving, stepping: Stepping): Promise<Ran> {
    const { leases } = this.#parts
    await this.#idle(merchantId)
    await leases.take(merchantId)
    try {
      return await this.#stepOn(merchantId, aim, moving, stepping)
    } finally {
      leases.done(merchantId)
    }
  }

  async #stepOn(merchantId: string, aim: Target, moving: Moving, stepping: Stepping): Promise<Ran> {
    const { atMost = Number.POSITIVE_INFINITY, sideBySide = false } = moving
    const { store, jump } = this.#parts
    const ran: Task[] = []
    let latest: readonly Task[] = []
    let ranCount = 0
    const target = typeof aim === 'function' ? aim(await this.#timeOf(merchantId)) : aim
    while (!stepping.isCut) {
      const dueAt = await store.nextDueAt(merchantId)
      if (dueAt === null || (target !== null && dueAt > target)) break
      const batch = await store.dueTasks(merchantId, dueAt)
      latest = [...latest, ...batch].slice(-MAX_KEPT)
      if (ranCount + batch.length > atMost) {
        throw new EndlessAgenda(`${ranCount} tasks ran and ${batch.length} more are due. ${manyOf(latest)}`)
      }
      await jump(merchantId, dueAt)
      for (const round of roundsOf(batch, sideBySide)) await this.#runInParallel(round, stepping)
      ran.push(...batch.slice(0, MAX_KEPT - ran.length))
      ranCount += batch.length
    }
    if (stepping.isCut)
      throw new CutShort(`the merchant ${merchantId} was reset, restored or removed meanwhile`)
    if (target !== null) await jump(merchantId, target)
    return { ran, ranCount }
  }

  async #timeOf(merchantId: string): Promise<number> {
    const realNow = this.#parts.realClock.now()
    const clock = await this.#parts.clockOf(merchantId)
    return clock ? timeOn(clock, realNow) : realNow
  }

  async #runInParallel(tasks: readonly Task[], stepping: Stepping) {
    const commits: (Commit | null)[] = tasks.map(() => null)
    let started = 0
    let done = 0
    let allCommitted = () => {}
    const commitNext = () => {
      for (let next = commits[started]; next; next = commits[started]) {
        // A commit keeps everything that it will save in memory.
        commits[started] = null
        started += 1
        void next().then(() => {
          done += 1
          if (done === started) allCommitted()
        })
      }
    }
    const waiting = tasks.entries()
    const worker = async () => {
      for (const [i, task] of waiting) {
        if (stepping.isCut) return
        commits[i] = await this.#parts.perform(task)
        commitNext()
      }
    }
    await Promise.all(Array.from({ length: Math.min(MAX_PARALLEL, tasks.length) }, worker))
    // Counted, since ten thousand promises kept until the last is settled cost more than what they stand for.
    if (done < started) await new Promise<void>((resolve) => (allCommitted = resolve))
  }

  #expectAt(merchantId: string, at: number) {
    if (this.#stopped) return
    const known = this.#nextDue.get(merchantId)
    if (known !== undefined && known <= at) return
    this.#nextDue.set(merchantId, at)
    this.#queue.push({ at, merchantId })
    this.#setTimerForNext()
  }

  #setTimerForNext() {
    for (;;) {
      const next = this.#queue.peek()
      if (next && this.#nextDue.get(next.merchantId) !== next.at) {
        this.#queue.pop()
        continue
      }
      if (next?.at === this.#timer?.until) return
      this.#timer?.cancel()
      this.#timer = next
        ? { until: next.at, cancel: this.#parts.realClock.setTimer(next.at, () => this.#runDue()) }
        : null
      return
    }
  }

  #runDue() {
    this.#timer = null
    const now = this.#parts.realClock.now()
    for (;;) {
      const next = this.#queue.peek()
      if (!next || next.at > now) break
      this.#queue.pop()
      if (this.#nextDue.get(next.merchantId) !== next.at) continue
      this.#nextDue.delete(next.merchantId)
      // Where the store cannot say what is due, it is asked again.
      this.#startDue(next.merchantId).catch((error) => {
        this.#parts.onStoreFailed(error)
        this.#expectAt(next.merchantId, now + ASK_AGAIN_MS)
      })
    }
    this.#setTimerForNext()
  }

  async #startDue(merchantId: string) {
    const { realClock, store, leases } = this.#parts
    const clock = await this.#parts.clockOf(merchantId)
    if (!clock || clock.kind === 'frozen' || this.#isPaused(merchantId)) return
    const now = realClock.now() + clock.leadMs
    const due = await store.dueTasks(merchantId, now)
    if (due.length > 0) {
      const heldForMs = await leases.claim(merchantId)
      if (heldForMs !== null) {
        // Another process runs it; should that one die, this one goes on.
        this.#expectAt(merchantId, realClock.now() + heldForMs)
        return
      }
      const isPaused = this.#isPaused(merchantId)
      const started = isPaused ? [] : due.flatMap((task) => this.#start(task) ?? [])
      void Promise.allSettled(started).then(() => leases.done(merchantId))
      if (isPaused) return
    }
    const next = await store.nextDueAt(merchantId, now)
    if (next !== null) this.expect(merchantId, clock, next)
  }

  #isPaused(merchantId: string): boolean {
    return this.#stopped || this.#stepping.has(merchantId)
  }

  /** Starts a task when its turn comes; null where that is under way already. */
  #start(task: Task): Promise<void> | null {
    if (this.#running.get(task.merchantId)?.has(task.seq)) return null
    const queueKey = `${task.merchantId} ${serialKeyOf(task)}`
    const before = this.#queues.get(queueKey) ?? Promise.resolve()
    const tasks = getOrAdd(this.#running, task.merchantId, () => new Map<number, Promise<void>>())
    const run = before
      .then(async () => {
        if (!this.#stopped) await (await this.#parts.perform(task))()
      })
      .finally(() => {
        tasks.delete(task.seq)
        if (tasks.size === 0) this.#running.delete(task.merchantId)
        if (this.#queues.get(queueKey) === run) this.#queues.delete(queueKey)
      })
    tasks.set(task.seq, run)
    this.#queues.set(queueKey, run)
    return run
  }
}

/** Which kind of task there is most of among the latest, for which order, and the last of them in its own words. */
function manyOf(tasks: readonly Task[]): string {
  const counted = new Map<string, { count: number; latest: Task }>()
  for (const task of tasks) {
    const key = `${task.action.kind} of order ${task.orderReference}`
    counted.set(key, { count: (counted.get(key)?.count ?? 0) + 1, latest: task })
  }
  const commonest = [...counted].reduce((a, b) => (b[1].count > a[1].count ? b : a))
  const [what, { count, latest }] = commonest
  return `Of the latest ${tasks.length}, ${count} were ${what}; the last: ${latest.why}`
}

/**
 * Tasks that can run in parallel: the first of every order, then the second of every order ... A delivery that goes out side
 * by side waits for nothing of its order.
 */
function roundsOf(batch: readonly Task[], sideBySide: boolean): Task[][] {
  const rounds: Task[][] = []
  const taken = new Map<string, number>()
  for (const task of batch) {
    const isBeside = sideBySide || (task.action.kind === 'attempt-delivery' && task.action.sideBySide)
    const key = isBeside ? serialKeyOf(task) : `order ${task.orderReference}`
    const position = taken.get(key) ?? 0
    taken.set(key, position + 1)
    const round = rounds[position]
    if (round) round.push(task)
    else rounds.push([task])
  }
  return rounds
}
