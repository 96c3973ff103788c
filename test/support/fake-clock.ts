import type { RealClock } from '../../server/agenda/real-clock.js'
import { anAnswer, isAnswering } from './answering.js'

interface Timer {
  /** By the uptime; what waits for the clock of the machine waits longer where that is set back. */
  readonly at: () => number
  readonly then: () => void
}

/** Real time that a test controls: it moves when told, and runs the timers that it passes, in order. */
export class FakeClock implements RealClock {
  #uptime = 0
  /** What the clock shows beyond the uptime. */
  #lead: number
  #timers: Timer[] = []

  constructor(start = Date.parse('2026-05-04T09:00:00.000Z')) {
    this.#lead = start
  }

  now(): number {
    return this.#lead + this.#uptime
  }

  uptime(): number {
    return this.#uptime
  }

  setTimer(at: number, then: () => void): () => void {
    const ms = at - this.now()
    const earliest = this.#uptime + ms
    return this.#add(ms, { at: () => Math.max(earliest, at - this.#lead), then })
  }

  after(ms: number, then: () => void): () => void {
    const at = this.#uptime + ms
    return this.#add(ms, { at: () => at, then })
  }

  #add(ms: number, timer: Timer): () => void {
    this.#timers.push(timer)
    // What is due already is called soon, as real time would.
    if (ms <= 0) queueMicrotask(() => this.#call(timer))
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Sets the clock of the machine: no time passes. */
  set(to: number) {
    this.#lead = to - this.#uptime
  }

  /** Moves on by some time; resolves once every timer that was due has run. */
  async pass(ms: number) {
    const target = this.#uptime + ms
    for (;;) {
      await turns()
      const next = this.#timers.filter(({ at }) => at() <= target).sort((a, b) => a.at() - b.at())[0]
      if (!next) break
      this.#uptime = Math.max(this.#uptime, next.at())
      this.#call(next)
    }
    this.#uptime = target
    await turns()
  }

  #call(timer: Timer) {
    if (!this.#timers.includes(timer)) return
    this.#timers = this.#timers.filter((other) => other !== timer)
    timer.then()
  }
}

/** Lets promises and immediates that are ready run, and what a distant store is asked for come back. */
async function turns() {
  for (let idleTurns = 0; idleTurns < 5; idleTurns += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    if (!isAnswering()) continue
    await anAnswer()
    idleTurns = -1
  }
}
