import { describe, expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

/** A merchant and how often its changes were saved since this was last asked. */
async function open() {
  let saved = 0
  const box = await startSandbox({ onTransaction: () => (saved += 1) })
  const shop = await box.openShop()
  const authorization = await shop.token()
  saved = 0
  const link = (orderReference: string) =>
    box.app.inject({
      method: 'POST',
      url: '/third-parties/checkout-link/generate-checkout-url',
      headers: { authorization },
      payload: { totalPrice: '12500', orderCurrency: 'TZS', orderReference },
    })
  return { ...box, shop, link, saved: () => saved }
}

const REFERENCES = Array.from({ length: 20 }, (_, i) => `BURST${i}`)

describe('calls that come at once', () => {
  test('for links are saved together, and their entries in the log as well', async () => {
    const { sandbox, shop, link, saved } = await open()
    const replies = await Promise.all(REFERENCES.map(link))
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(REFERENCES.map(() => 200))
    expect(saved()).toBeLessThan(REFERENCES.length)
    const { items } = await sandbox.queries.orders(shop.id, {}, { limit: 50 })
    expect(items.map(({ orderReference }) => orderReference).sort()).toEqual(REFERENCES.toSorted())
  })

  test('for tokens are saved together, and no two tokens are the same', async () => {
    const { shop, saved } = await open()
    const tokens = await Promise.all(REFERENCES.map(() => shop.token()))
    expect(new Set(tokens).size).toBe(REFERENCES.length)
    expect(saved()).toBeLessThan(REFERENCES.length)
  })

  test('under one reference make one link, and spoil none of the others', async () => {
    const { sandbox, shop, link } = await open()
    const replies = await Promise.all(['ONE', 'TWO', 'ONE', 'THREE', 'ONE'].map(link))
    expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 200, 409, 409])
    const { items } = await sandbox.queries.orders(shop.id, {}, { limit: 50 })
    expect(items.map(({ orderReference }) => orderReference).sort()).toEqual(['ONE', 'THREE', 'TWO'])
  })

  test('are given the same links whether they come at once or one after the other', async () => {
    const atOnce = await open()
    const replies = await Promise.all(REFERENCES.map(atOnce.link))
    const oneByOne = await open()
    const links: string[] = []
    for (const reference of REFERENCES) links.push((await oneByOne.link(reference)).json().checkoutLink)
    // Which of them is first to be placed is up to the store.
    expect(replies.map((reply) => reply.json().checkoutLink).sort()).toEqual(links.sort())
  })
})
