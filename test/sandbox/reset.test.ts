import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import type { Sandbox } from '../../server/sandbox/sandbox.js'
import { pay } from '../support/builders.js'
import { dump } from '../support/dump.js'
import { FakeClock } from '../support/fake-clock.js'
import { startReceiver } from '../support/receiver.js'
import { shopOn, startSandbox, type TestShop } from '../support/sandbox.js'

const HOUR = 3_600_000

const AT_ONCE = {
  title: 'At once',
  about: 'Succeeds at once.',
  timeline: [{ after: '0s', status: 'SUCCESS' }],
}

async function defaultShop(app: FastifyInstance, sandbox: Sandbox): Promise<TestShop> {
  return shopOn(app, await sandbox.merchants.details(DEFAULT_CREDENTIALS.clientId))
}

describe('a sandbox that was reset', () => {
  test('equals a fresh one after heavy use', async () => {
    const { app, sandbox, openShop, realClock } = await startSandbox()
    const hanging = await startReceiver('hang')
    const refusing = await startReceiver(500)
    const shop = await openShop({
      webhooks: { 'PAYMENT RECEIVED': refusing.url },
      checksumKey: 'CHKx',
      dialect: { queryUnknownReference: 'notFound404' },
    })
    await sandbox.scenarios.add('at-once', AT_ONCE)
    await sandbox.scenarios.add('success', { ...AT_ONCE, title: 'Not what it was' })
    await sandbox.scenarios.add('refusing', { ...AT_ONCE, api: [{ status: 503, times: 2 }] })
    const token = (clientId: string, apiKey: string) =>
      app.inject({
        method: 'POST',
        url: '/third-parties/generate-token',
        headers: { 'client-id': clientId, 'api-key': apiKey },
      })
    await Promise.all([token('IDTESTA', 'SKA'), token('IDTESTB', 'SKB'), token('IDNOBODY', 'SKC')])
    await app.inject({ url: '/third-parties/nothing' })

    await pay(sandbox, await shop.createLink({ callbackUrl: hanging.url }), { scenario: 'push-timeout' })
    await sandbox.clocks.advance(shop.id, HOUR)
    await pay(sandbox, await shop.createLink({ orderReference: 'SECOND1' }), { scenario: 'success' })

    const main = await defaultShop(app, sandbox)
    await sandbox.merchants.change(main.id, {
      name: 'Changed',
      webhooks: { 'PAYMENT RECEIVED': hanging.url },
      checksumEnabled: true,
      rateLimit: 1000,
    })
    await sandbox.applications.change(main.id, main.clientId, { checksumEnabled: false })
    await sandbox.applications.addApiKey(main.id, main.clientId, {})
    await sandbox.applications.add(main.id, { apiKey: 'SKMORE' })
    await sandbox.applications.revokeApiKey(main.id, main.apiKeys[0]?.id ?? '')
    await sandbox.scenarios.setForOrder(main.id, 'ANY1', 'at-once')
    await sandbox.scenarios.queue(main.id, ['at-once', 'webhook-lost'])
    await sandbox.clocks.freeze(main.id)
    await sandbox.clocks.advance(main.id, 48 * HOUR)
    await sandbox.clocks.resume(main.id)
    await realClock.pass(HOUR)

    await sandbox.reset()

    const fresh = await startSandbox({ realClock: new FakeClock(realClock.now()) })
    expect(await dump(sandbox)).toEqual(await dump(fresh.sandbox))
    // And it goes on like a fresh one.
    for (const box of [{ app, sandbox }, fresh]) {
      const again = await defaultShop(box.app, box.sandbox)
      await box.sandbox.clocks.freeze(again.id)
      await pay(box.sandbox, await again.createLink())
      await box.sandbox.clocks.advance(again.id, HOUR)
    }
    expect(withoutDurations(await dump(sandbox))).toEqual(withoutDurations(await dump(fresh.sandbox)))
  })

  test('has forgotten what a receiver that hangs was being sent, and did not wait for it', async () => {
    const { app, sandbox, realClock } = await startSandbox()
    const receiver = await startReceiver('hang')
    await sandbox.scenarios.add('at-once', AT_ONCE)
    const shop = await defaultShop(app, sandbox)
    await sandbox.merchants.change(shop.id, { webhooks: { 'PAYMENT RECEIVED': receiver.url } })
    await pay(sandbox, await shop.createLink({ callbackUrl: receiver.url }), { scenario: 'at-once' })
    await receiver.arrived(2)
    await sandbox.reset()
    const fresh = await startSandbox()
    expect(await dump(sandbox)).toEqual(await dump(fresh.sandbox))
    await realClock.pass(24 * HOUR)
    expect(receiver.received).toHaveLength(2)
  })

  test('cuts a move of a clock short, and tells whoever waits for it', async () => {
    const { app, sandbox } = await startSandbox()
    const receiver = await startReceiver('hang')
    const shop = await defaultShop(app, sandbox)
    await sandbox.clocks.freeze(shop.id)
    await sandbox.merchants.change(shop.id, { webhooks: { 'PAYMENT RECEIVED': receiver.url } })
    await pay(sandbox, await shop.createLink())
    const moves = [sandbox.clocks.advance(shop.id, HOUR), sandbox.clocks.runUntilIdle(shop.id)]
    const outcomes = Promise.allSettled(moves)
    await receiver.arrived(1)
    await sandbox.reset()
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CUT_SHORT' } })
    }
    expect(await dump(sandbox)).toEqual(await dump((await startSandbox()).sandbox))
  })

  test('can be reset again at once, and twice at the same time', async () => {
    const { sandbox } = await startSandbox()
    await Promise.all([sandbox.reset(), sandbox.reset(), sandbox.reset()])
    expect(await dump(sandbox)).toEqual(await dump((await startSandbox()).sandbox))
  })

  test('opens the same merchants again as it did before', async () => {
    const { sandbox } = await startSandbox()
    const open = async (settings: MerchantSettings) =>
      (await sandbox.merchants.open(settings, 'a test')).applications
    const before = [await open({}), await open({ clientId: 'IDX' })]
    await sandbox.reset()
    expect([await open({}), await open({ clientId: 'IDX' })]).toEqual(before)
  })

  test('is not haunted by requests that were under way', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shops = [await defaultShop(app, sandbox), await openShop(), await openShop()]
    const calls = shops.flatMap((shop) =>
      Array.from({ length: 20 }, (_, i) => shop.createLink({ orderReference: `R${i}` }).catch(() => {})),
    )
    await new Promise((resolve) => setImmediate(resolve))
    await Promise.all([sandbox.reset(), ...calls])
    const { store } = sandbox.engine
    const { id } = await defaultShop(app, sandbox)
    expect((await store.find('merchants', {})).map((merchant) => merchant.id)).toEqual(['nobody', id])
    for (const kind of ['applications', 'apiKeys', 'orders'] as const) {
      for (const row of await store.find(kind, {})) expect(row.merchantId).toBe(id)
    }
    expect(await sandbox.merchants.list()).toMatchObject([{ applications: [{}], apiKeys: [{}] }])
  })

  test('refuses the tokens of its former life', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const authorization = await shop.token()
    await sandbox.reset()
    const reply = await app.inject({ url: '/third-parties/payments/all', headers: { authorization } })
    expect(reply.statusCode).toBe(401)
  })
})

describe('a merchant that was reset', () => {
  test('is as it was opened, with the same id, client id and keys, and nobody else is touched', async () => {
    const { sandbox, openShop } = await startSandbox()
    const other = await openShop()
    await other.createLink()
    const otherBefore = await sandbox.engine.store.find('orders', { where: { merchantId: other.id } })
    const shop = await openShop({ name: 'Duka', scenario: 'slow-success' })
    const details = await sandbox.merchants.details(shop.id)
    const journal = await sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })
    await pay(sandbox, await shop.createLink())
    await sandbox.merchants.change(shop.id, { name: 'Changed', checksumEnabled: true, scenario: 'success' })
    await sandbox.scenarios.queue(shop.id, ['webhook-lost'])
    await sandbox.clocks.advance(shop.id, HOUR)

    const reset = await sandbox.resetMerchant(shop.id)

    expect(reset).toEqual(details)
    expect(await sandbox.merchants.details(shop.clientId)).toEqual(details)
    expect(await sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })).toEqual([
      { ...journal[0], text: 'opened by a reset' },
      ...journal.slice(1),
    ])
    expect(await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })).toEqual([])
    for (const kind of ['orders', 'payments', 'deliveries', 'attempts', 'tasks'] as const) {
      expect(await sandbox.engine.store.find(kind, { where: { merchantId: shop.id } })).toEqual([])
    }
    expect(await sandbox.engine.store.find('orders', { where: { merchantId: other.id } })).toEqual(
      otherBefore,
    )
    expect((await shop.createLink()).length).toBeGreaterThan(0)
  })

  test('is not held up by a receiver that hangs, neither on a running clock nor in the middle of a move', async () => {
    const { sandbox, openShop } = await startSandbox()
    await sandbox.scenarios.add('at-once', AT_ONCE)
    const receiver = await startReceiver('hang')
    const webhooks = { 'PAYMENT RECEIVED': receiver.url }
    const running = await openShop({ clock: {}, webhooks, scenario: 'at-once' })
    await pay(sandbox, await running.createLink())
    await receiver.arrived(1)
    await sandbox.resetMerchant(running.id)

    const frozen = await openShop({ webhooks })
    await pay(sandbox, await frozen.createLink())
    const move = Promise.allSettled([sandbox.clocks.advance(frozen.id, HOUR)])
    await receiver.arrived(2)
    await sandbox.resetMerchant(frozen.id)
    expect(await move).toMatchObject([{ reason: { code: 'CUT_SHORT' } }])

    for (const merchantId of [running.id, frozen.id]) {
      expect(await sandbox.engine.store.find('deliveries', { where: { merchantId } })).toEqual([])
    }
  })

  test('is found under none of its names once it is removed', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    await sandbox.removeMerchant(shop.id)
    for (const name of [shop.id, shop.clientId]) {
      await expect(sandbox.merchants.details(name)).rejects.toMatchObject({ code: 'MERCHANT_NOT_FOUND' })
    }
    const state = JSON.stringify(await dump(sandbox))
    expect(state).not.toContain(shop.id)
  })
})

/** The dump without real durations, which differ from run to run. */
function withoutDurations(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state, (key, value) => (key === 'durationMs' ? undefined : value)))
}
