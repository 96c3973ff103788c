import { describe, expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'
import { submit, textOf } from './support.js'

describe('a page that stays up to date', () => {
  test('is told of no merchant that does not exist', async () => {
    const { app } = await startSandbox()
    expect((await app.inject({ url: '/sandbox/merchants/none/events' })).statusCode).toBe(404)
  })

  test('is told when something happened after it was made, and only until the merchant is gone', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const page = await app.inject({ url: `/sandbox/merchants/${shop.id}` })
    const [, events = ''] = page.body.match(/data-events="([^"]*)"/) ?? []
    const stream = app.inject({ url: events })
    await shop.createLink()
    await sandbox.removeMerchant(shop.id)
    const { body, headers } = await stream
    expect(headers['content-type']).toBe('text/event-stream')
    expect(body).toContain('event: changed')
  })
})

describe('a guarded inspector', () => {
  test('asks for its token on every page, form and stream', async () => {
    const { app, sandbox } = await startSandbox({}, 'the-token')
    const [details] = await sandbox.merchants.list()
    const home = `/sandbox/merchants/${details?.merchant.id}`
    for (const part of ['', '/payments', '/deliveries', '/requests', '/requests.har', '/events']) {
      expect((await app.inject({ url: `${home}${part}` })).statusCode).toBe(401)
    }
    expect((await submit(app, `${home}/clock`, { move: 'idle' })).statusCode).toBe(401)
  })

  test('keeps the rest of the address when it takes the token out', async () => {
    const { app } = await startSandbox({}, 'the-token')
    const deep = await app.inject({
      url: '/sandbox/merchants/x/payments?token=the-token&status=FAILED&q=a+b',
    })
    expect(deep.headers.location).toBe('/sandbox/merchants/x/payments?status=FAILED&q=a+b')
    const plain = await app.inject({ url: '/sandbox?token=the-token' })
    expect(plain.headers.location).toBe('/sandbox')
  })
})

describe('the overview', () => {
  test('says that all is well, and then what needs attention', async () => {
    const { app, openShop } = await startSandbox()
    const page = async () => textOf((await app.inject({ url: '/sandbox' })).body)
    expect(await page()).toContain('no call was refused and every delivery arrived')
    const shop = await openShop({ name: 'Duka la Asha' })
    await shop.post('/checkout-link/generate-checkout-url', {})
    expect(await page()).toMatch(
      /Duka la Asha POST \/third-parties\/checkout-link\/generate-checkout-url was refused/,
    )
  })

  test('makes a checkout link, and goes to its order', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    const reply = await submit(app, `/sandbox/merchants/${shop.id}/links`)
    const order = await app.inject({ url: String(reply.headers.location) })
    expect(textOf(order.body)).toContain('Trial customer')
  })

  test('keeps a wrong time in the form of the clock, and moves a clock', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const home = `/sandbox/merchants/${shop.id}`
    const wrong = await submit(app, `${home}/clock`, { move: 'advance', duration: '5 minutes' })
    expect([wrong.statusCode, wrong.body]).toEqual([422, expect.stringContaining('value="5 minutes"')])
    const { now } = await sandbox.clocks.read(shop.id)
    await submit(app, `${home}/clock`, { move: 'advance', duration: '5m' })
    expect((await sandbox.clocks.read(shop.id)).now - now).toBe(300_000)
    await submit(app, `${home}/clock`, { move: 'resume' })
    expect((await sandbox.clocks.read(shop.id)).frozen).toBe(false)
    await submit(app, `${home}/clock`, { move: 'freeze' })
    expect((await sandbox.clocks.read(shop.id)).frozen).toBe(true)
  })
})
