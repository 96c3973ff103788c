/**
 * Real time, and the only place that sets a timer. Everything that happens later is a task on a
 * merchant's agenda; the agenda asks here to be woken for the earliest one.
 */
export interface RealClock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Calls back once when `at` has come, or right away when it has passed. Answers how to call it off. */
  setTimer(at: number, then: () => void): () => void
}

// A timer cannot be set further ahead than this (about 24 days); the sleeper is woken in between.
const MAX_TIMER_MS = 2 ** 31 - 1

export const systemClock: RealClock = {
  now: Date.now,
  setTimer(at, then) {
    const wait = at - Date.now()
    if (wait <= 0) {
      const immediate = setImmediate(then)
      return () => clearImmediate(immediate)
    }
    let cancel = () => {}
    const timer = setTimeout(
      () => {
        if (Date.now() >= at) then()
        else cancel = systemClock.setTimer(at, then)
      },
      Math.min(wait, MAX_TIMER_MS),
    )
    // A sandbox in a test process must not keep that process alive.
    timer.unref()
    cancel = () => clearTimeout(timer)
    return () => cancel()
  },
}

/**
 * A short pause of the machine itself, so that one thing leaves room for the others. It is nothing that
 * happens in the sandbox: no test moves it.
 */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
