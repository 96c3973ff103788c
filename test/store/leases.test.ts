import { expect, onTestFinished, test } from 'vitest'
import { openPostgres } from '../../server/store/sql/postgres.js'
import { aPostgresDatabase } from '../support/postgres.js'

/** Two processes that share a database, as far as leases go. */
async function twoProcesses() {
  const address = await aPostgresDatabase()
  const [one, other] = [await openPostgres(address), await openPostgres(address)]
  let close = async () => {
    close = async () => {}
    await one.close()
  }
  onTestFinished(async () => {
    await close()
    await other.close()
  })
  if (!one.sharing || !other.sharing) throw new Error('PostgreSQL is shared')
  return [one.sharing, other.sharing, () => close()] as const
}

test('an agenda that a process has is kept from others, who hear for how long', async () => {
  const [one, other] = await twoProcesses()
  expect(await one.claim('m1', 60_000)).toEqual({ isOurs: true, wasLeftBehind: false })
  const refused = await other.claim('m1', 60_000)
  expect(refused).toEqual({ isOurs: false, forMs: expect.any(Number) })
  expect(refused).toMatchObject({ forMs: expect.toSatisfy((ms: number) => ms > 0 && ms <= 60_000) })
  expect(await other.claim('m2', 60_000)).toMatchObject({ isOurs: true })
  expect(await one.claim('m1', 60_000)).toEqual({ isOurs: true, wasLeftBehind: false })
})

test('an agenda whose process let it lapse goes to whoever asks, who hears that it was left behind', async () => {
  const [one, other] = await twoProcesses()
  await one.claim('m1', -1)
  expect(await other.claim('m1', 60_000)).toEqual({ isOurs: true, wasLeftBehind: true })
  expect(await one.claim('m1', 60_000)).toMatchObject({ isOurs: false })
})

test('an agenda goes to others at once when its process ends, and was not left behind', async () => {
  const [one, other, endOne] = await twoProcesses()
  await one.claim('m1', 60_000)
  await endOne()
  expect(await other.claim('m1', 60_000)).toEqual({ isOurs: true, wasLeftBehind: false })
})

test('an agenda that is given up is free, and one that is not its own is not given up', async () => {
  const [one, other] = await twoProcesses()
  await one.claim('m1', 60_000)
  await other.release('m1')
  expect(await other.claim('m1', 60_000)).toMatchObject({ isOurs: false })
  await one.release('m1')
  expect(await other.claim('m1', 60_000)).toEqual({ isOurs: true, wasLeftBehind: false })
})
