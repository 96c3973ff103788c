import { describe, expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

async function openDoors() {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop()
  const home = `/sandbox/merchants/${shop.id}`
  return {
    app,
    sandbox,
    shop,
    control: ['/sandbox/api/v1/merchants', `/sandbox/api/v1/merchants/${shop.id}/snapshot`],
    pages: ['/sandbox', home, `${home}/requests`, `${home}/requests.har`],
    streams: [`/sandbox/api/v1/merchants/${shop.id}/events`, `${home}/events`],
  }
}

const EMBEDDED: readonly (readonly [what: string, headers: Record<string, string>])[] = [
  ['a script', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
  ['a picture', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a style', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'style' }],
  ['a fetch', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', origin: 'https://evil.example' }],
  ['a fetch without CORS', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' }],
  ['an EventSource', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: 'text/event-stream' }],
  ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ['an object', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'object' }],
  ['an embed', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'embed' }],
  ['a download of a worker', { 'sec-fetch-mode': 'same-origin', 'sec-fetch-dest': 'worker' }],
]

describe('a page of another origin', () => {
  test('has nothing read for it, by whatever it embeds', async () => {
    const { app, control, pages, streams } = await openDoors()
    const embedded = EMBEDDED.flatMap(([what, headers]) =>
      ['cross-site', 'same-site', 'cross-site, same-origin', ''].map((site) => ({
        what: `${what} (${site})`,
        headers: { ...headers, 'sec-fetch-site': site },
      })),
    )
    for (const { what, headers } of embedded) {
      for (const url of [...control, ...pages, ...streams]) {
        for (const method of ['GET', 'HEAD'] as const) {
          const reply = await app.inject({ method, url, headers })
          // A stream has no HEAD.
          const refused = method === 'HEAD' && streams.includes(url) ? [403, 404] : [403]
          expect([what, url, refused.includes(reply.statusCode)]).toEqual([what, url, true])
          expect(reply.headers['cross-origin-resource-policy']).toBe('same-origin')
        }
      }
    }
  })

  test.each(['https://evil.example', 'null', 'http://localhost:3000', 'http://localhost.evil.example', ''])(
    'has nothing read for it by a browser that only sends Origin: "%s"',
    async (origin) => {
      const { app, control, pages, streams } = await openDoors()
      for (const url of [...control, ...pages, ...streams]) {
        const headers = { origin, host: 'localhost:4255' }
        expect((await app.inject({ url, headers })).statusCode).toBe(403)
      }
    },
  )

  test('is never allowed to read an answer', async () => {
    const { app, control, pages } = await openDoors()
    for (const url of [
      ...control,
      ...pages,
      '/docs/json',
      '/sandbox/docs/json',
      '/healthz',
      '/third-parties/x',
    ]) {
      for (const method of ['GET', 'OPTIONS'] as const) {
        const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' }
        const reply = await app.inject({ method, url, headers })
        expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      }
    }
  })
})

describe('a person', () => {
  const followed = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

  test.each(['cross-site', 'same-site', 'none', 'same-origin'])(
    'who follows a link to the inspector gets there: %s',
    async (site) => {
      const { app, pages } = await openDoors()
      for (const url of pages) {
        const headers = { ...followed, 'sec-fetch-site': site, 'sec-fetch-user': '?1' }
        expect((await app.inject({ url, headers })).statusCode).toBe(200)
      }
    },
  )

  test('cannot be led to the control API or a form by a link of another site', async () => {
    const { app, sandbox, control } = await openDoors()
    const headers = { ...followed, 'sec-fetch-site': 'cross-site' }
    for (const url of control) expect((await app.inject({ url, headers })).statusCode).toBe(403)
    const before = await sandbox.merchants.list()
    const form = { 'content-type': 'application/x-www-form-urlencoded', ...headers }
    const sent = await app.inject({
      method: 'POST',
      url: '/sandbox/merchants',
      headers: form,
      payload: 'name=x',
    })
    expect(sent.statusCode).toBe(403)
    expect(await sandbox.merchants.list()).toEqual(before)
  })

  test('who types the address of the control API, or opens it from the docs, sees it', async () => {
    const { app, control } = await openDoors()
    for (const site of ['none', 'same-origin']) {
      for (const url of control) {
        expect((await app.inject({ url, headers: { ...followed, 'sec-fetch-site': site } })).statusCode).toBe(
          200,
        )
      }
    }
  })
})

test('a program, which says nothing of sites, reads and changes', async () => {
  const { app, control, pages } = await openDoors()
  // As the fetch of Node sends it.
  for (const headers of [{}, { 'sec-fetch-mode': 'cors', 'user-agent': 'node' }]) {
    for (const url of [...control, ...pages])
      expect((await app.inject({ url, headers })).statusCode).toBe(200)
    const made = await app.inject({ method: 'POST', url: '/sandbox/api/v1/merchants', headers, payload: {} })
    expect(made.statusCode).toBe(201)
  }
})

test('reading changes nothing: whatever a link leads to, the sandbox stays as it is', async () => {
  const { app, sandbox, shop, pages, control } = await openDoors()
  const kept = () => sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })
  const before = await kept()
  for (const url of [...pages, ...control, '/docs', '/sandbox/docs', '/healthz', '/sandbox/scenarios']) {
    await app.inject({ url })
  }
  expect(await kept()).toEqual(before)
})
