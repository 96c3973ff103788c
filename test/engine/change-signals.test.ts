import { expect, test } from 'vitest'
import { LIMITS } from '../../server/domain/limits.js'
import { Signals } from '../../server/engine/change-signals.js'

test('no more listen at once than the limit, and whoever leaves makes room once', () => {
  const signals = new Signals()
  const stops = Array.from({ length: LIMITS.listeners.most }, (_, i) => signals.listen(`m${i}`, () => {}))
  expect(() => signals.listen('one more', () => {})).toThrow('are open already')
  const [stop = () => {}] = stops
  stop()
  stop()
  signals.listen('one more', () => {})
  expect(() => signals.listen('another', () => {})).toThrow('are open already')
})

test('news of any merchant reaches all who listen', () => {
  const signals = new Signals()
  const heard: string[] = []
  signals.listen('m1', () => heard.push('m1'))
  signals.listen('m2', () => heard.push('m2'), 'ORDER1')
  signals.announceAll()
  expect(heard.toSorted()).toEqual(['m1', 'm2'])
})
