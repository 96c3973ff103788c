import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deliveriesOf, pay } from '../support/builders.js'
import { startSandbox } from '../support/sandbox.js'
import { until } from '../support/until.js'

const NINE = Date.parse('2026-05-04T09:00:00.000Z')
const HOUR = 3_600_000

describe('the clock of a merchant', () => {
  test('cannot go back', async () => {
    const { sandbox, openShop } = await startSandbox()
    const { id } = await openShop()
    await expect(sandbox.clocks.to(id, NINE - 1)).rejects.toMatchObject({ code: 'CLOCK_CANNOT_GO_BACK' })
    expect(await sandbox.clocks.read(id)).toEqual({ now: NINE, frozen: true })
  })

  test('of a merchant that does not exist cannot be read or moved', async () => {
    const { sandbox } = await startSandbox()
    const unknown = { code: 'MERCHANT_NOT_FOUND' }
    await expect(sandbox.clocks.read('m0')).rejects.toMatchObject(unknown)
    await expect(sandbox.clocks.advance('m0', 1)).rejects.toMatchObject(unknown)
    await expect(sandbox.clocks.freeze('m0')).rejects.toMatchObject(unknown)
    await expect(sandbox.clocks.resume('m0')).rejects.toMatchObject(unknown)
    await expect(sandbox.clocks.runUntilIdle('m0')).rejects.toMatchObject(unknown)
  })

  test('starts where its settings say, and stands still if they say so', async () => {
    const { sandbox, openShop, realClock } = await startSandbox()
    const start = '2030-01-01T00:00:00.000Z'
    const still = await openShop({ clock: { start, frozen: true } })
    const running = await openShop({ clock: { start } })
    const real = await openShop({ clock: {} })
    await realClock.pass(1000)
    expect(await sandbox.clocks.read(still.id)).toEqual({ now: Date.parse(start), frozen: true })
    expect(await sandbox.clocks.read(running.id)).toEqual({ now: Date.parse(start) + 1000, frozen: false })
    expect(await sandbox.clocks.read(real.id)).toEqual({ now: NINE + 1000, frozen: false })
  })

  test('moves on by both when it is moved twice at once', async () => {
    const { sandbox, openShop } = await startSandbox()
    const { id } = await openShop()
    await Promise.all([sandbox.clocks.advance(id, HOUR), sandbox.clocks.advance(id, HOUR)])
    expect((await sandbox.clocks.read(id)).now).toBe(NINE + 2 * HOUR)
  })

  test('moves on and answers with what ran, in order', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await pay(sandbox, await shop.createLink({ orderReference: 'SLOW1' }), { scenario: 'slow-success' })
    await pay(sandbox, await shop.createLink({ orderReference: 'QUICK1' }))
    const move = await sandbox.clocks.advance(shop.id, HOUR)
    expect(move).toMatchObject({ now: NINE + HOUR, frozen: true })
    expect(move.ran.map(({ orderReference, dueAt }) => [orderReference, dueAt - NINE])).toEqual([
      ['QUICK1', 1000],
      ['SLOW1', 45_000],
    ])
    expect(await sandbox.clocks.to(shop.id, NINE + HOUR)).toMatchObject({ now: NINE + HOUR, ran: [] })
  })

  test('shows each task its own due time', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const { id } = await pay(sandbox, await shop.createLink(), { scenario: 'slow-success' })
    await sandbox.clocks.advance(shop.id, 24 * HOUR)
    expect((await sandbox.payments.find(id))?.updatedAt).toBe(NINE + 45_000)
  })

  test('runs until nothing is planned, and no further', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await pay(sandbox, await shop.createLink(), { scenario: 'push-timeout' })
    expect(await sandbox.clocks.runUntilIdle(shop.id)).toMatchObject({ now: NINE + 60_000, ran: [{}] })
    expect(await sandbox.clocks.runUntilIdle(shop.id)).toMatchObject({ now: NINE + 60_000, ran: [] })
  })

  test('stands still while it is frozen, and goes on from there', async () => {
    const { sandbox, openShop, realClock } = await startSandbox()
    const shop = await openShop({ clock: {} })
    const { id } = await pay(sandbox, await shop.createLink())
    const statusNow = async () => (await sandbox.payments.find(id))?.status
    await realClock.pass(999)
    expect(await sandbox.clocks.freeze(shop.id)).toMatchObject({ now: NINE + 999, frozen: true })
    await realClock.pass(HOUR)
    expect(await statusNow()).toBe('PROCESSING')
    expect(await sandbox.clocks.resume(shop.id)).toMatchObject({ now: NINE + 999, frozen: false })
    await realClock.pass(0)
    expect(await statusNow()).toBe('PROCESSING')
    await realClock.pass(1)
    expect(await statusNow()).toBe('SUCCESS')
  })

  test('can be moved on while it runs, and runs on from there', async () => {
    const { sandbox, openShop, realClock } = await startSandbox()
    const shop = await openShop({ clock: {} })
    const { id } = await pay(sandbox, await shop.createLink(), { scenario: 'slow-success' })
    await sandbox.clocks.advance(shop.id, 44_000)
    await realClock.pass(999)
    expect((await sandbox.payments.find(id))?.status).toBe('PROCESSING')
    await realClock.pass(1)
    expect((await sandbox.payments.find(id))?.status).toBe('SUCCESS')
    expect(await sandbox.clocks.read(shop.id)).toEqual({ now: NINE + 45_000, frozen: false })
  })

  test('notes in the journal that it was moved', async () => {
    const { sandbox, openShop } = await startSandbox()
    const { id } = await openShop()
    await sandbox.clocks.advance(id, HOUR)
    await sandbox.clocks.resume(id)
    const notes = await sandbox.engine.store.find('journal', {
      where: { merchantId: id, type: 'clock:changed' },
    })
    expect(notes.map(({ text }) => text)).toEqual([
      'the clock was moved on and shows 2026-05-04T10:00:00.000Z; 0 tasks ran',
      'the clock was set going',
    ])
  })
})

describe('waiting for something to be saved', () => {
  test('answers at once what is there already, and after its time what is there then', async () => {
    const { sandbox, openShop, realClock } = await startSandbox()
    const { id } = await openShop({ clock: {} })
    const look = async () => 'nothing yet'
    expect(await sandbox.engine.waitUntil(id, HOUR, look, () => true)).toBe('nothing yet')
    expect(await sandbox.engine.waitUntil(id, 0, look, () => false)).toBe('nothing yet')
    const waiting = sandbox.engine.waitUntil(id, 5000, look, () => false)
    await realClock.pass(5000)
    expect(await waiting).toBe('nothing yet')
  })

  test('answers as soon as a change brings it', async () => {
    const { sandbox, openShop, realClock } = await startSandbox()
    const shop = await openShop({ clock: {} })
    const { id } = await pay(sandbox, await shop.createLink())
    const waiting = sandbox.engine.waitUntil(
      shop.id,
      HOUR,
      async () => (await sandbox.payments.find(id))?.status,
      (status) => status === 'SUCCESS',
    )
    await realClock.pass(1000)
    expect(await waiting).toBe('SUCCESS')
  })
})

describe('notifications of one order that are due together', () => {
  /** A receiver that answers nobody before webhook and callback are both there; and how many it has seen. */
  async function startMeeting() {
    const here: ServerResponse[] = []
    const server = createServer((request, response) => {
      request.resume()
      here.push(response)
      if (here.length === 2) for (const waiting of here) waiting.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, here }
  }

  async function paidShop(scenario: object) {
    const box = await startSandbox({
      scenarios: [
        { name: 'mine', title: 'x', about: 'y', timeline: [{ after: '1s', status: 'SUCCESS' }], ...scenario },
      ],
    })
    const meeting = await startMeeting()
    const shop = await box.openShop({ scenario: 'mine', webhooks: { 'PAYMENT RECEIVED': meeting.url } })
    await pay(box.sandbox, await shop.createLink({ callbackUrl: meeting.url }))
    return { ...box, ...meeting, shop }
  }

  test.each<[string, scenario: object, how: { sideBySide?: boolean }]>([
    ['the move of the clock says so', {}, { sideBySide: true }],
    ['the scenario says so', { webhook: { sideBySide: true } }, {}],
  ])('are on their way at the same moment where %s', async (_, scenario, how) => {
    const { sandbox, shop, here } = await paidShop(scenario)
    await sandbox.clocks.advance(shop.id, 1000, how)
    expect(here).toHaveLength(2)
    const outcomes = (await deliveriesOf(sandbox, shop.id)).map(({ status }) => status)
    expect(outcomes).toEqual(['delivered', 'delivered'])
  })

  test('follow one another otherwise', async () => {
    const { sandbox, shop, here, realClock } = await paidShop({})
    const moved = sandbox.clocks.advance(shop.id, 1000)
    await until(() => here.length > 0)
    await realClock.pass(0)
    expect(here).toHaveLength(1)
    here[0]?.end()
    await until(() => here.length === 2)
    await moved
  })
})
