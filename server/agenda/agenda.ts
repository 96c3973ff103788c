import TinyQueue from 'tinyqueue'
import { type ClockState, realTimeOf, timeOn } from '../domain/clock.js'
import { serialKeyOf, type Task } from '../domain/task.js'
import { getOrAdd } from '../lib/get-or-add.js'
import type { Store } from '../store/store.js'
import type { RealClock } from './real-clock.js'

/** How many tasks run side by side while a clock is moved on. */
const SIDE_BY_SIDE = 64

/** Tasks run by the hundred thousand when a clock is moved over days of retries: so many are kept. */
const MAX_KEPT = 1000

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
   * Does what the task has to wait for outside, and answers how to end it; must not reject. Endings are
   * begun in the order of tasks: what is written down must not depend on how quickly receivers answer.
   */
  readonly perform: (task: Task) => Promise<Commit>
  /** Moves the merchant's clock on to an instant, unless it is past it already. */
  readonly jump: (merchantId: string, instant: number) => Promise<void>
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

/** Where a clock is moved to: an instant, one that depends on what it shows, or null for as far as it takes. */
export type Target = number | null | ((now: number) => number)

/** One merchant's moves of its clock, one after the other. */
interface Stepping {
  isCut: boolean
  latest: Promise<unknown>
}

/**
 * Runs what is due. While a merchant's clock runs, its tasks start when real time reaches them, each
 * lane in order. When its clock is moved on, tasks run in due order with the clock standing at each due
 * time; those due together run side by side, except that an order's tasks follow one another.
 *
 * It is written by hand because a job queue knows one clock, the real one, and no order that repeats.
 */
export class Agenda {
  readonly #parts: AgendaParts
  /** The earliest real time at which each merchant needs attention. */
  readonly #attention = new Map<string, number>()
  #queue = new TinyQueue<{ at: number; merchantId: string }>([], (a, b) => a.at - b.at)
  #sleep: { until: number; cancel: () => void } | null = null
  readonly #running = new Map<string, Map<number, Promise<void>>>()
  readonly #lanes = new Map<string, Promise<void>>()
  /** Merchants whose clock is being moved on; real time leaves them alone meanwhile. */
  readonly #stepping = new Map<string, Stepping>()
  #halted = false

  constructor(parts: AgendaParts) {
    this.#parts = parts
  }

  /** Takes note that a merchant has a task due at `dueAt` on its clock. */
  expect(merchantId: string, clock: ClockState, dueAt: number) {
    const at = realTimeOf(clock, dueAt)
    if (at !== null) this.#attend(merchantId, at)
  }

  /** Looks at a merchant's agenda anew: after its clock was set going, or after a restart. */
  async resume(merchantId: string) {
    const clock = await this.#parts.clockOf(merchantId)
    const next = await this.#parts.store.nextDueAt(merchantId)
    if (clock && next !== null) this.expect(merchantId, clock, next)
  }

  /**
   * Moves a merchant's clock on to `target` and answers, once everything due has run, with what ran, in
   * order. Moves of one clock take turns, so a target may depend on what the clock shows when its turn
   * comes. With `target` null it goes on until nothing is planned, and throws {@link EndlessAgenda} when
   * more than `atMost` tasks ran.
   */
  async advance(merchantId: string, target: Target, atMost = Number.POSITIVE_INFINITY): Promise<Ran> {
    const stepping = getOrAdd(this.#stepping, merchantId, () => ({
      isCut: this.#halted,
      latest: Promise.resolve(),
    }))
    const steps = stepping.latest.catch(() => {}).then(() => this.#step(merchantId, target, atMost, stepping))
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
    this.#halted = true
    for (const stepping of this.#stepping.values()) stepping.isCut = true
    this.#attention.clear()
    this.#queue = new TinyQueue<{ at: number; merchantId: string }>([], (a, b) => a.at - b.at)
    this.#sleep?.cancel()
    this.#sleep = null
  }

  /** Goes on, after a halt, with what is expected from now on. */
  start() {
    this.#halted = false
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
  #of<Kept>(merchantId: string | undefined, kept: ReadonlyMap<string, Kept>): Kept[] {
    if (merchantId === undefined) return [...kept.values()]
    const own = kept.get(merchantId)
    return own === undefined ? [] : [own]
  }

  async #step(merchantId: string, aim: Target, atMost: number, stepping: Stepping): Promise<Ran> {
    const { store, jump } = this.#parts
    const ran: Task[] = []
    let latest: readonly Task[] = []
    let ranCount = 0
    await this.#idle(merchantId)
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
      for (const round of roundsOf(batch)) await this.#runSideBySide(round, stepping)
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

  async #runSideBySide(tasks: readonly Task[], stepping: Stepping) {
    const endings: (Commit | null)[] = tasks.map(() => null)
    let begun = 0
    let ended = 0
    let allEnded = () => {}
    const endWhatIsNext = () => {
      for (let next = endings[begun]; next; next = endings[begun]) {
        // An ending holds on to all that it will save.
        endings[begun] = null
        begun += 1
        void next().then(() => {
          ended += 1
          if (ended === begun) allEnded()
        })
      }
    }
    const waiting = tasks.entries()
    const work = async () => {
      for (const [i, task] of waiting) {
        if (stepping.isCut) return
        endings[i] = await this.#parts.perform(task)
        endWhatIsNext()
      }
    }
    await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, tasks.length) }, work))
    // Counted, since ten thousand promises kept until the last is settled cost more than what they stand for.
    if (ended < begun) await new Promise<void>((resolve) => (allEnded = resolve))
  }

  #attend(merchantId: string, at: number) {
    if (this.#halted) return
    const known = this.#attention.get(merchantId)
    if (known !== undefined && known <= at) return
    this.#attention.set(merchantId, at)
    this.#queue.push({ at, merchantId })
    this.#sleepUntilNext()
  }

  #sleepUntilNext() {
    for (;;) {
      const next = this.#queue.peek()
      if (next && this.#attention.get(next.merchantId) !== next.at) {
        this.#queue.pop()
        continue
      }
      if (next?.at === this.#sleep?.until) return
      this.#sleep?.cancel()
      this.#sleep = next
        ? { until: next.at, cancel: this.#parts.realClock.setTimer(next.at, () => this.#wake()) }
        : null
      return
    }
  }

  #wake() {
    this.#sleep = null
    const now = this.#parts.realClock.now()
    for (;;) {
      const next = this.#queue.peek()
      if (!next || next.at > now) break
      this.#queue.pop()
      if (this.#attention.get(next.merchantId) !== next.at) continue
      this.#attention.delete(next.merchantId)
      void this.#startDue(next.merchantId)
    }
    this.#sleepUntilNext()
  }

  async #startDue(merchantId: string) {
    const { realClock, store } = this.#parts
    const clock = await this.#parts.clockOf(merchantId)
    if (!clock || clock.kind === 'frozen' || this.#leftAlone(merchantId)) return
    const now = realClock.now() + clock.leadMs
    const due = await store.dueTasks(merchantId, now)
    if (this.#leftAlone(merchantId)) return
    for (const task of due) {
      if (!this.#running.get(merchantId)?.has(task.seq)) this.#start(task)
    }
    const next = await store.nextDueAt(merchantId, now)
    if (next !== null) this.expect(merchantId, clock, next)
  }

  #leftAlone(merchantId: string): boolean {
    return this.#halted || this.#stepping.has(merchantId)
  }

  #start(task: Task) {
    const lane = `${task.merchantId} ${serialKeyOf(task)}`
    const before = this.#lanes.get(lane) ?? Promise.resolve()
    const tasks = getOrAdd(this.#running, task.merchantId, () => new Map<number, Promise<void>>())
    const run = before
      .then(async () => {
        if (!this.#halted) await (await this.#parts.perform(task))()
      })
      .finally(() => {
        tasks.delete(task.seq)
        if (tasks.size === 0) this.#running.delete(task.merchantId)
        if (this.#lanes.get(lane) === run) this.#lanes.delete(lane)
      })
    tasks.set(task.seq, run)
    this.#lanes.set(lane, run)
  }
}

/** Which kind of task there is most of among the latest, for which order, and the last of them in its own words. */
function manyOf(tasks: readonly Task[]): string {
  const counted = new Map<string, { count: number; latest: Task }>()
  for (const task of tasks) {
    const key = `${task.action.kind} of order ${task.orderReference}`
    counted.set(key, { count: (counted.get(key)?.count ?? 0) + 1, latest: task })
  }
  const most = [...counted].reduce((a, b) => (b[1].count > a[1].count ? b : a))
  const [what, { count, latest }] = most
  return `Of the latest ${tasks.length}, ${count} were ${what}; the last: ${latest.why}`
}

/** Tasks that can run side by side: the first of every order, then the second of every order ... */
function roundsOf(batch: readonly Task[]): Task[][] {
  const rounds: Task[][] = []
  const taken = new Map<string, number>()
  for (const task of batch) {
    const position = taken.get(task.orderReference) ?? 0
    taken.set(task.orderReference, position + 1)
    const round = rounds[position]
    if (round) round.push(task)
    else rounds.push([task])
  }
  return rounds
}
