import { describe, expect, test } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { pay } from '../support/builders.js'
import { withoutRealTime } from '../support/dump.js'
import { startReceiver } from '../support/receiver.js'
import { runs } from '../support/runs.js'
import { startSandbox, type TestSandbox } from '../support/sandbox.js'

const HOUR = 3_600_000

const MERCHANTS = runs(200, 1000)
/** How many of them are also looked at alone. */
const ALONE = 25

/** One of many merchants: its scenario, its clock, its receiver's path and what its day brings. */
async function aLife({ sandbox, openShop }: TestSandbox, receiver: string, i: number) {
  const scenarios = sandbox.scenarios.list().filter(({ faults }) => faults.length === 0)
  const scenario = scenarios[i % scenarios.length]?.name ?? ''
  const paths = { 'PAYMENT RECEIVED': `${receiver}/${i}/paid`, 'PAYMENT FAILED': `${receiver}/${i}/failed` }
  const clock = { start: new Date(Date.UTC(2026, i % 12, 1 + (i % 28), i % 24)).toISOString(), frozen: true }
  const dialect = { notificationRetry: i % 5 === 0 ? 'invented' : 'none' } as const
  const shop = await openShop({ clientId: `ID${i}`, scenario, webhooks: paths, clock, dialect })
  const seen: unknown[] = [shop.apiKey]
  for (const orderReference of ['ORDER1', 'ORDER2']) {
    const link = await shop.createLink({ orderReference, totalPrice: String(1000 + i) })
    seen.push(link, await pay(sandbox, link).catch(String))
    seen.push(await sandbox.clocks.advance(shop.id, 1000 * (i % 90)))
  }
  seen.push(await sandbox.clocks.runUntilIdle(shop.id), (await shop.get('/payments/all')).body)
  return {
    id: shop.id,
    seen: withoutRealTime(seen),
    state: withoutRealTime(await sandbox.snapshots.take(shop.id)),
  }
}

describe('merchants in one sandbox', () => {
  test('hundreds at once, each with another scenario, time and receiver, live as if they were alone', async () => {
    const receiver = await startReceiver(500)
    const shared = await startSandbox()
    const numbers = Array.from({ length: MERCHANTS }, (_, i) => i)
    const lives = await Promise.all(numbers.map((i) => aLife(shared, receiver.url, i)))
    const sentTo = (i: number) =>
      receiver.received.filter(({ path }) => path.startsWith(`/${i}/`)).map(({ path, text }) => [path, text])
    for (let i = 0; i < MERCHANTS; i += Math.ceil(MERCHANTS / ALONE)) {
      const before = sentTo(i)
      expect(await aLife(await startSandbox(), receiver.url, i)).toEqual(lives[i])
      expect(sentTo(i).slice(before.length)).toEqual(before)
    }
    for (const [i, { id, state }] of lives.entries()) {
      for (const owner of state.matchAll(/"merchantId":"(\w+)"/g)) expect(owner[1]).toBe(id)
      expect(state).not.toMatch(new RegExp(`${receiver.url}/(?!${i}/)`))
    }
  })

  test('used at once with the same order references never see each other', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shops = await Promise.all(
      [
        { scenario: 'success', advance: 2000, status: 'SUCCESS', event: 'PAYMENT RECEIVED' },
        { scenario: 'insufficient-balance', advance: 3000, status: 'FAILED', event: 'PAYMENT FAILED' },
        { scenario: 'slow-success', advance: 44_000, status: 'PROCESSING', event: null },
        { scenario: 'webhook-lost', advance: HOUR, status: 'SUCCESS', event: null },
      ].map(async (plan) => {
        const receiver = await startReceiver()
        const webhooks = { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url }
        return { ...plan, receiver, shop: await openShop({ scenario: plan.scenario, webhooks }) }
      }),
    )
    const orders = Array.from({ length: 5 }, (_, i) => `ORDER${i}`)
    await Promise.all(
      shops.flatMap(({ shop }) =>
        orders.map(async (orderReference) => pay(sandbox, await shop.createLink({ orderReference }))),
      ),
    )
    await Promise.all(shops.map(({ shop, advance }) => sandbox.clocks.advance(shop.id, advance)))

    for (const { shop, receiver, advance, status, event } of shops) {
      const { now } = await sandbox.clocks.read(shop.id)
      expect(now - Date.parse('2026-05-04T09:00:00.000Z')).toBe(advance)
      const { data, totalCount } = (await shop.get('/payments/all')).json()
      expect(totalCount).toBe(orders.length)
      expect(data.map((row: { status: string }) => row.status)).toEqual(orders.map(() => status))
      expect(data.map((row: { clientId: string }) => row.clientId)).toEqual(orders.map(() => shop.clientId))
      const bodies = receiver.received.map(({ text }) => JSON.parse(text))
      expect(bodies.map((body) => body.event)).toEqual(event ? orders.map(() => event) : [])
      for (const { data } of bodies) expect(data.clientId).toBe(shop.clientId)
      for (const log of ['journal', 'requests'] as const) {
        const text = JSON.stringify(await sandbox.engine.store.find(log, { where: { merchantId: shop.id } }))
        for (const other of shops) if (other.shop !== shop) expect(text).not.toContain(other.shop.clientId)
      }
    }
  })

  test('have clocks of their own: moving one moves and runs nothing of another', async () => {
    const { sandbox, openShop } = await startSandbox()
    const [moved, still] = [await openShop(), await openShop()]
    await pay(sandbox, await moved.createLink())
    await pay(sandbox, await still.createLink())
    const before = await sandbox.clocks.read(still.id)
    await sandbox.clocks.advance(moved.id, HOUR)
    expect(await sandbox.clocks.read(still.id)).toEqual(before)
    expect((await still.get('/payments/ORDER1001')).json()).toMatchObject([{ status: 'PROCESSING' }])
    expect((await moved.get('/payments/ORDER1001')).json()).toMatchObject([{ status: 'SUCCESS' }])
  })

  test('have scenario queues, order scenarios and faults of their own', async () => {
    const { sandbox, openShop } = await startSandbox()
    const fault = { title: 'Down', about: 'The API is down for one call.', api: [{ status: 503, times: 1 }] }
    await sandbox.scenarios.add('down-once', fault)
    const [one, other] = [await openShop(), await openShop()]
    await sandbox.scenarios.queue(one.id, ['insufficient-balance'])
    await sandbox.scenarios.setForOrder(one.id, 'SPECIAL1', 'webhook-lost')
    const scenarioOf = async (shop: typeof one, orderReference: string) =>
      (await pay(sandbox, await shop.createLink({ orderReference }))).scenario
    expect(await scenarioOf(other, 'FIRST1')).toBe('success')
    expect(await scenarioOf(other, 'SPECIAL1')).toBe('success')
    expect(await scenarioOf(one, 'FIRST1')).toBe('insufficient-balance')
    expect(await scenarioOf(one, 'SPECIAL1')).toBe('webhook-lost')
    const [authorization, otherAuthorization] = [await one.token(), await other.token()]
    await sandbox.scenarios.setDefault(one.id, 'down-once')
    expect((await other.get('/payments/all', { authorization: otherAuthorization })).statusCode).toBe(200)
    await one.get('/payments/all', { authorization })
    expect((await one.get('/payments/all', { authorization })).statusCode).toBe(200)
  })

  test('get ids that do not depend on who else was opened before', async () => {
    const settings: MerchantSettings = { clientId: 'IDMINE' }
    const first = await startSandbox()
    const mine = await first.openShop(settings)
    const second = await startSandbox()
    await second.openShop()
    const theirs = await second.openShop()
    await theirs.createLink()
    const same = await second.openShop(settings)
    expect([same.id, same.apiKey]).toEqual([mine.id, mine.apiKey])
    expect(await same.createLink()).toBe(await mine.createLink())
  })

  test('cannot have one client id between them', async () => {
    const { sandbox, openShop } = await startSandbox()
    await openShop({ clientId: 'IDMINE' })
    await expect(openShop({ clientId: 'IDMINE' })).rejects.toMatchObject({ code: 'CLIENT_ID_TAKEN' })
    const both = await Promise.allSettled([openShop({ clientId: 'IDX' }), openShop({ clientId: 'IDX' })])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await sandbox.merchants.list()).toHaveLength(3)
  })
})
