import { describe, expect, test } from 'vitest'
import { SCENARIO_GROUPS } from '../../server/scenario/search.js'
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, submit, textOf } from './support.js'

describe('the catalogue', () => {
  test('says that there is no such scenario or merchant', async () => {
    const { app } = await startSandbox()
    expect(textOf((await app.inject({ url: '/sandbox/scenarios/succes' })).body)).toContain(
      'did you mean "success"',
    )
    expect((await app.inject({ url: '/sandbox/scenarios?merchant=nobody-here' })).statusCode).toBe(404)
    expect((await submit(app, '/sandbox/scenarios/none/try')).statusCode).toBe(404)
  })

  test('is searched, and shows what each does, what chooses it, and how it is written', async () => {
    const { app } = await startSandbox()
    const list = (await app.inject({ url: '/sandbox/scenarios?q=insufficient' })).body
    expect(list).toContain('/sandbox/scenarios/insufficient-balance?')
    expect(list).not.toContain('/sandbox/scenarios/webhook-lost?')
    const text = textOf((await app.inject({ url: '/sandbox/scenarios/insufficient-balance' })).body)
    const verdict = 'A correct merchant does not fulfil the order, which ends failed or open.'
    for (const words of ['FAILED', 'timeline:', 'Chosen automatically when', verdict])
      expect(text).toContain(words)
    const told = (await app.inject({ url: '/sandbox/api/v1/scenarios/insufficient-balance' })).json()
    expect(told).toMatchObject({
      explanation: expect.stringContaining(verdict),
      written: { merchant: { fulfilled: 0, ends: ['failed', 'open'] } },
    })
  })

  test('stands in groups, is found by other words, and offers what was meant', async () => {
    const { app } = await startSandbox()
    const page = async (query = '') => (await app.inject({ url: `/sandbox/scenarios?${query}` })).body
    const headings = [...(await page()).matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map(([, heading]) => heading)
    expect(headings).toEqual([...SCENARIO_GROUPS, 'Keyboard'])
    expect(await page('q=funds')).toContain('/sandbox/scenarios/insufficient-balance?')
    const nothing = await page('q=insuficient-balanse')
    expect(textOf(nothing)).toContain('No scenario matches. Did you mean insufficient-balance ?')
    expect(nothing).toContain('/sandbox/scenarios/insufficient-balance?')
  })

  test("is tried with an amount, a customer and a reference of one's choice", async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const links = `/sandbox/merchants/${shop.id}/links`
    const trial = { amount: '48,000.50', name: 'José Kimaro', reference: 'DEMO7', scenario: 'wrong-pin' }
    const reply = await submit(app, links, trial)
    expect(reply.headers.location).toBe(`/sandbox/merchants/${shop.id}/orders/DEMO7`)
    expect(await sandbox.orders.findByReference(shop.id, 'DEMO7')).toMatchObject({
      total: { minor: 4_800_050, currency: 'TZS' },
      customer: { name: 'José Kimaro' },
      scenario: 'wrong-pin',
    })
    const mistakes = [
      [{ ...trial, amount: 'much' }, 'trial-amount'],
      [{ ...trial, amount: '0' }, 'trial-amount'],
      [{ ...trial, reference: 'with spaces' }, 'trial-reference'],
      [trial, 'trial-reference'],
      [{ ...trial, reference: 'DEMO8', scenario: 'none' }, 'trial-scenario'],
    ] as const
    for (const [fields, id] of mistakes) {
      const wrong = await submit(app, links, fields)
      expect([wrong.statusCode, wrong.body.includes(`aria-describedby="${id}-error"`), id]).toEqual([
        422,
        true,
        id,
      ])
      expect(wrong.body).toContain('value="José Kimaro"')
    }
  })

  test('becomes the default, and is queued', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const fields = { merchant: shop.id }
    await submit(app, '/sandbox/scenarios/webhook-lost/default', fields)
    await submit(app, '/sandbox/scenarios/insufficient-balance/queue', fields)
    const { merchant } = await sandbox.merchants.details(shop.id)
    expect([merchant.scenario, merchant.scenarioQueue]).toEqual(['webhook-lost', ['insufficient-balance']])
  })

  test('is tried on a checkout page of its own, again and again', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const addresses = []
    for (let i = 0; i < 2; i++) {
      const reply = await submit(app, '/sandbox/scenarios/insufficient-balance/try', { merchant: shop.id })
      addresses.push(reply.headers.location)
    }
    expect(new Set(addresses).size).toBe(2)
    const link = await sandbox.links.find(String(addresses[0]).split('/').at(-1) ?? '')
    expect([link?.order.merchantId, link?.order.scenario]).toEqual([shop.id, 'insufficient-balance'])
    expect((await app.inject({ url: String(addresses[0]) })).statusCode).toBe(200)
  })

  test('says why a merchant without a shop cannot try one', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop({ shop: false })
    const reply = await submit(app, '/sandbox/scenarios/success/try', { merchant: shop.id })
    expect([reply.statusCode, textOf(reply.body)]).toEqual([400, expect.stringContaining('without a shop')])
  })

  test('shows a hostile title as text', async () => {
    const { app, sandbox } = await startSandbox()
    await sandbox.scenarios.add('hostile', { title: HOSTILE, about: HOSTILE })
    for (const url of ['/sandbox/scenarios', '/sandbox/scenarios/hostile']) {
      expect((await app.inject({ url })).body).not.toContain(HOSTILE)
    }
  })
})
