import { describe, expect, test } from 'vitest'
import { refused, seen } from '../support/answers.js'
import { pay, paymentsOf } from '../support/builders.js'
import { startSandbox, type TestShop } from '../support/sandbox.js'

const HEADER = 'x-sandbox-scenario'
const LINKS = '/checkout-link/generate-checkout-url'
const ORDER = { totalPrice: '12500', orderReference: 'ORDER1001', orderCurrency: 'TZS' }

async function shopOf() {
  const box = await startSandbox()
  const shop = await box.openShop()
  const { sandbox } = box
  return {
    ...box,
    shop,
    chosen: async () =>
      (
        await sandbox.engine.store.find('journal', {
          where: { merchantId: shop.id, type: 'scenario:chosen' },
        })
      ).map(({ text }) => text),
  }
}

async function linkWith(shop: TestShop, headers: Record<string, string>): Promise<string> {
  const reply = await shop.post(LINKS, ORDER, headers)
  return reply.json<{ checkoutLink: string }>().checkoutLink.split('/').at(-1) ?? ''
}

/** The rules that can choose the scenario of an attempt, the strongest first. */
const RULES = [
  { rule: 'picked', scenario: 'push-timeout', because: 'it was chosen for this attempt' },
  { rule: 'order', scenario: 'webhook-lost', because: 'it is set for this order' },
  { rule: 'queue', scenario: 'fail-then-success', because: 'it was next in the queue' },
  { rule: 'header', scenario: 'slow-success', because: 'the link request asked for it (X-Sandbox-Scenario)' },
  { rule: 'default', scenario: 'insufficient-balance', because: "it is the merchant's default" },
] as const

type Rule = (typeof RULES)[number]['rule']

const PAIRS = RULES.flatMap((stronger, i) => RULES.slice(i).map((weaker) => ({ stronger, weaker })))

describe('the scenario of an attempt', () => {
  test.each(PAIRS)(
    'is that of $stronger.rule, even beside that of $weaker.rule, and the journal says why',
    async ({ stronger, weaker }) => {
      const { sandbox, shop, chosen } = await shopOf()
      const scenarioOf = (rule: Rule) => [stronger, weaker].find((given) => given.rule === rule)?.scenario
      const [picked, forOrder, queued, header, general] = RULES.map(({ rule }) => scenarioOf(rule))
      if (forOrder) await sandbox.scenarios.setForOrder(shop.id, 'ORDER1001', forOrder)
      if (queued) await sandbox.scenarios.queue(shop.id, [queued])
      if (general) await sandbox.scenarios.setDefault(shop.id, general)
      const link = await linkWith(shop, header ? { [HEADER]: header } : {})
      const payment = await pay(sandbox, link, { scenario: picked })
      expect(payment.scenario).toBe(stronger.scenario)
      expect(await chosen()).toEqual([`attempt 1 follows ${stronger.scenario}, because ${stronger.because}`])
    },
  )

  test('is success when nobody chose one', async () => {
    const { sandbox, shop, chosen } = await shopOf()
    await pay(sandbox, await shop.createLink())
    expect(await chosen()).toEqual(["attempt 1 follows success, because it is the merchant's default"])
  })

  test('comes from the queue once for each attempt that needs it', async () => {
    const { sandbox, shop, chosen } = await shopOf()
    await sandbox.scenarios.queue(shop.id, ['insufficient-balance', 'push-timeout'])
    await sandbox.scenarios.queue(shop.id, ['slow-success'])
    const link = await shop.createLink()
    await pay(sandbox, link, { scenario: 'insufficient-balance' })
    await sandbox.clocks.advance(shop.id, 2000)
    for (const wait of [2000, 60_000, 45_000]) {
      await pay(sandbox, link)
      await sandbox.clocks.advance(shop.id, wait)
    }
    await pay(sandbox, await shop.createLink({ orderReference: 'NEXT1' }))
    expect(await chosen()).toEqual([
      'attempt 1 follows insufficient-balance, because it was chosen for this attempt',
      'attempt 2 follows insufficient-balance, because it was next in the queue',
      'attempt 3 follows push-timeout, because it was next in the queue',
      'attempt 4 follows slow-success, because it was next in the queue',
      "attempt 1 follows success, because it is the merchant's default",
    ])
  })

  test('is not taken from the queue by a customer who is turned away', async () => {
    const { sandbox, shop } = await shopOf()
    const link = await shop.createLink()
    await pay(sandbox, link)
    await sandbox.scenarios.queue(shop.id, ['push-timeout'])
    await expect(pay(sandbox, link)).rejects.toThrow('the link is paying')
    expect((await sandbox.merchants.details(shop.id)).merchant.scenarioQueue).toEqual(['push-timeout'])
  })

  test('stays what it was when the payment was made, whatever becomes of the scenario', async () => {
    const { sandbox, shop } = await shopOf()
    const slow = { title: 'Slow', about: 'Slow.', timeline: [{ after: '10s', status: 'SUCCESS' }] }
    await sandbox.scenarios.add('mine', slow)
    const { id } = await pay(sandbox, await shop.createLink(), { scenario: 'mine' })
    await sandbox.scenarios.add('mine', { ...slow, timeline: [{ after: '1s', status: 'FAILED' }] })
    await sandbox.clocks.advance(shop.id, 10_000)
    expect(await sandbox.payments.find(id)).toMatchObject({ status: 'SUCCESS' })
  })
})

test('an order may be called like something that every object has', async () => {
  const { sandbox, openShop } = await startSandbox()
  const shop = await openShop()
  const link = await shop.createLink({ orderReference: 'constructor' })
  expect((await pay(sandbox, link)).scenario).toBe('success')
})

describe('a scenario that does not exist', () => {
  const unknown = {
    code: 'SCENARIO_NOT_FOUND',
    message: 'there is no scenario "webhok-lost"; did you mean "webhook-lost"?',
  }

  test('cannot be the one that a sandbox begins with', async () => {
    await expect(startSandbox({ merchant: { scenario: 'webhok-lost' } })).rejects.toMatchObject(unknown)
  })

  test('cannot be chosen by any rule', async () => {
    const { sandbox, shop } = await shopOf()
    const link = await shop.createLink()
    await expect(sandbox.scenarios.setDefault(shop.id, 'webhok-lost')).rejects.toMatchObject(unknown)
    await expect(sandbox.scenarios.queue(shop.id, ['success', 'webhok-lost'])).rejects.toMatchObject(unknown)
    await expect(sandbox.scenarios.setForOrder(shop.id, 'A1', 'webhok-lost')).rejects.toMatchObject(unknown)
    await expect(pay(sandbox, link, { scenario: 'webhok-lost' })).rejects.toMatchObject(unknown)
    expect((await sandbox.merchants.details(shop.id)).merchant.scenarioQueue).toEqual([])
    expect(await paymentsOf(sandbox, link)).toEqual([])
  })
})

describe('an API fault', () => {
  const faulty = (api: object[]) => ({ title: 'Faulty', about: 'The API fails.', api })

  async function shopWithFaults(api: object[]) {
    const box = await startSandbox()
    const shop = await box.openShop()
    const authorization = await shop.token()
    await box.sandbox.scenarios.add('faulty', faulty(api))
    await box.sandbox.scenarios.setDefault(shop.id, 'faulty')
    const query = () => box.app.inject({ url: '/third-parties/payments/all', headers: { authorization } })
    const link = (orderReference = 'ORDER1001') =>
      box.app.inject({
        method: 'POST',
        url: `/third-parties${LINKS}`,
        headers: { authorization },
        payload: { ...ORDER, orderReference },
      })
    return { ...box, shop, query, link }
  }

  test('is served so many times, and then the API works again', async () => {
    const { query } = await shopWithFaults([{ status: 503, times: 2 }])
    const replies = [await query(), await query(), await query(), await query()]
    expect(replies.slice(0, 2).map(seen)).toEqual(Array(2).fill(refused(503, 'Service Unavailable')))
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([503, 503, 200, 200])
  })

  test('is served so many times, also to calls that come at once', async () => {
    const { query } = await shopWithFaults([{ status: 500, times: 3 }])
    const replies = await Promise.all(Array.from({ length: 10 }, query))
    expect(replies.filter(({ statusCode }) => statusCode === 500)).toHaveLength(3)
    expect(replies.filter(({ statusCode }) => statusCode === 200)).toHaveLength(7)
  })

  test('without a number is served for good, in the words of the framework or in its own', async () => {
    const { query, link } = await shopWithFaults([
      { status: 500, endpoint: 'query-payments' },
      { status: 429, endpoint: 'generate-checkout-url', message: 'Slow down' },
    ])
    for (let i = 0; i < 5; i++) {
      expect(seen(await query())).toEqual(refused(500, 'Internal server error'))
      expect(seen(await link())).toEqual(refused(429, 'Slow down'))
    }
  })

  test('touches its own endpoint only, and one follows the other', async () => {
    const { query, link, shop } = await shopWithFaults([
      { status: 502, endpoint: 'generate-checkout-url', times: 1 },
      { status: 504, endpoint: 'generate-checkout-url', times: 1 },
    ])
    expect((await query()).statusCode).toBe(200)
    expect([(await link()).statusCode, (await link()).statusCode]).toEqual([502, 504])
    expect((await link()).statusCode).toBe(200)
    expect(await shop.token()).toMatch(/^Bearer /)
  })

  test('changes nothing: the call can be made again', async () => {
    const { link } = await shopWithFaults([{ status: 500, times: 1 }])
    expect((await link()).statusCode).toBe(500)
    expect((await link()).statusCode).toBe(200)
  })

  test('begins anew when the scenario is chosen again', async () => {
    const { sandbox, shop, query } = await shopWithFaults([{ status: 503, times: 1 }])
    expect([(await query()).statusCode, (await query()).statusCode]).toEqual([503, 200])
    await sandbox.scenarios.setDefault(shop.id, 'faulty')
    expect([(await query()).statusCode, (await query()).statusCode]).toEqual([503, 200])
  })
})
