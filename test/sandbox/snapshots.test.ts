import { describe, expect, test } from 'vitest'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import type { Sandbox } from '../../server/sandbox/sandbox.js'
import { SNAPSHOT_FORMAT, type Snapshot } from '../../server/sandbox/snapshots/snapshot.js'
import { deliveriesOf, pay } from '../support/builders.js'
import { dump, withoutRealTime } from '../support/dump.js'
import { FakeClock } from '../support/fake-clock.js'
import { type Receiver, startReceiver } from '../support/receiver.js'
import { shopOn, startSandbox, type TestSandbox, type TestShop } from '../support/sandbox.js'

const HOUR = 3_600_000

const MINE = { title: 'Mine', about: 'Succeeds at once.', timeline: [{ after: '0s', status: 'SUCCESS' }] }

/** A snapshot as it comes back from a file. */
async function taken(sandbox: Sandbox, merchantId: string): Promise<Snapshot> {
  return JSON.parse(JSON.stringify(await sandbox.snapshots.take(merchantId)))
}

function restored(sandbox: Sandbox, snapshot: Snapshot) {
  return sandbox.restoreMerchant(snapshot.merchant.id, snapshot)
}

/** A shop in the middle of its day: one order paid, one failing, one on its way, one retried. */
async function aBusyShop(
  { sandbox, openShop }: TestSandbox,
  receiver: Receiver,
  more: MerchantSettings = {},
) {
  const webhooks = { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url }
  const shop = await openShop({ checksumEnabled: true, checksumKey: 'CHKx', webhooks, ...more })
  await sandbox.merchants.change(shop.id, { checksumEnabled: false, rateLimit: 1000 })
  for (const [orderReference, scenario] of [
    ['PAID1', 'success'],
    ['FAIL1', 'fail-then-success'],
    ['SLOW1', 'slow-success'],
  ] as const) {
    await pay(sandbox, await shop.createLink({ orderReference, callbackUrl: receiver.url }), { scenario })
  }
  await sandbox.scenarios.queue(shop.id, ['push-timeout'])
  await sandbox.clocks.advance(shop.id, 7_000)
  return shop
}

/** What the shop does next, the same each time. */
async function theRestOfTheDay(sandbox: Sandbox, shop: TestShop) {
  const answers = [await shop.createLink({ orderReference: 'NEXT1' })]
  answers.push((await pay(sandbox, answers[0] ?? '')).id)
  answers.push(JSON.stringify(await sandbox.clocks.advance(shop.id, 5 * HOUR)))
  answers.push((await shop.get('/payments/all')).body, await shop.token())
  return answers
}

describe('a merchant that was restored', () => {
  test('goes on byte for byte as it did the first time', async () => {
    const started = await startSandbox()
    const { sandbox } = started
    const receiver = await startReceiver(500)
    const shop = await aBusyShop(started, receiver)
    const snapshot = await taken(sandbox, shop.id)
    const run = async () => {
      const sentBefore = receiver.received.length
      const answers = await theRestOfTheDay(sandbox, shop)
      const sent = receiver.received.slice(sentBefore).map(({ text, rawHeaders }) => [text, rawHeaders])
      return { answers, sent, state: withoutRealTime(await taken(sandbox, shop.id)) }
    }
    const first = await run()
    await restored(sandbox, snapshot)
    expect(await taken(sandbox, shop.id)).toEqual(snapshot)
    const second = await run()
    expect(first.sent.length).toBeGreaterThan(10)
    expect(second).toEqual(first)
  })

  test('has nothing of what came later, and nobody else is touched', async () => {
    const started = await startSandbox()
    const { sandbox, openShop } = started
    const other = await openShop()
    await other.createLink()
    const otherBefore = await taken(sandbox, other.id)
    const shop = await aBusyShop(started, await startReceiver())
    const snapshot = await taken(sandbox, shop.id)
    await theRestOfTheDay(sandbox, shop)
    const later = await sandbox.applications.add(shop.id, { clientId: 'IDLATER' })
    await restored(sandbox, snapshot)
    await expect(sandbox.merchants.details(later.id)).rejects.toMatchObject({ code: 'MERCHANT_NOT_FOUND' })
    expect(await sandbox.orders.findByReference(shop.id, 'NEXT1')).toBeNull()
    expect(await taken(sandbox, other.id)).toEqual(otherBefore)
  })

  test('comes back after it was removed, and after a reset of everything', async () => {
    const started = await startSandbox()
    const { sandbox } = started
    const shop = await aBusyShop(started, await startReceiver())
    const snapshot = await taken(sandbox, shop.id)
    await sandbox.removeMerchant(shop.id)
    await restored(sandbox, snapshot)
    expect(await taken(sandbox, shop.id)).toEqual(snapshot)
    await sandbox.reset()
    const details = await sandbox.restoreMerchant(shop.clientId, snapshot)
    expect(details.merchant.id).toBe(shop.id)
    expect(await taken(sandbox, shop.id)).toEqual(snapshot)
  })

  test('can be reset to how it was opened, as before', async () => {
    const started = await startSandbox()
    const { sandbox } = started
    const shop = await aBusyShop(started, await startReceiver())
    const snapshot = await taken(sandbox, shop.id)
    await sandbox.resetMerchant(shop.id)
    const fresh = withoutRealTime(await taken(sandbox, shop.id))
    await restored(sandbox, snapshot)
    await sandbox.resetMerchant(shop.id)
    expect(withoutRealTime(await taken(sandbox, shop.id))).toBe(fresh)
  })

  test('lives in another sandbox as it did at home, tokens and all, whatever the seed there', async () => {
    const home = await startSandbox({ seed: 'home' })
    const away = await startSandbox({
      seed: 'away',
      realClock: new FakeClock(home.realClock.now() + 99 * HOUR),
    })
    const receiver = await startReceiver(500)
    const shop = await aBusyShop(home, receiver)
    const authorization = await shop.token()
    const snapshot = await taken(home.sandbox, shop.id)
    const details = await restored(away.sandbox, snapshot)
    const emigrated = shopOn(away.app, details)
    const query = await away.app.inject({
      url: '/third-parties/payments/all',
      headers: { authorization },
    })
    expect(query.statusCode).toBe(200)
    await restored(away.sandbox, snapshot)
    const atHome = await theRestOfTheDay(home.sandbox, shop)
    expect(await theRestOfTheDay(away.sandbox, emigrated)).toEqual(atHome)
    expect(withoutRealTime(await taken(away.sandbox, shop.id))).toBe(
      withoutRealTime(await taken(home.sandbox, shop.id)),
    )
  })

  test('does not take the next client id from those who ask for a new one', async () => {
    const [home, away] = [await startSandbox(), await startSandbox()]
    const snapshot = await taken(home.sandbox, (await home.openShop()).id)
    await restored(away.sandbox, snapshot)
    const next = await away.openShop()
    expect(next.clientId).not.toBe(snapshot.applications[0]?.id)
  })
})

describe('the clock of a restored merchant', () => {
  test('stands where it stood, if it was frozen', async () => {
    const started = await startSandbox()
    const { sandbox, realClock } = started
    const shop = await aBusyShop(started, await startReceiver())
    const before = await sandbox.clocks.read(shop.id)
    const snapshot = await taken(sandbox, shop.id)
    await sandbox.clocks.advance(shop.id, HOUR)
    await sandbox.clocks.resume(shop.id)
    await realClock.pass(HOUR)
    await restored(sandbox, snapshot)
    expect(await sandbox.clocks.read(shop.id)).toEqual(before)
  })

  test('runs on from what it showed, and what was planned happens when its time comes', async () => {
    const { sandbox, openShop, realClock } = await startSandbox()
    const shop = await openShop({ clock: { start: '2030-01-01T00:00:00Z' } })
    const { id } = await pay(sandbox, await shop.createLink(), { scenario: 'slow-success' })
    await realClock.pass(44_000)
    const snapshot = await taken(sandbox, shop.id)
    await realClock.pass(24 * HOUR)
    await restored(sandbox, snapshot)
    const start = Date.parse('2030-01-01T00:00:00Z')
    expect(await sandbox.clocks.read(shop.id)).toEqual({ now: start + 44_000, frozen: false })
    expect((await sandbox.payments.find(id))?.status).toBe('PROCESSING')
    await realClock.pass(1000)
    expect(await sandbox.payments.find(id)).toMatchObject({ status: 'SUCCESS', updatedAt: start + 45_000 })
  })
})

describe('an attempt that is on its way', () => {
  test('when the snapshot is taken is made again after the restore, under the same number', async () => {
    const { sandbox, openShop } = await startSandbox()
    const receiver = await startReceiver('hang')
    const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': receiver.url } })
    await pay(sandbox, await shop.createLink())
    const moving = Promise.allSettled([sandbox.clocks.advance(shop.id, 2000)])
    await receiver.arrived(1)
    const snapshot = await taken(sandbox, shop.id)
    expect(snapshot.deliveries).toMatchObject([{ status: 'waiting', attempted: { count: 0 } }])
    expect(snapshot.attempts).toEqual([])
    expect(snapshot.tasks).toHaveLength(1)
    receiver.answerWith(200)
    await restored(sandbox, snapshot)
    expect(await moving).toMatchObject([{ status: 'rejected', reason: { code: 'CUT_SHORT' } }])
    await sandbox.clocks.advance(shop.id, 0)
    expect(await deliveriesOf(sandbox, shop.id)).toMatchObject([
      { status: 'delivered', attempts: [{ number: 1, outcome: 'received' }] },
    ])
    expect(receiver.received[1]?.text).toBe(receiver.received[0]?.text)
  })

  test('when the merchant is restored is broken off, and leaves nothing behind', async () => {
    const { sandbox, openShop } = await startSandbox()
    const receiver = await startReceiver('hang')
    const shop = await openShop({
      clock: {},
      scenario: 'success',
      webhooks: { 'PAYMENT RECEIVED': receiver.url },
    })
    const snapshot = await taken(sandbox, shop.id)
    await sandbox.scenarios.add('mine', MINE)
    await pay(sandbox, await shop.createLink(), { scenario: 'mine' })
    await receiver.arrived(1)
    await restored(sandbox, snapshot)
    expect(await taken(sandbox, shop.id)).toEqual(snapshot)
  })
})

describe('scenarios that were added at run time', () => {
  test('come with the merchant that refers to them', async () => {
    const home = await startSandbox()
    await home.sandbox.scenarios.add('mine', MINE)
    await home.sandbox.scenarios.add('not-mine', MINE)
    const shop = await home.openShop({ scenario: 'mine' })
    const snapshot = await taken(home.sandbox, shop.id)
    expect(Object.keys(snapshot.scenarios)).toEqual(['mine'])
    const away = await startSandbox()
    const emigrated = shopOn(away.app, await restored(away.sandbox, snapshot))
    expect((await pay(away.sandbox, await emigrated.createLink())).status).toBe('SUCCESS')
  })

  test('come along as well when their triggers choose them, and clash where those are taken', async () => {
    const trigger = { ...MINE, match: { phoneNumbers: ['255754000999'] } }
    const home = await startSandbox()
    await home.sandbox.scenarios.add('triggered', trigger)
    const shop = await home.openShop()
    const snapshot = await taken(home.sandbox, shop.id)
    const away = await startSandbox()
    const emigrated = shopOn(away.app, await restored(away.sandbox, snapshot))
    const payment = await pay(away.sandbox, await emigrated.createLink(), { phoneNumber: '255754000999' })
    expect(payment.scenario).toBe('triggered')
    const elsewhere = await startSandbox()
    await elsewhere.sandbox.scenarios.add('taken', trigger)
    const before = await dump(elsewhere.sandbox)
    await expect(restored(elsewhere.sandbox, snapshot)).rejects.toMatchObject({ code: 'INVALID_SCENARIO' })
    expect(await dump(elsewhere.sandbox)).toEqual(before)
  })

  test('are never replaced by those of a snapshot: others may be using them', async () => {
    const { sandbox, openShop } = await startSandbox()
    await sandbox.scenarios.add('mine', MINE)
    const shop = await openShop({ scenario: 'mine' })
    const snapshot = await taken(sandbox, shop.id)
    await sandbox.scenarios.add('mine', { ...MINE, title: 'Other words for it' })
    await restored(sandbox, snapshot)
    await sandbox.scenarios.add('mine', { ...MINE, timeline: [{ after: '1s', status: 'SUCCESS' }] })
    const before = await dump(sandbox)
    await expect(restored(sandbox, snapshot)).rejects.toMatchObject({
      code: 'SNAPSHOT_CLASH',
      message: expect.stringContaining('mine'),
    })
    expect(await dump(sandbox)).toEqual(before)
  })
})

describe('a snapshot is refused, and nothing is changed,', () => {
  async function refusal(started: TestSandbox, named: string, snapshot: unknown) {
    const before = await dump(started.sandbox)
    const refused = await started.sandbox.restoreMerchant(named, snapshot).then(
      () => null,
      (error) => error,
    )
    expect(await dump(started.sandbox)).toEqual(before)
    return refused as { code: string; message: string }
  }

  test('when it is of another merchant than the one that is named', async () => {
    const started = await startSandbox()
    const [one, other] = [await started.openShop(), await started.openShop()]
    const refused = await refusal(started, other.id, await taken(started.sandbox, one.id))
    expect(refused).toMatchObject({ code: 'SNAPSHOT_CLASH' })
    expect(refused.message).toBe(`the snapshot is of the merchant ${one.id}, not of ${other.id}`)
  })

  test('when its client id, links or payments are another merchant’s here', async () => {
    const [home, away] = [await startSandbox({ seed: 'home' }), await startSandbox({ seed: 'away' })]
    const { clientId } = DEFAULT_CREDENTIALS
    const snapshot = await taken(home.sandbox, await home.sandbox.merchants.idOf(clientId))
    const refused = await refusal(away, snapshot.merchant.id, snapshot)
    expect(refused.code).toBe('SNAPSHOT_CLASH')
    expect(refused.message).toContain(`the client id ${clientId}`)
  })

  test('when it has another format, and both versions are named', async () => {
    const started = await startSandbox()
    const shop = await started.openShop()
    const snapshot = await taken(started.sandbox, shop.id)
    const foreign = { ...snapshot, format: SNAPSHOT_FORMAT + 1, sandboxVersion: '9.9.9' }
    const refused = await refusal(started, shop.id, foreign)
    expect(refused.code).toBe('INVALID_SNAPSHOT')
    expect(refused.message).toContain(`format ${SNAPSHOT_FORMAT + 1} (of sandbox 9.9.9)`)
    expect(refused.message).toContain(`reads format ${SNAPSHOT_FORMAT}`)
  })

  test('when it is not a snapshot at all', async () => {
    const started = await startSandbox()
    const shop = await started.openShop()
    for (const nothing of [null, [], {}, 'text', { format: SNAPSHOT_FORMAT }]) {
      expect(await refusal(started, shop.id, nothing)).toMatchObject({ code: 'INVALID_SNAPSHOT' })
    }
  })

  test('when its shape is damaged, with everything that is wrong', async () => {
    const started = await startSandbox()
    const shop = await aBusyShop(started, await startReceiver(500))
    const snapshot = await taken(started.sandbox, shop.id)
    const damaged = {
      ...snapshot,
      surprise: [],
      clock: { now: 'yesterday', frozen: true },
      payments: [{ ...snapshot.payments[0], status: 'PAID', seq: -1 }],
      deliveries: snapshot.deliveries.map(({ body: _, ...rest }) => rest),
    }
    const { message } = await refusal(started, shop.id, damaged)
    expect(message).toContain('unknown key "surprise"')
    expect(message).toContain('clock.now: found "yesterday"')
    expect(message).toContain('payments[0].status: found "PAID"')
    expect(message).toContain('payments[0].seq')
    expect(message).toContain('deliveries[0]: "body" is missing')
  })

  test('when its rows do not fit together, with everything that is wrong', async () => {
    const started = await startSandbox()
    const shop = await aBusyShop(started, await startReceiver(500))
    const snapshot = await taken(started.sandbox, shop.id)
    const [order] = snapshot.orders
    const torn = {
      ...snapshot,
      merchant: { ...snapshot.merchant, merchantId: 'm0', scenarioQueue: ['unheard-of'] },
      apiKeys: snapshot.apiKeys.map((key) => ({ ...key, clientId: 'IDGONE' })),
      orders: [order, order],
      deliveries: [],
      journal: snapshot.journal.map((entry, i) => (i === 0 ? { ...entry, merchantId: 'm9' } : entry)),
      requests: snapshot.requests.map((entry, i) => (i === 0 ? { ...entry, seq: 999_999 } : entry)),
      tasks: snapshot.tasks.map((task) =>
        task.action.kind === 'move-payment'
          ? { ...task, action: { ...task.action, paymentId: 'LCPCGONE' } }
          : task,
      ),
      scenarios: { ...snapshot.scenarios, Success: { title: 'x' } },
    }
    const { code, message } = await refusal(started, shop.id, torn)
    expect(code).toBe('INVALID_SNAPSHOT')
    expect(message.split('\n')).toEqual(
      expect.arrayContaining([
        'merchant: merchantId is "m0"',
        'orders: two have one id',
        'journal[0]: belongs to another merchant, "m9"',
        "requests[0]: is numbered 999999, beyond the merchant's sequence",
        'apiKeys[0]: there is no application "IDGONE"',
        expect.stringMatching(/^payments\[1\]: there is no order "\w+-O/),
        'tasks[0]: there is no payment "LCPCGONE"',
        expect.stringMatching(/^tasks\[1\]: there is no delivery ".*-D\d+"/),
        'scenarios: "unheard-of" is used but does not exist',
        expect.stringMatching(/^scenarios\.Success\.name: .*not a scenario name/),
      ]),
    )
  })

  test('in a few lines, however much is wrong', async () => {
    const started = await startSandbox()
    const shop = await aBusyShop(started, await startReceiver(500))
    const snapshot = await taken(started.sandbox, shop.id)
    const journal = snapshot.journal.map((entry) => ({ ...entry, merchantId: 'm9' }))
    const { message } = await refusal(started, shop.id, { ...snapshot, journal })
    expect(message.split('\n')).toHaveLength(21)
    expect(message).toContain(`and ${journal.length - 20} more`)
  })
})
