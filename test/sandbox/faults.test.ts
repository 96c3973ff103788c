import { describe, expect, test } from 'vitest'
import { MAX_COUNTED_ORDERS } from '../../server/sandbox/faults.js'
import { seen } from '../support/answers.js'
import { pay } from '../support/builders.js'
import { startSandbox } from '../support/sandbox.js'

const LINKS = '/third-parties/checkout-link/generate-checkout-url'

/** Calls on orders of one merchant, answered with their status. */
async function shopWithFaults(scenarios: Readonly<Record<string, object[]>>) {
  const { sandbox, app, openShop } = await startSandbox()
  const shop = await openShop()
  const authorization = await shop.token()
  const timeline = [{ after: '1s', status: 'SUCCESS' }]
  for (const [name, api] of Object.entries(scenarios)) {
    await sandbox.scenarios.add(name, { title: name, about: 'The API fails.', api, timeline })
  }
  return {
    sandbox,
    shop,
    link: async (orderReference: string, scenario?: string) => {
      const headers = { authorization, ...(scenario ? { 'x-sandbox-scenario': scenario } : {}) }
      const payload = { totalPrice: '12500', orderReference, orderCurrency: 'TZS' }
      return (await app.inject({ method: 'POST', url: LINKS, headers, payload })).statusCode
    },
    query: async (orderReference: string) =>
      seen(await app.inject({ url: `/third-parties/payments/${orderReference}`, headers: { authorization } }))
        .status,
    payFor: async (orderReference: string, scenario?: string) => {
      const link = await sandbox.orders.findByReference(shop.id, orderReference)
      await pay(sandbox, link?.linkId ?? '', { scenario })
    },
    causes: async () =>
      (await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })).flatMap(
        ({ fault }) => (fault ? [fault.explanation.replace(/, this call.*/, '')] : []),
      ),
  }
}

describe('the faults of an order', () => {
  test('are those of the scenario that the link request asks for', async () => {
    const { sandbox, shop, link, causes } = await shopWithFaults({ 'down-once': [{ status: 503, times: 1 }] })
    expect(await link('OTHER1')).toBe(200)
    expect(await link('ORDER1', 'down-once')).toBe(503)
    expect(await link('ORDER1', 'down-once')).toBe(200)
    expect(await causes()).toEqual([
      'by the scenario down-once, because the link request asked for it (X-Sandbox-Scenario)',
    ])
    const where = { merchantId: shop.id, type: 'request:faulted', orderReference: 'ORDER1' } as const
    expect(await sandbox.engine.store.find('journal', { where })).toMatchObject([
      { data: { scenario: 'down-once', status: 503 } },
    ])
  })

  test('go on with its queries, even before anybody pays', async () => {
    const { link, query, causes } = await shopWithFaults({
      'query-down': [{ endpoint: 'query-payment', status: 503, times: 1 }],
    })
    await link('ORDER1', 'query-down')
    await link('OTHER1')
    expect([await query('OTHER1'), await query('ORDER1'), await query('ORDER1')]).toEqual([200, 503, 200])
    expect(await causes()).toEqual([
      'by the scenario query-down, because the link request asked for it (X-Sandbox-Scenario)',
    ])
  })

  test('are those of the scenario that is set for it, whatever the link request asks for', async () => {
    const { sandbox, shop, link, query, causes } = await shopWithFaults({
      set: [{ status: 502, times: 2 }],
      asked: [{ status: 504 }],
    })
    await sandbox.scenarios.setForOrder(shop.id, 'ORDER1', 'set')
    expect(await link('ORDER1', 'asked')).toBe(502)
    expect(await query('ORDER1')).toBe(502)
    expect(await link('ORDER1', 'asked')).toBe(200)
    expect(new Set(await causes())).toEqual(
      new Set(['by the scenario set, because it is set for this order']),
    )
  })

  test('are those of the scenario that its payment follows', async () => {
    const { link, query, payFor, causes } = await shopWithFaults({
      picked: [{ endpoint: 'query-payment', status: 502, times: 1 }],
    })
    await link('ORDER1')
    await payFor('ORDER1', 'picked')
    expect([await query('ORDER1'), await query('ORDER1')]).toEqual([502, 200])
    expect(await causes()).toEqual(['by the scenario picked, because the payment of this order follows it'])
  })

  test('end when the merchant gets another default, where its payment only followed that', async () => {
    const { sandbox, shop, link, query, payFor } = await shopWithFaults({ down: [{ status: 503 }] })
    await link('ORDER1')
    await sandbox.scenarios.setDefault(shop.id, 'down')
    await payFor('ORDER1')
    expect(await query('ORDER1')).toBe(503)
    await sandbox.scenarios.setDefault(shop.id, 'success')
    expect(await query('ORDER1')).toBe(200)
  })

  test('hold for an order whose reference is a word of the language that the sandbox is written in', async () => {
    const { link } = await shopWithFaults({ down: [{ status: 503 }] })
    expect(await link('constructor', 'down')).toBe(503)
  })

  test('are counted separately from those of another order', async () => {
    const { link } = await shopWithFaults({ 'down-once': [{ status: 503, times: 1 }] })
    const statuses = []
    for (const order of ['A1', 'B1', 'A1', 'B1']) statuses.push(await link(order, 'down-once'))
    expect(statuses).toEqual([503, 503, 200, 200])
  })

  test('begin anew when the scenario is set for the order again', async () => {
    const { sandbox, shop, query } = await shopWithFaults({ 'down-once': [{ status: 503, times: 1 }] })
    await sandbox.scenarios.setForOrder(shop.id, 'A1', 'down-once')
    await sandbox.scenarios.setForOrder(shop.id, 'B1', 'down-once')
    expect([await query('A1'), await query('A1'), await query('B1'), await query('B1')]).toEqual([
      503, 400, 503, 400,
    ])
    await sandbox.scenarios.setForOrder(shop.id, 'A1', 'down-once')
    expect([await query('A1'), await query('B1')]).toEqual([503, 400])
  })

  test('come before those of the default scenario, which hold as well', async () => {
    const { sandbox, shop, query } = await shopWithFaults({
      own: [{ status: 502, times: 1 }],
      general: [{ status: 504, times: 1 }],
    })
    await sandbox.scenarios.setDefault(shop.id, 'general')
    await sandbox.scenarios.setForOrder(shop.id, 'A1', 'own')
    expect([await query('A1'), await query('A1'), await query('A1')]).toEqual([502, 504, 400])
  })

  test('meet it once only when its scenario is the default too', async () => {
    const { sandbox, shop, query } = await shopWithFaults({ 'down-once': [{ status: 503, times: 1 }] })
    await sandbox.scenarios.setDefault(shop.id, 'down-once')
    await sandbox.scenarios.setForOrder(shop.id, 'A1', 'down-once')
    expect([await query('A1'), await query('A1')]).toEqual([503, 400])
  })

  test('are none where the order only looks like one, or its scenario is forgotten', async () => {
    const { sandbox, link, query } = await shopWithFaults({
      down: [{ endpoint: 'query-payment', status: 503 }],
    })
    expect([await query('__proto__'), await query('constructor')]).toEqual([400, 400])
    expect(await link('__proto__', 'down')).toBe(400)
    expect(await link('ORDER1', 'down')).toBe(200)
    expect(await query('ORDER1')).toBe(503)
    // As after a start: what was added is not there any more.
    await sandbox.engine.store.transact('sandbox', async (store) => store.remove('scenarios', 'down'))
    await sandbox.scenarios.load()
    expect(await query('ORDER1')).toBe(200)
  })

  test('are remembered for so many orders, the latest', async () => {
    const { sandbox, shop, query } = await shopWithFaults({ 'down-once': [{ status: 503, times: 1 }] })
    await sandbox.scenarios.setForOrder(shop.id, 'A1', 'down-once')
    expect(await query('A1')).toBe(503)
    await sandbox.engine.transact(shop.id, async (tx) => {
      const many = Array.from({ length: MAX_COUNTED_ORDERS }, (_, i) => ({
        scenario: 'down-once',
        orderReference: `FULL${i}`,
        reached: [1],
      }))
      tx.count({ faultCounts: [...tx.counters.faultCounts, ...many].slice(-MAX_COUNTED_ORDERS) })
    })
    expect(await query('A1')).toBe(503)
    expect((await sandbox.engine.store.get('counters', shop.id))?.faultCounts).toHaveLength(
      MAX_COUNTED_ORDERS,
    )
  })
})

describe('the faults of the default scenario', () => {
  test('are not those that another default has used up, also when the settings name it', async () => {
    const { sandbox, shop, query } = await shopWithFaults({
      'down-once': [{ status: 503, times: 1 }],
      'slow-once': [{ status: 504, times: 1 }],
    })
    await sandbox.merchants.change(shop.id, { scenario: 'down-once' })
    expect([await query('A1'), await query('A1')]).toEqual([503, 400])
    await sandbox.merchants.change(shop.id, { scenario: 'slow-once' })
    expect([await query('A1'), await query('A1')]).toEqual([504, 400])
  })
})

describe('a short life of tokens', () => {
  test('is written down with the token, and explains its end', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop({ scenario: 'token-expires-early' })
    const authorization = await shop.token()
    const [, payload = ''] = authorization.split('.')
    const { iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(exp - iat).toBe(30)
    await sandbox.clocks.advance(shop.id, 30_000)
    expect((await shop.get('/payments/all', { authorization })).statusCode).toBe(401)
    const journal = (await sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })).map(
      ({ text }) => text,
    )
    expect(journal).toContainEqual(
      expect.stringMatching(
        /made with the API key "first key"; it lives 30s \(scenario token-expires-early\)$/,
      ),
    )
    expect(journal.at(-1)).toMatch(
      /expired at 2026-05-04T09:00:30.000Z, 30s after it was made: get a new one$/,
    )
  })
})
