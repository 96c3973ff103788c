import { expect, onTestFinished, test } from 'vitest'
import { SharedLeases } from '../../server/agenda/leases.js'
import type { Claim, Sharing } from '../../server/store/sharing.js'
import { FakeClock } from '../support/fake-clock.js'

/** How long a lease lasts. */
const LEASE_MS = 10_000

/** Leases over a store whose answers to claims are given one by one, the last also to all later ones; `said` is what was asked of it. */
function openLeases(...claims: readonly Claim[]) {
  const said: string[] = []
  const left = [...claims]
  const sharing: Sharing = {
    listen: () => {},
    stayConnected: () => {},
    tell: () => {},
    want: (merchantId) => void said.push(`want ${merchantId}`),
    alone: (act) => act(),
    claim: async (merchantId) => {
      said.push(`claim ${merchantId}`)
      return (left.length > 1 ? left.shift() : left[0]) ?? OURS
    },
    release: async (merchantId) => void said.push(`release ${merchantId}`),
  }
  const realClock = new FakeClock(0)
  const leases = new SharedLeases(sharing, realClock, async (merchantId) => {
    said.push(`take up ${merchantId}`)
  })
  onTestFinished(() => leases.close())
  return { leases, realClock, said }
}

const OURS: Claim = { isOurs: true, wasLeftBehind: false }

test('what another process left behind is taken up before anything is begun', async () => {
  const { leases, said } = openLeases({ isOurs: true, wasLeftBehind: true })
  expect(await leases.claim('m1')).toBeNull()
  expect(said).toEqual(['claim m1', 'take up m1'])
})

test('an agenda that another process has is wanted, and asked for again after its lease', async () => {
  const { leases, said } = openLeases({ isOurs: false, forMs: 700 })
  expect(await leases.claim('m1')).toBe(700)
  expect(said).toEqual(['claim m1', 'want m1'])
})

test('a process that was paused for long asks again before it begins anything', async () => {
  const { leases, realClock, said } = openLeases(OURS, { isOurs: false, forMs: 700 })
  await leases.claim('m1')
  leases.done('m1')
  expect(await leases.claim('m1')).toBeNull()
  leases.done('m1')
  expect(said).toEqual(['claim m1'])
  await realClock.pass(LEASE_MS)
  expect(await leases.claim('m1')).toBe(700)
})

test('a lease is renewed before it lapses while something runs, and not afterwards', async () => {
  const { leases, realClock, said } = openLeases(OURS)
  await leases.claim('m1')
  await realClock.pass(LEASE_MS - 1)
  expect(said.length).toBeGreaterThan(1)
  leases.done('m1')
  await realClock.pass(LEASE_MS)
  const before = said.length
  await realClock.pass(10 * LEASE_MS)
  expect(said).toHaveLength(before)
})

test('an agenda that others want is given up once nothing runs, and at once where nothing does', async () => {
  const { leases, said } = openLeases(OURS)
  await leases.claim('m1')
  leases.wanted('m1')
  expect(said).toEqual(['claim m1'])
  leases.done('m1')
  expect(said).toEqual(['claim m1', 'release m1'])
  await leases.claim('m1')
  leases.done('m1')
  leases.wanted('m1')
  expect(said.slice(2)).toEqual(['claim m1', 'release m1'])
})
