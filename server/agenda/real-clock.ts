/**
 * Real time, and the only place that sets a timer. Everything that happens later is a task on a
 * merchant's agenda; the agenda sets a timer here for the earliest one.
 */
export interface RealClock {
  /** Milliseconds since 1970, UTC. Somebody may set it back or forward at any time. */
  now(): number
  /** Milliseconds since some moment, which nobody can set: for waits and time-outs. */
  uptime(): number
  /** Calls back once when `at` has come, or right away when it has passed. Returns how to cancel it. */
  setTimer(at: number, then: () => void): () => void
  /** Calls back once after `ms` milliseconds, whatever the clock shows. Returns how to cancel it. */
  after(ms: number, then: () => void): () => void
}

// Kept from the start: test runners replace the global ones, and a sandbox in the same process must go on.
const { setTimeout, clearTimeout, setImmediate, clearImmediate } = globalThis
const now = Date.now
const uptime = performance.now.bind(performance)

// A timer cannot be set further ahead than this (about 24 days); a longer one is set in steps.
const MAX_TIMER_MS = 2 ** 31 - 1

export const systemClock: RealClock = {
  now,
  uptime,
  setTimer: (at, then) => callWhen(() => at - now(), then),
  after(ms, then) {
    const until = uptime() + ms
    return callWhen(() => until - uptime(), then)
  },
}

/** Calls back once nothing is left of a time, which is asked for again whenever it should be over. */
function callWhen(left: () => number, then: () => void): () => void {
  const wait = left()
  if (wait <= 0) {
    const immediate = setImmediate(then)
    return () => clearImmediate(immediate)
  }
  let cancel = () => {}
  const timer = setTimeout(
    () => {
      if (left() <= 0) then()
      else cancel = callWhen(left, then)
    },
    Math.min(Math.ceil(wait), MAX_TIMER_MS),
  )
  // A sandbox in a test process must not keep that process alive.
  timer.unref()
  cancel = () => clearTimeout(timer)
  return () => cancel()
}

/**
 * A short pause of the machine itself, so that one thing leaves room for the others. It is nothing that
 * happens in the sandbox: no test moves it.
 */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Calls back in the next turn of the event loop. */
export function inNextTurn(then: () => void) {
  setImmediate(then)
}

/** Whether a test runner has replaced the timers of this process since it began. */
export function areTimersFaked(): boolean {
  return globalThis.setImmediate !== setImmediate
}
