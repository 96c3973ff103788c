import { describe, expect, test } from 'vitest'
import { pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
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
    const answer = await app.inject({ url: events, payloadAsStream: true })
    expect(answer.headers['content-type']).toBe('text/event-stream')
    await shop.createLink()
    let isGone = false
    for await (const part of answer.stream()) {
      // What was told before the merchant went may come afterwards.
      if (isGone || !String(part).includes('event: changed')) continue
      isGone = true
      await sandbox.removeMerchant(shop.id)
    }
    await expect(sandbox.merchants.details(shop.id)).rejects.toMatchObject({ code: 'MERCHANT_NOT_FOUND' })
  })
})

describe('a browser that has a page open', () => {
  /** The marks of a page, as its script sends them. */
  const marksOf = (body: string) =>
    [...body.matchAll(/data-mark="([^"]*)"/g)].map(([, mark]) => mark).join(' ')

  test('is sent nothing when nothing changed', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    for (const part of ['', '/payments', '/deliveries', '/requests', '/settings', '/orders/ORDER1001']) {
      const url = `/sandbox/merchants/${shop.id}${part}`
      const { body } = await app.inject({ url })
      const news = await app.inject({ url, headers: { 'x-shown': marksOf(body) } })
      expect([part, news.body]).toEqual([part, ''])
    }
  })

  test('is sent what changed, and of the other rows only where they stand', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    for (let i = 0; i < 60; i++) await shop.createLink({ orderReference: `ORDER${i}` })
    const url = `/sandbox/merchants/${shop.id}/payments`
    const { body } = await app.inject({ url })
    await shop.createLink({ orderReference: 'NEWEST' })
    const news = await app.inject({ url, headers: { 'x-shown': marksOf(body) } })
    expect(news.body.match(/orders\/\w+/g)).toEqual(['orders/NEWEST'])
    // The orders that stay.
    expect(news.body.match(/<tr id="orders-\d+" data-mark="[\w-]+"><\/tr>/g)).toHaveLength(49)
    expect(news.body.length).toBeLessThan(body.length / 4)
    expect(news.body).not.toContain('<select')
  })

  test('can tell every row and part from the others, and gets what it merges them with', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const receiver = await startReceiver({ status: 500, body: '' })
    const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': receiver.url } })
    await pay(sandbox, await shop.createLink())
    await shop.createLink({ orderReference: 'ORDER2' })
    await shop.post('/checkout-link/generate-checkout-url', {})
    await sandbox.clocks.advance(shop.id, 2000)
    const home = `/sandbox/merchants/${shop.id}`
    const parts = ['', '/payments', '/deliveries', '/requests', '/settings', '/orders/ORDER1001']
    for (const url of ['/sandbox', '/sandbox/scenarios', '/sandbox/limits', ...parts.map((p) => home + p)]) {
      const ids = [...(await app.inject({ url })).body.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
      expect([url, ids.filter((id, i) => ids.indexOf(id) !== i)]).toEqual([url, []])
    }
    const script = await app.inject({ url: '/sandbox/assets/idiomorph.esm.js' })
    expect([script.statusCode, script.headers['content-type']]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ])
  })

  test('is sent what it does not know, whatever it says that it knows', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    const news = await app.inject({
      url: `/sandbox/merchants/${shop.id}/payments`,
      headers: { 'x-shown': 'nonsense' },
    })
    expect(news.body).toContain('ORDER1001')
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
    await shop.post('/checkout-link/generate-checkout-url', {})
    expect(await page()).toMatch(
      /Duka la Asha POST \/checkout-link\/generate-checkout-url was refused: \w+ \(2 times\)/,
    )
    await shop.createLink({ orderReference: 'WARNED', customerName: '' })
    expect(await page()).not.toContain('has 1 finding')
    await shop.createLink({ totalPrice: 12500, redirectUrl: 'https://duka.example' })
    const found = await page()
    expect(found).toContain('has 2 findings: number-for-text, unknown-field')
    expect(found).toContain('redirectUrl is not a field of this call')
  })

  test('says when a merchant cannot be opened, beside the field, and opens one that can', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const { clientId } = await openShop()
    for (const taken of [clientId, 'with spaces']) {
      const reply = await submit(app, '/sandbox/merchants', { name: 'Duka', clientId: taken })
      expect([reply.statusCode, reply.body.includes('id="open-clientId-error"')]).toEqual([422, true])
      expect(reply.body).toContain('value="Duka"')
    }
    const reply = await submit(app, '/sandbox/merchants', {
      name: 'Duka',
      clientId: 'IDDUKA',
      frozen: 'on',
    })
    const { merchant } = await sandbox.merchants.details('IDDUKA')
    expect(reply.headers.location).toBe(`/sandbox/merchants/${merchant.id}`)
    expect([merchant.name, merchant.clock.kind]).toEqual(['Duka', 'frozen'])
    expect((await submit(app, '/sandbox/merchants')).statusCode).toBe(303)
  })

  test('removes a merchant', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop({ name: 'Duka la Asha' })
    expect((await submit(app, '/sandbox/merchants/none/remove')).statusCode).toBe(404)
    expect((await submit(app, `/sandbox/merchants/${shop.id}/remove`)).headers.location).toBe('/sandbox')
    expect((await app.inject({ url: '/sandbox' })).body).not.toContain('Duka la Asha')
  })

  test('shows the latest of many merchants, and finds the others by name and client id', async () => {
    const { app, sandbox } = await startSandbox()
    for (let i = 0; i < 60; i++) {
      await sandbox.merchants.open({ name: `Shop ${i}`, clientId: `IDSHOP${i}` }, 'a test')
    }
    const page = async (query = '') => textOf((await app.inject({ url: `/sandbox${query}` })).body)
    const all = await page()
    expect(all).toContain('The first and the latest of 61')
    expect(all).toContain('Shop 59')
    expect(all).not.toContain('Shop 3 ')
    expect(await page('?q=shop+3')).toContain('Shop 3 ')
    expect(await page('?q=idshop4')).toContain('Shop 4 ')
    expect(await page('?q=nobody')).toContain('No merchant matches')
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

describe('a clock that was moved ahead', () => {
  test('shows by how much, and goes back to real time where nothing is planned', async () => {
    const { app, sandbox, realClock, openShop } = await startSandbox()
    const shop = await openShop({ clock: {} })
    const home = `/sandbox/merchants/${shop.id}`
    const page = async () => (await app.inject({ url: home })).body
    expect(await page()).not.toContain('ahead of real time')
    await sandbox.clocks.advance(shop.id, 5_400_000)
    expect(textOf(await page())).toContain('1h 30m ahead of real time')
    await pay(sandbox, await shop.createLink())
    const early = await submit(app, `${home}/clock`, { move: 'real-time' })
    expect([early.statusCode, textOf(early.body)]).toEqual([
      422,
      expect.stringMatching(/Something is planned for the order ORDER1001/),
    ])
    await sandbox.clocks.runUntilIdle(shop.id)
    await submit(app, `${home}/clock`, { move: 'real-time' })
    expect(await sandbox.clocks.read(shop.id)).toEqual({ now: realClock.now(), frozen: false })
    expect(await page()).not.toContain('ahead of real time')
    expect((await pay(sandbox, await shop.createLink({ orderReference: 'LATER' }))).status).toBe('PROCESSING')
  })
})

describe('what needs attention', () => {
  /** What is listed on the page of the merchant and on the overview. */
  async function refusedDelivery() {
    const { app, sandbox, openShop } = await startSandbox()
    const receiver = await startReceiver(500)
    const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': receiver.url } })
    await pay(sandbox, await shop.createLink())
    await sandbox.clocks.advance(shop.id, 600_000)
    const home = `/sandbox/merchants/${shop.id}`
    const listed = async () => {
      const pages = [home, '/sandbox'].map(async (url) => {
        const [, list = ''] =
          (await app.inject({ url })).body.match(/Needs attention(.*?)<\/live-part>/s) ?? []
        return textOf(list).match(/[^ ]+ [^ ]+ of ORDER\d+ has not arrived[^(]*(\(\d+ times\))?/g) ?? []
      })
      return Promise.all(pages)
    }
    return { app, sandbox, receiver, shop, home, listed }
  }

  test('is a row for each delivery, with the number of its attempts', async () => {
    const { sandbox, shop, listed } = await refusedDelivery()
    const count = (await sandbox.engine.store.find('attempts', { where: { merchantId: shop.id } })).length
    expect(count).toBeGreaterThan(2)
    const row = `PAYMENT RECEIVED of ORDER1001 has not arrived (${count} times)`
    expect(await listed()).toEqual([[row], [row]])
    await sandbox.clocks.runUntilIdle(shop.id)
    const all = (await sandbox.engine.store.find('attempts', { where: { merchantId: shop.id } })).length
    const last = `PAYMENT RECEIVED of ORDER1001 has not arrived and is given up (${all} times)`
    expect(await listed()).toEqual([[last], [last]])
  })

  test('is no longer there once the delivery arrived', async () => {
    const { sandbox, receiver, shop, listed } = await refusedDelivery()
    receiver.answerWith(200)
    await sandbox.clocks.runUntilIdle(shop.id)
    expect(await listed()).toEqual([[], []])
  })

  test('is no longer there once somebody has seen it, until it happens again', async () => {
    const { app, sandbox, shop, home, listed } = await refusedDelivery()
    await shop.post('/checkout-link/generate-checkout-url', {})
    const page = async () => textOf((await app.inject({ url: home })).body)
    expect(await page()).toContain('was refused')
    expect((await submit(app, `${home}/seen`)).headers.location).toBe(home)
    expect(await listed()).toEqual([[], []])
    expect(await page()).toContain('Nothing that nobody has seen')
    await sandbox.clocks.runUntilIdle(shop.id)
    expect((await listed()).flat()).toHaveLength(2)
  })
})
