import { expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

const HOUR = 3_600_000

test('a wait ends in its time, though somebody sets the clock of the machine back', async () => {
  const { sandbox, openShop, realClock } = await startSandbox()
  const { id } = await openShop()
  const waiting = sandbox.engine.waitUntil(
    id,
    5000,
    async () => 'nothing yet',
    () => false,
  )
  // The wait has begun by then.
  await realClock.pass(0)
  realClock.set(realClock.now() - HOUR)
  await realClock.pass(5000)
  expect(await waiting).toBe('nothing yet')
})

test('a wait lasts its time, though somebody sets the clock of the machine forward', async () => {
  const { sandbox, openShop, realClock } = await startSandbox()
  const { id } = await openShop()
  let ended = false
  const waiting = sandbox.engine
    .waitUntil(
      id,
      5000,
      async () => 'nothing yet',
      () => false,
    )
    .then(() => {
      ended = true
    })
  await realClock.pass(0)
  realClock.set(realClock.now() + HOUR)
  await realClock.pass(4999)
  expect(ended).toBe(false)
  await realClock.pass(1)
  await waiting
})
