import { expect, test } from 'vitest'
import { NoAnswer, type Route, Waits } from '../../server/check/waits.js'
import { FakeClock } from '../support/fake-clock.js'

const ANSWERS = { webhook: 5000, customer: 10_000 }

const never = () => new Promise<never>(() => {})

function waitsWith(answers = ANSWERS) {
  const clock = new FakeClock()
  const said: string[] = []
  const waits = new Waits({ answers, onHang: (sentence) => said.push(sentence), clock })
  /** After how long a call is not waited for any more that never answers. */
  const patience = async (route: Route) => {
    const began = clock.uptime()
    const hung = waits.for(route, 'in "success", step 2: the customer pays', never)
    const over = hung.catch((error: NoAnswer) => [error.ms, clock.uptime() - began])
    while ((await Promise.race([over, Promise.resolve(null)])) === null) await clock.pass(1000)
    return over
  }
  return { clock, said, waits, patience }
}

test('an answer is passed on, and so is an error, however late within its time', async () => {
  const { clock, waits } = waitsWith()
  let answer = (_: number) => {}
  const call = waits.for(
    'webhook',
    '',
    () =>
      new Promise<number>((resolve) => {
        answer = resolve
      }),
  )
  await clock.pass(19_999)
  answer(200)
  expect(await call).toBe(200)
  await expect(waits.for('buy', '', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  await clock.pass(3_600_000)
  expect(waits.isOver).toBe(false)
})

test.each<[Route, first: number, then: number]>([
  ['webhook', 20_000, 6000],
  ['return', 20_000, 11_000],
  ['buy', 20_000, 11_000],
  ['again', 20_000, 11_000],
])('%s is waited for %d ms when it hangs first, and %d ms from then on', async (route, first, then) => {
  const { patience } = waitsWith()
  expect(await patience(route)).toEqual([first, first])
  expect(await patience(route)).toEqual([then, then])
})

test.each<Route>(['look', 'time'])('%s, of the test build, is waited for a minute', async (route) => {
  const { patience } = waitsWith()
  expect(await patience(route)).toEqual([60_000, 60_000])
})

test('a shop that may take longer is waited for twice as long as it may take', async () => {
  const { patience } = waitsWith({ webhook: 30_000, customer: 45_000 })
  expect([await patience('webhook'), await patience('buy')]).toEqual([
    [60_000, 60_000],
    [90_000, 90_000],
  ])
})

test('a route that hangs is told of once: what was called, how long it was waited for, where, and what to do', async () => {
  const { patience, said } = waitsWith()
  await patience('webhook')
  await patience('webhook')
  expect(said).toEqual([
    'the webhook address gave no answer within 20s: answer a message first, whatever it says, and act on it afterwards. That was in "success", step 2: the customer pays. From now on it is waited for 6s only.',
  ])
})

test('what hangs is broken off', async () => {
  const { clock, waits } = waitsWith()
  const signals: AbortSignal[] = []
  const call = waits.for('return', '', (signal) => {
    signals.push(signal)
    return never()
  })
  const over = expect(call).rejects.toThrow(NoAnswer)
  await clock.pass(20_000)
  await over
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
})

test('a shop that has hung three times is over, until it may hang again', async () => {
  const { patience, waits } = waitsWith()
  await patience('webhook')
  await patience('return')
  expect([waits.isOver, waits.over]).toEqual([false, null])
  await patience('webhook')
  expect(waits.over).toMatch(
    /^the webhook address gave no answer within 6s.*too often for the rest to be tried\.$/,
  )
  waits.allow(1)
  expect(waits.isOver).toBe(false)
  await patience('webhook')
  expect(waits.isOver).toBe(true)
})
