import { describe, expect, test } from 'vitest'
import type { TaskView } from '../../server/control/views.js'
import { describeAhead, timeoutMessage } from '../../server/testing/wait-timeout.js'

const NOW = '2026-05-04T09:00:00.000Z'
const frozen = { now: NOW, frozen: true }
const running = { now: NOW, frozen: false }

function planned(seconds: number, why = 'first attempt'): TaskView {
  const dueAt = new Date(Date.parse(NOW) + seconds * 1000).toISOString()
  return { id: `T${seconds}`, dueAt, orderReference: 'ORDER1', why, kind: 'attempt-delivery' }
}

describe('what is ahead', () => {
  test('nothing planned means that the clock will not help', () => {
    expect(describeAhead({ clock: frozen, planned: [] })).toEqual([
      'Nothing is planned: moving the clock will not make more happen.',
    ])
  })

  test('a frozen clock is named as the reason, with the call that helps', () => {
    expect(describeAhead({ clock: frozen, planned: [planned(5), planned(0, 'another')] })).toEqual([
      "On the merchant's clock, which is frozen at 2026-05-04T09:00:00.000Z: advance it, as with clock.advance('5s').",
      '  planned: first attempt, in 5s',
      '  planned: another, now',
    ])
  })

  test.each([
    [-3, "'0s'"],
    [60, "'1m'"],
    [90, "'90s'"],
    [1.5, "'1500ms'"],
  ])('a step of %d seconds is one that the clock takes: %s', (seconds, text) => {
    expect(describeAhead({ clock: frozen, planned: [planned(seconds)] })[0]).toContain(
      `clock.advance(${text})`,
    )
  })

  test('a running clock asks for patience', () => {
    expect(describeAhead({ clock: running, planned: [planned(40)] })).toEqual([
      "On the merchant's clock, which runs: wait longer, or advance it.",
      '  planned: first attempt, in 40s',
    ])
  })

  test('a long agenda is cut short', () => {
    const lines = describeAhead({ clock: running, planned: [1, 2, 3, 4, 5, 6, 7].map((s) => planned(s)) })
    expect(lines).toHaveLength(7)
    expect(lines.at(-1)).toBe('  and 2 more')
  })
})

describe('the message', () => {
  const message = (count: number, wanted: readonly string[] = ['status "SUCCESS"']) =>
    timeoutMessage({
      nouns: ['payment', 'payments'],
      wanted,
      timeoutMs: 30,
      misses: Array.from({ length: count }, (_, i) => ({ item: i + 1, differences: ['a', 'b'] })),
      describe: (item) => `payment ${item}`,
      ahead: { clock: running, planned: [] },
    }).split('\n')

  test.each([
    [0, 'There are no payments at all.', 0],
    [1, 'There is one payment:', 1],
    [3, 'There are 3 payments, the nearest first:', 3],
    [9, 'The nearest of 9 payments:', 5],
  ])('counts %d candidates', (count, headline, shown) => {
    const lines = message(count)
    expect(lines[1]).toBe(headline)
    expect(lines.filter((line) => line.startsWith('  '))).toHaveLength(shown)
  })

  test('says what was waited for, and of each candidate what is wrong with it', () => {
    expect(message(1).slice(0, 3)).toEqual([
      'no payment with status "SUCCESS" within 30 ms.',
      'There is one payment:',
      '  payment 1; a; b',
    ])
    expect(message(0, [])[0]).toBe('no payment with any content within 30 ms.')
  })
})
