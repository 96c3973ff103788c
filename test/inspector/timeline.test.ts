import { describe, expect, test } from 'vitest'
import { layOut, type TimelineEvent } from '../../server/inspector/timeline.js'

const anEvent = (at: number, lane: TimelineEvent['lane'] = 'Payment'): TimelineEvent => ({
  at,
  seq: at,
  lane,
  what: 'something',
  rule: '',
  severity: 'plain',
})

describe('the drawing of what happened', () => {
  test('has nothing to place when nothing happened', () => {
    expect(layOut([])).toEqual([])
  })

  test('puts what happened at one instant below each other, or side by side in one lane', () => {
    const [first, same, beside] = layOut([anEvent(5, 'API'), anEvent(5, 'Payment'), anEvent(5, 'Payment')])
    expect([first?.row, same?.row]).toEqual([1, 4])
    expect(same?.x).toBe(first?.x)
    expect(beside?.x).toBeGreaterThan(same?.x ?? 1)
  })

  test('puts later things further right, and what took longer further away', () => {
    const [start, soon, late] = layOut([anEvent(0), anEvent(1000), anEvent(86_400_000)]).map(({ x }) => x)
    expect([start, late]).toEqual([0, 1])
    expect(soon).toBeGreaterThan(0.05)
    expect((late ?? 0) - (soon ?? 0)).toBeGreaterThan(soon ?? 1)
  })
})
