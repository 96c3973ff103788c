import { describe, expect, test } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import type { WrittenScenario } from '../../server/scenario/scenario.js'
import { pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'

const MINUTE = 60_000

/** A paid order whose webhook waits for something, with receivers for everything. */
async function waiting(
  scenario: Partial<WrittenScenario>,
  {
    inBrowser = true,
    callback = true,
    ...settings
  }: MerchantSettings & { inBrowser?: boolean; callback?: boolean } = {},
) {
  const started = await startSandbox({
    scenarios: [
      { name: 'mine', title: 'x', about: 'y', timeline: [{ after: '1s', status: 'SUCCESS' }], ...scenario },
    ],
  })
  const { sandbox, app, openShop } = started
  const receiver = await startReceiver()
  const shop = await openShop({
    scenario: 'mine',
    returnUrl: 'https://shop.test/return',
    webhooks: { 'PAYMENT RECEIVED': `${receiver.url}/webhook` },
    ...settings,
  })
  const link = await shop.createLink(callback ? { callbackUrl: `${receiver.url}/callback` } : {})
  const { id } = await pay(sandbox, link, { inBrowser })
  return {
    advance: (ms: number) => sandbox.clocks.advance(shop.id, ms),
    goBack: () => app.inject(`/checkout/${link}/payments/${id}/return`),
    arrived: () => receiver.received.map(({ path }) => path.slice(1)),
    agenda: async () =>
      (await sandbox.queries.agenda(shop.id)).map(({ dueAt, why }) => [
        dueAt,
        why.replaceAll(receiver.url, 'URL'),
      ]),
    now: async () => (await sandbox.clocks.read(shop.id)).now,
  }
}

describe('a webhook that waits for the return', () => {
  test('is not sent while the browser is on the page, and says so on the agenda', async () => {
    const order = await waiting({ webhook: { after: 'return', delay: '5m' } })
    await order.advance(9 * MINUTE)
    expect(order.arrived()).toEqual(['callback'])
    expect(await order.agenda()).toEqual([
      [
        (await order.now()) + 6 * MINUTE + 1000,
        'first attempt of the PAYMENT RECEIVED webhook to URL/webhook, after the return or at the latest now',
      ],
    ])
  })

  test('counts its delay from the moment at which the browser goes', async () => {
    const order = await waiting({ webhook: { after: 'return', delay: '5m' } })
    await order.advance(3 * MINUTE)
    await order.goBack()
    expect(await order.agenda()).toEqual([
      [
        (await order.now()) + 5 * MINUTE,
        'first attempt of the PAYMENT RECEIVED webhook to URL/webhook, 5m after the return',
      ],
    ])
    await order.advance(5 * MINUTE - 1)
    expect(order.arrived()).toEqual(['callback'])
    await order.advance(1)
    expect(order.arrived()).toEqual(['callback', 'webhook'])
  })

  test('leaves the browser time to arrive', async () => {
    const order = await waiting({ webhook: { after: 'return' } })
    await order.advance(1000)
    await order.goBack()
    await order.advance(1999)
    expect(order.arrived()).toEqual(['callback'])
    await order.advance(1)
    expect(order.arrived()).toEqual(['callback', 'webhook'])
  })

  test('waits ten minutes and no longer for a browser that was closed', async () => {
    const order = await waiting({ webhook: { after: 'return' } })
    await order.advance(1000 + 10 * MINUTE - 1)
    expect(order.arrived()).toEqual(['callback'])
    await order.advance(1)
    expect(order.arrived()).toEqual(['callback', 'webhook'])
  })

  test('is not started a second time by a browser that comes back again', async () => {
    const order = await waiting({ webhook: { after: 'return', copies: 2, apart: '1m' } })
    await order.advance(1000)
    await order.goBack()
    await order.goBack()
    await order.advance(60 * MINUTE)
    await order.goBack()
    await order.advance(60 * MINUTE)
    expect(order.arrived()).toEqual(['callback', 'webhook', 'webhook'])
  })

  test('takes the return for granted where no browser is', async () => {
    const order = await waiting({ webhook: { after: 'return' } }, { inBrowser: false })
    await order.advance(1000)
    expect(order.arrived()).toEqual(['callback'])
    await order.advance(2000)
    expect(order.arrived()).toEqual(['callback', 'webhook'])
  })

  test('does not wait where there is no Return URL, or where the browser has been back', async () => {
    const nowhere = await waiting({ webhook: { after: 'return' } }, { returnUrl: null })
    await nowhere.advance(1000)
    expect(nowhere.arrived()).toEqual(['webhook', 'callback'])

    const early = await waiting({ webhook: { after: 'return' }, return: { when: 'at-once' } })
    await early.goBack()
    await early.advance(1000)
    expect(early.arrived()).toEqual(['webhook', 'callback'])
  })

  test('waits for a browser that may go before the outcome and has not gone', async () => {
    const order = await waiting({ webhook: { after: 'return' }, return: { when: 'at-once' } })
    await order.advance(MINUTE)
    expect(order.arrived()).toEqual(['callback'])
    await order.goBack()
    await order.advance(2000)
    expect(order.arrived()).toEqual(['callback', 'webhook'])
  })
})

describe('a webhook that waits for the callback', () => {
  test('is sent when that was answered, whatever the answer', async () => {
    const order = await waiting({ webhook: { after: 'callback', delay: '3s' } })
    await order.advance(1000)
    expect(order.arrived()).toEqual(['callback'])
    await order.advance(3000)
    expect(order.arrived()).toEqual(['callback', 'webhook'])
  })

  test('does not wait where the link has none', async () => {
    const order = await waiting({ webhook: { after: 'callback' } }, { callback: false })
    await order.advance(1000)
    expect(order.arrived()).toEqual(['webhook'])
  })
})

describe('a single move', () => {
  test('can have its notifications sent in its own way', async () => {
    const order = await waiting({
      timeline: [
        { after: '1s', status: 'SUCCESS', webhook: { delay: '1m' }, callback: { send: false } },
        { after: '1d', status: 'SETTLED', webhook: { send: true }, callback: { delay: '1s' } },
      ],
      webhook: { send: false },
    })
    await order.advance(1000 + MINUTE)
    expect(order.arrived()).toEqual(['webhook'])
    await order.advance(24 * 60 * MINUTE)
    expect(order.arrived()).toEqual(['webhook', 'webhook', 'callback'])
  })
})
