import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { PublicAddress } from '../../server/http/public-address.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import type { SandboxOptions } from '../../server/sandbox/sandbox-options.js'
import { MemoryStore } from '../../server/store/memory.js'
import { openStore } from '../../server/store/open-store.js'
import type { Store } from '../../server/store/store.js'
import { answering } from '../support/answering.js'
import { deliveriesOf, pay } from '../support/builders.js'
import { DistantStore } from '../support/distant-store.js'
import { FakeClock } from '../support/fake-clock.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { startReceiver } from '../support/receiver.js'
import { shopOn } from '../support/sandbox.js'
import { temporaryFile } from '../support/temporary-file.js'
import { until } from '../support/until.js'

const HOUR = 3_600_000

/** A store that a process leaves behind when it ends: closing the sandbox does not close it. */
function leftBehind(store: Store): Store {
  return new Proxy(store, {
    get: (of, name) => {
      if (name === 'close') return async () => {}
      const value = Reflect.get(of, name)
      if (typeof value !== 'function') return value
      // Fake time waits for what a database is asked.
      return (...asked: unknown[]) => {
        const answer = value.apply(of, asked)
        return answer instanceof Promise ? answering(answer) : answer
      }
    },
  })
}

async function opened(store: Store, realClock: FakeClock, options: SandboxOptions = {}) {
  const faults: unknown[] = []
  const sandbox = await Sandbox.open({
    store: leftBehind(store),
    realClock,
    onInternalError: (fault) => faults.push(fault),
    ...options,
  })
  const app = await buildApp(sandbox, {
    publicAddress: new PublicAddress({ publicUrl: 'http://sandbox.test' }),
  })
  const close = async () => {
    await app.close()
    await sandbox.close()
  }
  onTestFinished(async () => {
    await close()
    expect(faults).toEqual([])
  })
  return { sandbox, app, close }
}

describe.each([
  ['memory', () => new MemoryStore()],
  ['one that is far away', () => new DistantStore()],
  ['SQLite', () => openStore(join(temporaryFile(''), '../sandbox.db'))],
  ['PostgreSQL', async () => openStore(await aPostgresDatabase())],
])('a sandbox that is opened on what another left in a store (%s)', (_, create) => {
  test('has the same merchants, keys, orders and journal, and seeds nothing twice', async () => {
    const [store, clock] = [await create(), new FakeClock()]
    const first = await opened(store, clock, { seed: 'one' })
    const details = await first.sandbox.merchants.open({ name: 'Duka' }, 'a test')
    const shop = shopOn(first.app, details)
    await shop.createLink()
    const token = await shop.token()
    const before = await first.sandbox.merchants.list()
    const journal = await store.find('journal', { where: { merchantId: shop.id } })
    await first.close()

    const { sandbox, app } = await opened(store, clock)
    expect(sandbox.seed).toBe('one')
    expect(await sandbox.merchants.list()).toEqual(before)
    expect(await store.find('journal', { where: { merchantId: shop.id } })).toEqual(journal)
    // A token that was given out still works.
    const url = '/third-parties/payments/ORDER1001'
    const reply = await app.inject({ url, headers: { authorization: token } })
    expect([reply.statusCode, reply.json()]).toEqual([200, []])
  })

  test('goes on with the same draws as one that was never closed', async () => {
    const drawn = async (restart: boolean) => {
      const [store, clock] = [await create(), new FakeClock()]
      let box = await opened(store, clock, { seed: 'one' })
      const { id, clientId } = shopOn(
        box.app,
        await box.sandbox.merchants.open({ clock: { frozen: true } }, 'a test'),
      )
      const ids: string[] = [id, clientId]
      for (const orderReference of ['A1', 'A2', 'A3']) {
        if (restart) {
          await box.close()
          box = await opened(store, clock, { seed: 'one' })
        }
        const shop = shopOn(box.app, await box.sandbox.merchants.details(id))
        const linkId = await shop.createLink({ orderReference })
        ids.push(linkId, (await pay(box.sandbox, linkId)).id)
        ids.push((await box.sandbox.merchants.open({}, 'a test')).applications[0]?.id ?? '')
      }
      return ids
    }
    expect(await drawn(true)).toEqual(await drawn(false))
  })

  test('runs what has become due meanwhile, in order', async () => {
    const [store, clock] = [await create(), new FakeClock()]
    const receiver = await startReceiver(500, 200)
    const first = await opened(store, clock)
    const webhooks = { 'PAYMENT RECEIVED': receiver.url }
    const shop = shopOn(first.app, await first.sandbox.merchants.open({ webhooks }, 'a test'))
    await pay(first.sandbox, await shop.createLink())
    await first.close()
    expect(receiver.received).toHaveLength(0)

    await clock.pass(HOUR)
    const { sandbox } = await opened(store, clock)
    await clock.pass(0)
    await receiver.arrived(1)
    await expect
      .poll(async () => (await deliveriesOf(sandbox, shop.id))[0]?.attempted.outcomes)
      .toEqual(['refused'])
    await clock.pass(5000)
    await receiver.arrived(2)
    await expect.poll(async () => (await deliveriesOf(sandbox, shop.id))[0]?.status).toBe('delivered')
    expect(receiver.received[1]?.text).toBe(receiver.received[0]?.text)
  })

  async function withAnAttemptUnderway() {
    const [store, clock] = [await create(), new FakeClock()]
    const receiver = await startReceiver('hang')
    const first = await opened(store, clock)
    const webhooks = { 'PAYMENT RECEIVED': receiver.url }
    const shop = shopOn(first.app, await first.sandbox.merchants.open({ webhooks }, 'a test'))
    await pay(first.sandbox, await shop.createLink())
    await clock.pass(1000)
    await receiver.arrived(1)
    return { store, clock, receiver, first, shop }
  }

  test('makes an attempt that was cut off again, with the same bytes and the same number', async () => {
    const { store, clock, receiver, first, shop } = await withAnAttemptUnderway()
    // As after a kill: what the first process writes from here on is lost.
    const kept = await store.exportMerchant(shop.id)
    expect(kept.attempts).toMatchObject([{ number: 1, outcome: 'sending' }])
    await first.close()
    await store.importMerchant(shop.id, kept)

    receiver.answerWith(200)
    const { sandbox } = await opened(store, clock)
    await clock.pass(0)
    await receiver.arrived(2)
    await expect
      .poll(async () => await deliveriesOf(sandbox, shop.id))
      .toMatchObject([
        {
          status: 'delivered',
          attempts: [{ number: 1, outcome: 'received' }],
          attempted: { count: 1 },
        },
      ])
    expect(receiver.received[1]?.text).toBe(receiver.received[0]?.text)
    const noted = await store.find('journal', { where: { merchantId: shop.id, type: 'delivery:taken-up' } })
    expect(noted).toHaveLength(1)
  })

  test('begins an attempt again, whose end the other sees too late to save it', async () => {
    const { store, clock, receiver, first, shop } = await withAnAttemptUnderway()
    // The first stands still, and is taken for dead.
    const later = new FakeClock(clock.now() + 20_000)
    await opened(store, later)
    await later.pass(0)
    await receiver.arrived(2)
    const ended = async () => {
      const where = { merchantId: shop.id, type: 'delivery:attempted' } as const
      return (await store.find('journal', { where })).length
    }
    const [begun] = await store.find('attempts', {})
    await clock.pass(30_000)
    await first.close()
    expect([await store.find('attempts', {}), await ended()]).toEqual([[begun], 0])
    await later.pass(30_000)
    await until(async () => (await ended()) === 1)
    const [over] = await store.find('attempts', {})
    expect(over).toMatchObject({ number: 1, outcome: 'timed-out' })
  })

  test('leaves the clock of a merchant that stands still where it stood', async () => {
    const [store, clock] = [await create(), new FakeClock()]
    const first = await opened(store, clock)
    const shop = shopOn(first.app, await first.sandbox.merchants.open({ clock: { frozen: true } }, 'a test'))
    await pay(first.sandbox, await shop.createLink())
    const { now } = await first.sandbox.clocks.read(shop.id)
    await first.close()
    await clock.pass(HOUR)
    const { sandbox } = await opened(store, clock)
    await clock.pass(HOUR)
    expect(await sandbox.clocks.read(shop.id)).toEqual({ now, frozen: true })
    const { ran } = await sandbox.clocks.advance(shop.id, 1000)
    expect(ran.map(({ action }) => action.kind)).toEqual(['move-payment'])
  })

  test('knows the scenarios that were added while the other ran', async () => {
    const [store, clock] = [await create(), new FakeClock()]
    const first = await opened(store, clock)
    await first.sandbox.scenarios.add('mine', { title: 'Mine', about: 'For a test.' })
    await first.close()
    const { sandbox } = await opened(store, clock)
    expect(sandbox.scenarios.named('mine').title).toBe('Mine')
    await sandbox.reset()
    expect(sandbox.scenarios.find('mine')).toBeUndefined()
    expect(await store.find('scenarios', {})).toEqual([])
  })

  test('is refused another seed than the data has', async () => {
    const [store, clock] = [await create(), new FakeClock()]
    await (await opened(store, clock, { seed: 'one' })).close()
    await expect(opened(store, clock, { seed: 'two' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: 'seed: the stored data was created with the seed one, not with two',
    })
  })

  test('begins anew where the other ended before it had begun', async () => {
    const [store, clock] = [await create(), new FakeClock()]
    await (await opened(store, clock, { seed: 'one' })).close()
    const [seeding] = await store.find('seeding', {})
    if (!seeding) throw new Error('a sandbox leaves its seeding')
    await store.transact(seeding.merchantId, async (tx) => tx.put('seeding', { ...seeding, begun: false }))
    const { sandbox } = await opened(store, clock)
    expect(await sandbox.merchants.list()).toHaveLength(1)
    expect(sandbox.seed).toBe('one')
  })
})
