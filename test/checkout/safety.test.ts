import { describe, expect, it } from 'vitest'
import { paymentsOf } from '../support/builders.js'
import { openCheckout, PHONE, timeline } from './support.js'

const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`

/** Nothing of the hostile text may stand in the page as markup. */
const MARKUP = /<script>alert|<img|"'>/

describe('hostile texts', () => {
  it('are shown as texts on the payment page', async () => {
    const { customer } = await openCheckout(
      { name: HOSTILE, email: `${HOSTILE}@duka.test` },
      {
        totalPrice: undefined,
        orderItems: [{ name: HOSTILE, price: '1000', quantity: 1 }],
        description: HOSTILE,
        customerName: HOSTILE,
        customerPhone: HOSTILE,
      },
    )
    const page = await customer.open()
    expect(page.html).not.toMatch(MARKUP)
    expect(page.text('customer-name')).toBe(HOSTILE)
    expect(page.text('description')).toBe(HOSTILE)
    expect(page.text('title')).toBe(`Pay ${HOSTILE}`)
    expect(page.text('items')).toContain(HOSTILE)
  })

  it('are shown as texts when they come back from the form', async () => {
    const { customer } = await openCheckout()
    const page = await customer.send({
      method: HOSTILE,
      phoneNumber: HOSTILE,
      scenario: HOSTILE,
      cardNumber: HOSTILE,
      attempt: HOSTILE,
    })
    expect(page.status).toBe(422)
    expect(page.html).not.toMatch(MARKUP)
    const phone = await customer.send({ phoneNumber: HOSTILE })
    expect(phone.html).not.toMatch(MARKUP)
    expect(phone.tag('phone-number')).toContain('&lt;script')
  })

  it("are shown as texts when they are the operator's message", async () => {
    for (const redirectOnFailure of ['stay', 'redirect'] as const) {
      const { customer, advance } = await openCheckout(
        { scenario: 'hostile', dialect: { redirectOnFailure } },
        {},
        ({ scenarios }) =>
          scenarios.add('hostile', timeline({ after: '1s', status: 'FAILED', message: HOSTILE })),
      )
      const status = await customer.pay()
      await advance(1000)
      const page = await customer.open(redirectOnFailure === 'stay' ? '' : status)
      expect(page.html).not.toMatch(MARKUP)
      expect(page.html).toContain('&lt;script>alert(1)')
    }
  })

  it.each(['%3Cscript%3Ealert(1)%3C%2Fscript%3E', '..%2F..%2Fetc', '%00', '__proto__', 'A'.repeat(600)])(
    'make an ordinary 404 of the address /checkout/%s',
    async (linkId) => {
      const { app } = await openCheckout()
      const reply = await app.inject(`/checkout/${linkId}`)
      expect(reply.statusCode).toBe(404)
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(reply.body).not.toMatch(MARKUP)
    },
  )
})

describe('a form from another site', () => {
  it.each([
    ['a browser that says so', { 'sec-fetch-site': 'cross-site', host: 'sandbox.test' }],
    ['another origin', { origin: 'https://evil.test', host: 'sandbox.test' }],
    [
      'another port of the same host',
      { origin: 'http://localhost:3000', host: 'localhost:4255', 'sec-fetch-site': 'same-site' },
    ],
    ['an origin that is hidden', { origin: 'null', host: 'sandbox.test' }],
  ])('is refused: %s', async (_case, headers) => {
    const { customer, sandbox, linkId } = await openCheckout()
    const page = await customer.send({ phoneNumber: PHONE, attempt: '1' }, headers)
    expect(page.status).toBe(403)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.text('title')).toBe('This payment was not started here')
    expect(await paymentsOf(sandbox, linkId)).toEqual([])
  })

  it.each([
    ['its own origin', { origin: 'http://sandbox.test', host: 'sandbox.test' }],
    [
      'its own site, behind a proxy that changes the host',
      { 'sec-fetch-site': 'same-origin', origin: 'https://pay.test', host: '127.0.0.1:4255' },
    ],
    ['a program that says nothing', {}],
  ])('is not what this is: %s', async (_case, headers) => {
    const { customer } = await openCheckout()
    expect((await customer.send({ phoneNumber: PHONE }, headers)).status).toBe(303)
  })
})

describe('every page', () => {
  it('forbids scripts and styles of others, frames and caches', async () => {
    const { customer, app } = await openCheckout()
    const status = await customer.pay()
    const pages = [
      await customer.open(status),
      await customer.send({ phoneNumber: PHONE }, { 'sec-fetch-site': 'cross-site' }),
      await customer.open('/nothing/here'),
    ]
    const unknown = await app.inject('/checkout/CHE0000000')
    for (const { headers } of [...pages, unknown]) {
      expect(headers['content-security-policy']?.toString().split(';').sort()).toEqual(
        [
          "default-src 'none'",
          "style-src 'self'",
          "script-src 'self'",
          "connect-src 'self'",
          "img-src 'self' data:",
          "form-action 'self'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
        ].sort(),
      )
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['x-frame-options']).toBe('DENY')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('same-origin')
      expect(headers['strict-transport-security']).toBeUndefined()
    }
  })

  it('has no script or style inside', async () => {
    const { customer } = await openCheckout()
    const form = await customer.open()
    const status = await customer.open(await customer.pay())
    for (const { html } of [form, status]) {
      expect(html.match(/<script[^>]*>[^<]/)).toBeNull()
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\/(?!duka)/)
    }
  })

  it('leaves the headers of the ClickPesa door alone', async () => {
    const { shop } = await openCheckout()
    const reply = await shop.get('/payments/ORDER1001')
    expect(reply.headers['content-security-policy']).toBeUndefined()
    expect(reply.headers['content-type']).toContain('application/json')
  })
})

describe('what is not there or cannot be read', () => {
  it.each([
    ['GET', '/checkout'],
    ['GET', '/checkout/'],
    ['GET', '/checkout/a/b/c/d/e'],
    ['PUT', '/checkout/CHE0000000'],
    ['POST', '/checkout/CHE0000000'],
    ['DELETE', '/checkout/CHE0000000/payments/X'],
    ['GET', '/checkout/assets/secret.txt'],
    ['GET', '/checkout/assets/..%2Fdoor.ts'],
  ] as const)('is a 404 page: %s %s', async (method, url) => {
    const { app } = await openCheckout()
    const reply = await app.inject({ method, url })
    expect(reply.statusCode).toBe(404)
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(reply.body).toContain('There is no such payment page')
  })

  it.each([
    ['JSON', 'application/json', '{"phoneNumber":"255744000111"}', 415],
    ['plain text', 'text/plain', 'phoneNumber=255744000111', 415],
    ['a file', 'multipart/form-data; boundary=x', '--x--', 415],
    ['a huge form', 'application/x-www-form-urlencoded', `phoneNumber=${'1'.repeat(20_000)}`, 413],
  ])('is a page that says so: %s instead of the form', async (_case, type, payload, status) => {
    const { app, linkId } = await openCheckout()
    const reply = await app.inject({
      method: 'POST',
      url: `/checkout/${linkId}/pay`,
      headers: { 'content-type': type },
      payload,
    })
    expect(reply.statusCode).toBe(status)
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  it('is corrected like any other mistake: an empty form, and fields that come twice', async () => {
    const { app, linkId } = await openCheckout()
    const post = (payload: string) =>
      app.inject({
        method: 'POST',
        url: `/checkout/${linkId}/pay`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload,
      })
    expect((await post('')).statusCode).toBe(422)
    expect((await post('phoneNumber=1&phoneNumber=2')).body).toContain('value="1"')
    expect((await post('phoneNumber=%ff%fe%00')).statusCode).toBe(422)
    expect((await app.inject({ method: 'POST', url: `/checkout/${linkId}/pay` })).statusCode).toBe(422)
  })

  it('is a page even when the sandbox itself is at fault', async () => {
    const { customer, sandbox } = await openCheckout()
    sandbox.links.find = async () => {
      throw new Error('secret detail')
    }
    const page = await customer.open()
    expect(page.status).toBe(500)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.text('title')).toBe('The sandbox made a mistake')
    expect(page.html).not.toContain('secret detail')
  })
})

describe('style and script', () => {
  it.each([
    ['checkout.css', 'text/css; charset=utf-8'],
    ['checkout.js', 'text/javascript; charset=utf-8'],
    ['icon.svg', 'image/svg+xml'],
  ])('%s is served as %s, and not sent twice to one browser', async (file, type) => {
    const { app } = await openCheckout()
    const first = await app.inject(`/checkout/assets/${file}`)
    expect(first.statusCode).toBe(200)
    expect(first.headers['content-type']).toBe(type)
    const again = await app.inject({
      url: `/checkout/assets/${file}`,
      headers: { 'if-none-match': String(first.headers.etag) },
    })
    expect(again.statusCode).toBe(304)
    expect(again.body).toBe('')
  })
})
