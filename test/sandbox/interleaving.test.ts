import { describe, expect, test } from 'vitest'
import { WAY_TO_THE_SHOP_MS } from '../../server/domain/script.js'
import type { WrittenScenario } from '../../server/scenario/scenario.js'
import { pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { runs } from '../support/runs.js'
import { startSandbox } from '../support/sandbox.js'

const SUCCESS = { title: 'x', about: 'y', timeline: [{ after: '0s', status: 'SUCCESS' as const }] }

/** Scenarios that state an order, and that order. */
const ORDERS: Readonly<Record<string, [written: Partial<WrittenScenario>, order: string[]]>> = {
  'the webhook before the return': [{ return: { after: 'webhook' } }, ['webhook', 'return']],
  'the return before the webhook': [{ webhook: { after: 'return' } }, ['return', 'webhook']],
  'the callback before the webhook': [{ webhook: { after: 'callback' } }, ['callback', 'webhook']],
  'the webhook before the callback': [{ callback: { after: 'webhook' } }, ['webhook', 'callback']],
  'callback, webhook, return': [
    { webhook: { after: 'callback' }, return: { after: 'webhook' } },
    ['callback', 'webhook', 'return'],
  ],
  'return, callback, webhook': [
    { callback: { after: 'return' }, webhook: { after: 'callback' } },
    ['return', 'callback', 'webhook'],
  ],
}

/** How many orders for each, and how many of them at a time. */
const TIMES = runs(200, 1000)
const AT_ONCE = 100

describe('a clock that runs', () => {
  test.each(Object.entries(ORDERS))('sees %s, hundreds of times in a row', async (_, [written, order]) => {
    const { sandbox, app, realClock, openShop } = await startSandbox({
      scenarios: [{ name: 'mine', ...SUCCESS, ...written }],
    })
    const receiver = await startReceiver()
    const shop = await openShop({
      clock: { frozen: false },
      scenario: 'mine',
      returnUrl: `${receiver.url}/return`,
      webhooks: { 'PAYMENT RECEIVED': `${receiver.url}/webhook` },
    })
    const authorization = await shop.token()
    for (let done = 0; done < TIMES; done += AT_ONCE) {
      const now = Math.min(AT_ONCE, TIMES - done)
      await Promise.all(Array.from({ length: now }, (_, i) => buy(`ORDER${done + i}`)))
      await realClock.pass(WAY_TO_THE_SHOP_MS)
      await receiver.arrived((done + now) * 3)
    }

    const arrived = new Map<string, string[]>()
    for (const { path, text } of receiver.received) {
      const { pathname, searchParams } = new URL(path, receiver.url)
      const { orderReference, data } = text ? JSON.parse(text) : {}
      const reference = searchParams.get('orderReference') ?? orderReference ?? data.orderReference
      arrived.set(reference, [...(arrived.get(reference) ?? []), pathname.slice(1)])
    }
    expect(arrived.size).toBe(TIMES)
    for (const [reference, kinds] of arrived) {
      expect(kinds.toSorted(), reference).toEqual(['callback', 'return', 'webhook'])
      expect(
        kinds.filter((kind) => order.includes(kind)),
        reference,
      ).toEqual(order)
    }

    /** Pays, follows the page as a browser does, and goes where it is sent. */
    async function buy(orderReference: string) {
      const reply = await app.inject({
        method: 'POST',
        url: '/third-parties/checkout-link/generate-checkout-url',
        headers: { authorization },
        payload: {
          totalPrice: '1',
          orderReference,
          orderCurrency: 'TZS',
          callbackUrl: `${receiver.url}/callback`,
        },
      })
      const linkId = reply.json<{ checkoutLink: string }>().checkoutLink.split('/').at(-1) ?? ''
      const { id } = await pay(sandbox, linkId, { inBrowser: true })
      const page = `/checkout/${linkId}/payments/${id}`
      for (let seen = 'PROCESSING', open = false; !open; ) {
        const status = await app.inject(`${page}/status?seen=${seen}&wait=20s`)
        ;({ status: seen, returnOpen: open } = status.json<{ status: string; returnOpen: boolean }>())
      }
      const { headers } = await app.inject(`${page}/return`)
      await fetch(String(headers.location))
    }
  })
})
