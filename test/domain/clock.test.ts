import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ClockState,
  frozen,
  jumpedTo,
  REAL_TIME,
  realTimeOf,
  resumed,
  timeOn,
} from '../../server/domain/clock.js'

const instant = fc.integer({ min: -1e12, max: 1e13 })
const clock: fc.Arbitrary<ClockState> = fc.oneof(
  fc.record({ kind: fc.constant('running' as const), leadMs: fc.integer({ min: -1e12, max: 1e12 }) }),
  fc.record({ kind: fc.constant('frozen' as const), at: instant }),
)

describe('a clock', () => {
  test('shows real time when nobody touched it', () => {
    expect(timeOn(REAL_TIME, 1234)).toBe(1234)
  })

  test('never goes back, however it is moved', () => {
    fc.assert(
      fc.property(clock, instant, instant, (before, target, realNow) => {
        const after = jumpedTo(before, target, realNow)
        expect(timeOn(after, realNow)).toBe(Math.max(timeOn(before, realNow), target))
        expect(after.kind).toBe(before.kind)
      }),
    )
  })

  test('shows the same time right after it was stopped or set going', () => {
    fc.assert(
      fc.property(clock, instant, fc.nat(), (before, realNow, later) => {
        const shown = timeOn(before, realNow)
        expect(timeOn(frozen(before, realNow), realNow + later)).toBe(shown)
        expect(timeOn(resumed(before, realNow), realNow + later)).toBe(shown + later)
      }),
    )
  })

  test('that runs knows when in real time it will show an instant', () => {
    fc.assert(
      fc.property(clock, instant, (state, target) => {
        const at = realTimeOf(state, target)
        if (state.kind === 'frozen') expect(at).toBeNull()
        else expect(timeOn(state, at ?? Number.NaN)).toBe(target)
      }),
    )
  })
})
