import { expect, test } from 'vitest'
import { LIMITS } from '../../server/domain/limits.js'
import { Signals } from '../../server/engine/change-signals.js'

/** Listens until it is refused, and returns how to stop each. */
function takeAll(signals: Signals, merchantId: string): (() => void)[] {
  const stops: (() => void)[] = []
  for (;;) {
    try {
      stops.push(signals.listen(merchantId, () => {}))
    } catch (error) {
      expect(error).toMatchObject({ code: 'TOO_MANY_LISTENERS' })
      return stops
    }
  }
}

test('one merchant with streams and waits without end leaves places for others', () => {
  const signals = new Signals()
  expect(takeAll(signals, 'greedy')).toHaveLength(LIMITS.listeners.most / 2)
  expect(takeAll(signals, 'as greedy').length).toBeGreaterThan(2000)
  for (const shop of ['one', 'two', 'three']) signals.listen(shop, () => {})
})
