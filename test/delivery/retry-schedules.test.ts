import { describe, expect, test } from 'vitest'
import { nextAttemptAt, RETRY_SCHEDULES } from '../../server/delivery/retry-schedules.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** When attempts begin, each taking some time, in milliseconds after the first. */
function attemptTimes(name: keyof typeof RETRY_SCHEDULES, takingMs: number): number[] {
  const times = [0]
  for (;;) {
    const latest = times.at(-1) ?? 0
    const next = nextAttemptAt(RETRY_SCHEDULES[name], times.length, 0, latest)
    if (next === null) return times
    times.push(Math.max(next, latest + takingMs))
  }
}

describe('a retry schedule', () => {
  test.each<[name: keyof typeof RETRY_SCHEDULES, times: number[]]>([
    ['none', [0]],
    ['invented', [0, 5000, 30_000, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR]],
    [
      'standardWebhooks',
      [
        0,
        5000,
        5000 + 5 * MINUTE,
        5000 + 35 * MINUTE,
        ...[2, 7, 17, 31, 51, 75].map((hours) => 5000 + 35 * MINUTE + hours * HOUR),
      ],
    ],
  ])('called %s makes its attempts on time', (name, times) => {
    expect(attemptTimes(name, 0)).toEqual(times)
  })

  test('counted from the first attempt does not drift when attempts take long', () => {
    expect(attemptTimes('invented', 3000).slice(0, 4)).toEqual([0, 5000, 30_000, 2 * MINUTE])
  })
})
