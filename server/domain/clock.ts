/**
 * The clock of one merchant, as plain data. A running clock is real time plus a lead that grows with
 * every jump; a frozen clock stands still until somebody moves it. Neither ever goes back.
 * All instants are milliseconds since 1970, UTC.
 */
export type ClockState =
  | { readonly kind: 'running'; readonly leadMs: number }
  | { readonly kind: 'frozen'; readonly at: number }

/** A clock that shows real time. */
export const REAL_TIME: ClockState = { kind: 'running', leadMs: 0 }

/** What the clock shows when real time is `realNow`. */
export function timeOn(clock: ClockState, realNow: number): number {
  return clock.kind === 'frozen' ? clock.at : realNow + clock.leadMs
}

/** How far the clock is ahead of real time, in whole seconds' milliseconds; 0 where it is not. */
export function aheadOf(clock: ClockState, realNow: number): number {
  return Math.max(0, Math.floor((timeOn(clock, realNow) - realNow) / 1000) * 1000)
}

/** The clock moved on to `instant`; unchanged when it already shows that time or a later one. */
export function jumpedTo(clock: ClockState, instant: number, realNow: number): ClockState {
  if (timeOn(clock, realNow) >= instant) return clock
  return clock.kind === 'frozen'
    ? { kind: 'frozen', at: instant }
    : { kind: 'running', leadMs: instant - realNow }
}

/** The clock stopped at the time it shows now. */
export function frozen(clock: ClockState, realNow: number): ClockState {
  return { kind: 'frozen', at: timeOn(clock, realNow) }
}

/** The clock running on from the time it shows now. */
export function resumed(clock: ClockState, realNow: number): ClockState {
  return { kind: 'running', leadMs: timeOn(clock, realNow) - realNow }
}

/** When, in real time, a running clock will show `instant`; null on a frozen clock: not by itself. */
export function realTimeOf(clock: ClockState, instant: number): number | null {
  return clock.kind === 'frozen' ? null : instant - clock.leadMs
}
