import { describe, expect, it } from 'vitest'
import { openCheckout, PHONE } from './support.js'

const SHOP = 'https://duka.test'
const PREVIEW = 'http://localhost:3000'

interface Answer {
  readonly headers: Record<string, unknown>
}

const framersOf = ({ headers }: Answer) =>
  /frame-ancestors ([^;]*)/.exec(String(headers['content-security-policy']))?.[1]

describe('the setting frameAncestors', () => {
  it.each([
    'duka.test',
    'https://duka.test/',
    'https://duka.test/cart',
    'https://Duka.test',
    'https://duka.test:443',
    'https://*.duka.test',
    'https://duka.test;sandbox',
    'https://',
    'http://[::1]:3000',
    'ftp://duka.test',
    '*',
    "'self'",
    "https://duka.test; script-src 'unsafe-inline'",
  ])('refuses %s, which is not an origin', async (origin) => {
    const { app } = await openCheckout()
    const reply = await app.inject({
      method: 'POST',
      url: '/sandbox/api/v1/merchants',
      payload: { frameAncestors: [PREVIEW, origin] },
    })
    expect(reply.statusCode).toBe(400)
    const { message } = reply.json<{ message: string }>()
    expect(message).toMatch(
      /frameAncestors.*1.*should be an origin such as https:\/\/shop\.example or http:\/\/localhost:3000/s,
    )
  })

  it('can be changed and is taken back by a reset', async () => {
    const { app, shop, customer } = await openCheckout({ frameAncestors: [SHOP] })
    const url = `/sandbox/api/v1/merchants/${shop.clientId}`
    const changed = await app.inject({ method: 'PATCH', url, payload: { frameAncestors: [PREVIEW] } })
    expect(changed.json()).toMatchObject({ frameAncestors: [PREVIEW] })
    expect(framersOf(await customer.open())).toBe(PREVIEW)
    await app.inject({ method: 'PATCH', url, payload: { frameAncestors: [] } })
    expect(framersOf(await customer.open())).toBe("'none'")
    const reset = await app.inject({ method: 'POST', url: `${url}/reset` })
    expect(reset.json()).toMatchObject({ frameAncestors: [SHOP] })
  })
})

describe('a page of a link whose merchant allows frames', () => {
  it('names them to the browser, whatever the page says', async () => {
    const { customer } = await openCheckout({ frameAncestors: [SHOP, PREVIEW] })
    const pages = [
      await customer.open(),
      await customer.send({}),
      await customer.open(await customer.pay()),
      await customer.send({ phoneNumber: PHONE }, { 'sec-fetch-site': 'cross-site' }),
      await customer.open('/nothing/here'),
    ]
    for (const page of pages.slice(0, 4)) {
      expect(framersOf(page)).toBe(`${SHOP} ${PREVIEW}`)
      expect(page.headers['x-frame-options']).toBeUndefined()
      expect(String(page.headers['content-security-policy'])).toContain("script-src 'self'")
    }
    // An address that is none of the link's.
    expect(framersOf(pages[4] as Answer)).toBe("'none'")
  })

  it('changes nothing for links of others and for addresses without a link', async () => {
    const { app, openShop } = await openCheckout({ frameAncestors: [SHOP] })
    const other = await (await openShop()).createLink()
    for (const url of [`/checkout/${other}`, '/checkout/CHE0000000', '/checkout', '/sandbox']) {
      const reply = await app.inject(url)
      expect([framersOf(reply), reply.headers['x-frame-options']]).toEqual(["'none'", 'DENY'])
    }
  })

  it('is as closed as ever when the sandbox itself is at fault', async () => {
    const { customer, sandbox } = await openCheckout({ frameAncestors: [SHOP] })
    sandbox.links.find = async () => {
      throw new Error('a fault')
    }
    const page = await customer.open()
    expect([page.status, framersOf(page)]).toEqual([500, "'none'"])
  })
})
