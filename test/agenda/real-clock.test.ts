import { describe, expect, test } from 'vitest'
import { systemClock } from '../../server/agenda/real-clock.js'

describe('real time', () => {
  test('wakes right away for what has passed, but never before the call is over', async () => {
    let over = false
    await new Promise<void>((resolve, reject) => {
      systemClock.setTimer(systemClock.now() - 1000, () =>
        over ? resolve() : reject(new Error('too early')),
      )
      over = true
    })
  })

  test('wakes when the time has come, and not before', async () => {
    const at = systemClock.now() + 20
    await new Promise<void>((resolve) => systemClock.setTimer(at, resolve))
    expect(systemClock.now()).toBeGreaterThanOrEqual(at)
  })

  test('wakes nobody who called it off', async () => {
    const fired: string[] = []
    const cancels = [
      systemClock.setTimer(systemClock.now() - 1, () => fired.push('past')),
      systemClock.setTimer(systemClock.now() + 5, () => fired.push('soon')),
      systemClock.setTimer(systemClock.now() + 10 * 365 * 86_400_000, () => fired.push('in ten years')),
    ]
    for (const cancel of cancels) cancel()
    await new Promise<void>((resolve) => systemClock.setTimer(systemClock.now() + 15, resolve))
    expect(fired).toEqual([])
  })

  test('can be asked to wake later than a timer can be set', () => {
    const cancel = systemClock.setTimer(systemClock.now() + 2 ** 40, () => {
      throw new Error('far too early')
    })
    cancel()
  })
})
