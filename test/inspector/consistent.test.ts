import { describe, expect, test } from 'vitest'
import { pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, submit, textOf } from './support.js'

describe('the clock of an order', () => {
  test('goes to the next event of this order, past those of others', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const slow = await shop.createLink({ orderReference: 'SLOW' })
    await pay(sandbox, slow, { scenario: 'push-timeout' })
    await pay(sandbox, await shop.createLink({ orderReference: 'QUICK' }))
    const statusOf = async (reference: string) =>
      (await sandbox.orders.findByReference(shop.id, reference))?.progress.latest?.status
    await submit(app, `/sandbox/merchants/${shop.id}/orders/SLOW/clock`, { move: 'next' })
    expect([await statusOf('QUICK'), await statusOf('SLOW')]).toEqual(['SUCCESS', 'FAILED'])
  })

  test('says whose the next event is, where it is not its own', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink({ orderReference: 'IDLE' })
    await pay(sandbox, await shop.createLink({ orderReference: 'QUICK' }))
    const before = await sandbox.clocks.read(shop.id)
    const reply = await submit(app, `/sandbox/merchants/${shop.id}/orders/IDLE/clock`, { move: 'next' })
    expect(reply.statusCode).toBe(422)
    expect(textOf(reply.body)).toMatch(
      /Nothing is planned for this order\. The next event of this merchant belongs to the order QUICK: payment \S+ becomes SUCCESS/,
    )
    expect(await sandbox.clocks.read(shop.id)).toEqual(before)
  })

  test('of a delivery goes to its next attempt', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const receiver = await startReceiver(500)
    const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': receiver.url } })
    await pay(sandbox, await shop.createLink())
    await sandbox.clocks.advance(shop.id, 2000)
    await pay(sandbox, await shop.createLink({ orderReference: 'QUICK' }), { scenario: 'wrong-pin' })
    const [delivery] = await sandbox.engine.store.find('deliveries', { where: { merchantId: shop.id } })
    await submit(app, `/sandbox/merchants/${shop.id}/deliveries/${delivery?.id}/clock`, { move: 'next' })
    expect((await sandbox.queries.delivery(shop.id, delivery?.id ?? ''))?.attempts).toHaveLength(2)
    await sandbox.clocks.runUntilIdle(shop.id)
    const none = await submit(app, `/sandbox/merchants/${shop.id}/deliveries/${delivery?.id}/clock`, {
      move: 'next',
    })
    expect(textOf(none.body)).toContain('Nothing is planned for this delivery.')
  })
})

describe('the page of an order', () => {
  async function orderPage(scenario: string, settings = {}) {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop(settings)
    await pay(sandbox, await shop.createLink(), { scenario })
    await sandbox.clocks.advance(shop.id, 5000)
    return textOf((await app.inject({ url: `/sandbox/merchants/${shop.id}/orders/ORDER1001` })).body)
  }

  test('says of a webhook without an address that it was owed, wherever it speaks of it', async () => {
    const page = await orderPage('success')
    expect(page).toContain(
      'Deliveries PAYMENT RECEIVED is owed, but neither the application nor the merchant has a URL for it. Set one in the settings.',
    )
    expect(page).not.toContain('No notification')
  })

  test('shows nothing as collected where a payment failed', async () => {
    const page = await orderPage('insufficient-balance')
    expect(page).toMatch(/FAILED insufficient-balance nothing /)
    expect(await orderPage('success')).toMatch(/SUCCESS success TZS 12,500 /)
  })

  test("leaves out the operator's words where they only repeat the status", async () => {
    expect(await orderPage('success')).toMatch(/Status SUCCESS Customer/)
    expect(await orderPage('insufficient-balance')).toMatch(/Status FAILED \w.+ Customer/)
  })
})

describe('what was saved', () => {
  test('is said on the page that comes next, and nothing else can be said there', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    const home = `/sandbox/merchants/${shop.id}`
    const forms = [
      [
        `${home}/settings/webhooks`,
        { 'PAYMENT RECEIVED': 'https://duka.example/hook' },
        'Saved: the webhooks',
      ],
      [`${home}/settings/dialect`, { switch: 'redirectStatusCode', value: '303' }, 'Saved: the switch'],
      [`${home}/settings/add-key`, { clientId: shop.clientId }, 'Added: the API key'],
      [`${home}/orders/ORDER1001/scenario`, { name: 'wrong-pin' }, 'Saved: what happens'],
      ['/sandbox/scenarios/success/default', { merchant: shop.id }, 'Saved: it is the default'],
      ['/sandbox/scenarios/success/queue', { merchant: shop.id }, 'Saved: the next attempt'],
    ] as const
    for (const [url, fields, words] of forms) {
      const reply = await submit(app, url, fields)
      const { body } = await app.inject({ url: String(reply.headers.location) })
      expect([url, textOf(body)]).toEqual([url, expect.stringContaining(words)])
      expect(body).toContain('role="status"')
    }
    for (const done of [HOSTILE, 'toString', 'constructor']) {
      const { body } = await app.inject({ url: `${home}/settings?done=${encodeURIComponent(done)}` })
      expect(body).not.toContain('role="status"')
    }
  })
})

describe('the two places for webhooks', () => {
  test('say which of them wins, and what is in force', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop({
      webhooks: { 'PAYMENT RECEIVED': 'https://app.example/hook' },
      merchantWebhooks: {
        'PAYMENT RECEIVED': 'https://shop.example/hook',
        'PAYMENT FAILED': 'https://shop.example/failed',
      },
    })
    const pages = async () =>
      Promise.all(
        ['', '/settings'].map(async (part) =>
          textOf((await app.inject({ url: `/sandbox/merchants/${shop.id}${part}` })).body),
        ),
      )
    for (const page of await pages()) {
      expect(page).toContain('PAYMENT RECEIVED: https://app.example/hook (set on the application)')
      expect(page).toContain('PAYMENT FAILED: https://shop.example/failed (set on the merchant)')
    }
    expect((await pages())[1]).toContain('the address of the application replaces that of the merchant')
    await sandbox.merchants.change(shop.id, { dialect: { appWebhookCoverage: 'apiInitiatedOnly' } })
    for (const page of await pages()) {
      expect(page).toContain('PAYMENT RECEIVED: https://shop.example/hook (set on the merchant)')
    }
    expect((await pages())[1]).toContain('the addresses of applications are not used for hosted checkout')
  })
})
