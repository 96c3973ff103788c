/**
 * Real time, and the only place that sets a timer. Everything that happens later is a task on a
 * merchant's agenda; the agenda asks here to be woken for the earliest one.
 */
export interface Wall {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Calls back once when `at` has come, or right away when it has passed. Answers how to call it off. */
  wake(at: number, then: () => void): () => void
}

// A timer cannot be set further ahead than this (about 24 days); the sleeper is woken in between.
const LONGEST_SLEEP_MS = 2 ** 31 - 1

export const realTime: Wall = {
  now: Date.now,
  wake(at, then) {
    const wait = at - Date.now()
    if (wait <= 0) {
      const immediate = setImmediate(then)
      return () => clearImmediate(immediate)
    }
    let callOff = () => {}
    const timer = setTimeout(
      () => {
        if (Date.now() >= at) then()
        else callOff = realTime.wake(at, then)
      },
      Math.min(wait, LONGEST_SLEEP_MS),
    )
    // A sandbox in a test process must not keep that process alive.
    timer.unref()
    callOff = () => clearTimeout(timer)
    return () => callOff()
  },
}
