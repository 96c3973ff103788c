import { expect, test } from 'vitest'
import type { Plan, Step } from '../../server/check/plan.js'
import { shrink } from '../../server/check/shrink.js'

const BUY: Step = { do: 'buy' }
const AGAIN: Step = { do: 'again' }
const pay = (scenario: string): Step => ({ do: 'pay', scenario })
const advance = (by: string): Step => ({ do: 'advance', by })
const deliver = (message: number): Step => ({ do: 'deliver', message })
const FAULT: Step = { do: 'fault', call: 'query', how: 'error' }

const held = (...steps: readonly Step[]): Plan => ({
  name: 'long',
  amount: '12500',
  currency: 'TZS',
  way: 'held',
  steps,
})

/** Whether steps come in a plan in this order, with others between them or not. */
function has({ steps }: Plan, ...wanted: readonly Step[]): boolean {
  let at = 0
  for (const step of steps) if (JSON.stringify(step) === JSON.stringify(wanted[at])) at += 1
  return at === wanted.length
}

test('what has nothing to do with a mistake is left out', async () => {
  const long = held(AGAIN, BUY, pay('check-stuck'), { do: 'tick' }, pay('check-paid'), { do: 'back' }, FAULT)
  const small = await shrink(long, 25, async (plan) => plan.way === 'held' && has(plan, BUY, { do: 'back' }))
  expect(small).toEqual(held(BUY, { do: 'back' }))
})

test('messages that come when they are due need no step', async () => {
  const long = held(BUY, pay('check-paid'), advance('1m'), deliver(0), AGAIN, advance('2h'), deliver(1))
  const small = await shrink(long, 25, async (plan) => plan.way === 'webhook' && has(plan, BUY, AGAIN))
  expect(small).toEqual({ ...held(BUY, AGAIN), way: 'webhook' })
})

test('what was done before a message was delivered is still done before it is sent', async () => {
  const long = held(BUY, advance('1m'), deliver(0), advance('2h'), FAULT, deliver(1))
  const small = await shrink(long, 25, async (plan) => has(plan, BUY, advance('1m'), FAULT, advance('2h')))
  expect(small).toEqual({ ...held(BUY, advance('1m'), FAULT, advance('2h')), way: 'webhook' })
})

test('a message that comes again is still delivered by a step', async () => {
  const long = held(BUY, pay('check-paid'), advance('1m'), deliver(0), advance('2h'), deliver(0))
  const small = await shrink(long, 25, async (plan) => has(plan, BUY, pay('check-paid'), deliver(0)))
  expect(small).toEqual({ ...held(BUY, pay('check-paid'), deliver(0)), way: 'webhook' })
})

test('messages stay held where a mistake shows in no other way', async () => {
  const long = held(BUY, pay('check-paid'), advance('1m'), deliver(1), deliver(0))
  const small = await shrink(
    long,
    25,
    async (plan) => plan.way === 'held' && has(plan, BUY, deliver(1), deliver(0)),
  )
  expect(small).toEqual(held(BUY, deliver(1), deliver(0)))
})

test('no more plans are played than wanted', async () => {
  let played = 0
  const long = held(BUY, ...Array.from({ length: 12 }, (_, at) => deliver(at)))
  await shrink(long, 6, async () => {
    played += 1
    return false
  })
  expect(played).toBe(6)
})
