import { test as base } from 'clickpesa-sandbox/vitest'
import { describe, expect } from 'vitest'
import { buildShop } from './shop.js'

/**
 * What a shop must get right about payments, one scenario of the sandbox each. Time stands still and moves
 * only when a test moves it: `clock.advance` answers once everything that came due has happened, webhooks
 * included.
 */
const test = base
  .extend('merchantSettings', { checksumEnabled: true, clock: { frozen: true } })
  .extend('shop', async ({ merchant }, { onCleanup }) => {
    const { apiUrl: baseUrl, clientId, apiKey, checksumKey } = merchant
    const app = buildShop({ baseUrl, clientId, apiKey, checksumKey })
    onCleanup(() => app.close())
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const webhook = `${url}/webhooks/clickpesa`
    await merchant.change({
      returnUrl: `${url}/return`,
      webhooks: { 'PAYMENT RECEIVED': webhook, 'PAYMENT FAILED': webhook },
    })
    return { url, webhook }
  })
  .extend('customer', ({ merchant, shop }) => ({
    /** Buys something, and answers the order's reference. */
    async buys() {
      const bought = await fetch(`${shop.url}/orders`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ item: 'kikoi', name: 'José Mushi', phone: '255744000111' }),
      })
      const links = await merchant.links()
      const { orderReference } = links.find(({ url }) => url === bought.headers.get('location'))
      return orderReference
    },
    /** Comes back to the shop, or looks at the order once more. */
    looksAt: (reference) => fetch(`${shop.url}/return?orderReference=${reference}`),
  }))
  .extend('order', ({ shop }) => async (reference) => {
    const answer = await fetch(`${shop.url}/orders/${reference}`)
    return answer.json()
  })

const PAID_ONCE = { status: 'paid', fulfilled: 1 }

describe('the shop', () => {
  test('is paid (success)', async ({ merchant, customer, order }) => {
    const reference = await customer.buys()
    await merchant.pay(reference, { scenario: 'success' })
    expect(await order(reference)).toMatchObject({ status: 'waiting', fulfilled: 0 })
    await merchant.clock.advance('1s')
    expect(await order(reference)).toMatchObject({ ...PAID_ONCE, paidBy: 'webhook' })
  })

  test('sends the goods once, though the webhook comes three times (webhook-duplicate)', async ({
    merchant,
    customer,
    order,
  }) => {
    const reference = await customer.buys()
    await merchant.pay(reference, { scenario: 'webhook-duplicate' })
    await merchant.clock.advance('1m')
    expect(await order(reference)).toMatchObject({ ...PAID_ONCE, webhooks: 3, duplicates: 2 })
  })

  test('learns from the query while the webhook is late (webhook-late)', async ({
    merchant,
    customer,
    order,
  }) => {
    const reference = await customer.buys()
    await merchant.pay(reference, { scenario: 'webhook-late' })
    await merchant.clock.advance('5s')
    await customer.looksAt(reference)
    expect(await order(reference)).toMatchObject({ ...PAID_ONCE, paidBy: 'query', webhooks: 0 })
    await merchant.clock.advance('10m')
    expect(await order(reference)).toMatchObject({ ...PAID_ONCE, paidBy: 'query', webhooks: 1 })
  })

  test('finds out by asking when no webhook comes (webhook-lost)', async ({ merchant, customer, order }) => {
    const reference = await customer.buys()
    await merchant.pay(reference, { scenario: 'webhook-lost' })
    await merchant.clock.runUntilIdle()
    expect(await order(reference)).toMatchObject({ status: 'waiting' })
    await customer.looksAt(reference)
    expect(await order(reference)).toMatchObject({ ...PAID_ONCE, paidBy: 'query', webhooks: 0 })
  })

  test('does not believe the address that the browser comes with (forged-return)', async ({
    merchant,
    customer,
    order,
  }) => {
    const reference = await customer.buys()
    const { returnUrl } = await merchant.pay(reference, { scenario: 'forged-return' })
    expect(returnUrl).toContain('status=SUCCESS')
    await fetch(returnUrl)
    expect(await order(reference)).toMatchObject({ status: 'waiting', fulfilled: 0 })
    await merchant.clock.advance('30s')
    expect(await order(reference)).toMatchObject({ status: 'failed', fulfilled: 0 })
  })

  test('calls a person when a payment is taken back (success-then-late-failed)', async ({
    merchant,
    customer,
    order,
  }) => {
    const reference = await customer.buys()
    await merchant.pay(reference, { scenario: 'success-then-late-failed' })
    await merchant.clock.advance('1s')
    expect(await order(reference)).toMatchObject(PAID_ONCE)
    await merchant.clock.advance('1h')
    // The shop answers the webhook first and asks ClickPesa afterwards.
    await expect.poll(() => order(reference)).toMatchObject({ status: 'review', fulfilled: 1 })
  })

  test('lets the customer try again (fail-then-success)', async ({ merchant, customer, order }) => {
    const reference = await customer.buys()
    await merchant.useScenario('fail-then-success')
    await merchant.pay(reference)
    await merchant.clock.advance('2s')
    expect(await order(reference)).toMatchObject({ status: 'failed', fulfilled: 0 })
    await merchant.pay(reference)
    await merchant.clock.advance('1s')
    expect(await order(reference)).toMatchObject(PAID_ONCE)
  })

  test('refuses a webhook that ClickPesa did not sign', async ({ shop, customer, order }) => {
    const reference = await customer.buys()
    const forged = await fetch(shop.webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        event: 'PAYMENT RECEIVED',
        data: {
          id: 'LCPC0000000001',
          status: 'SUCCESS',
          orderReference: reference,
          collectedAmount: '9000',
          collectedCurrency: 'TZS',
        },
        checksum: '0'.repeat(64),
      }),
    })
    expect(forged.status).toBe(400)
    expect(await order(reference)).toMatchObject({ status: 'waiting', fulfilled: 0 })
  })
})
