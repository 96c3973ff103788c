import { describe, expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

const HOSTILE = '<script>alert("x")</script>'

describe('the inspector', () => {
  test('says that there is no such merchant or page, as a page', async () => {
    const { app } = await startSandbox()
    for (const url of ['/sandbox/merchants/none', '/sandbox/nothing/here']) {
      const reply = await app.inject({ url })
      expect([reply.statusCode, reply.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
    }
  })

  test('begins at the root, with the credentials to paste and who is there', async () => {
    const { app, openShop } = await startSandbox()
    await openShop({ name: 'Duka la Asha' })
    expect((await app.inject({ url: '/' })).headers.location).toBe('/sandbox')
    const page = await app.inject({ url: '/sandbox' })
    for (const words of ['IDSANDBOXDEFAULT0000000000000001', '/third-parties', 'Duka la Asha']) {
      expect(page.body).toContain(words)
    }
  })

  test('shows why a stranger was refused', async () => {
    const { app } = await startSandbox()
    const headers = { 'client-id': 'IDWRONG', 'api-key': 'x' }
    await app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })
    const page = await app.inject({ url: '/sandbox' })
    expect(page.body).toContain('no application has the client id IDWRONG')
    const [, request = ''] = page.body.match(/href="([^"]*\/requests\/\d+)"/) ?? []
    expect((await app.inject({ url: request })).body).toContain('INVALID_CLIENT')
  })

  test('shows a merchant’s payments, attempts, plans and journal, and no secret of its callers', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:1/hook' } })
    const link = await sandbox.links.find(await shop.createLink())
    if (!link) throw new Error('no link')
    await sandbox.payments.pay(link.order, { channel: 'M-PESA', phoneNumber: '255744000111' })
    await sandbox.clocks.advance(shop.id, 2000)
    const pages = ['', '/payments', '/deliveries', '/requests'].map(
      (part) => `/sandbox/merchants/${shop.clientId}${part}`,
    )
    const body = (await Promise.all(pages.map((url) => app.inject({ url })))).map((page) => page.body).join()
    for (const words of [
      'ORDER1001',
      'TZS 12,500',
      'PAYMENT RECEIVED',
      'connection refused',
      'PROCESSING became SUCCESS',
      'attempt 2 of',
    ]) {
      expect(body).toContain(words)
    }
    expect(body).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)
  })

  test('shows hostile text as text, under a policy that runs no script inside a page', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop({ name: HOSTILE })
    await shop.get(`/payments/${encodeURIComponent(HOSTILE)}`)
    for (const url of ['/sandbox', `/sandbox/merchants/${shop.id}`]) {
      const reply = await app.inject({ url })
      expect(reply.body).not.toContain(HOSTILE)
      expect(reply.body).toContain('&lt;script>')
      expect(reply.headers['content-security-policy']).toContain("script-src 'self'")
    }
  })

  test('passes over what an address asks several times, or with nothing in it', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    const home = `/sandbox/merchants/${shop.id}`
    for (const page of ['payments', 'deliveries', 'requests', 'settings'].map((part) => `${home}/${part}`)) {
      const reply = await app.inject({ url: `${page}?q=a&q=b&status=&answer=&before=x` })
      expect([page, reply.statusCode]).toEqual([page, 200])
    }
    for (const page of ['/sandbox', '/sandbox/scenarios', '/sandbox/scenarios/success']) {
      const reply = await app.inject({ url: `${page}?q=a&q=b&merchant=x&merchant=y` })
      expect([page, reply.statusCode]).toEqual([page, 200])
    }
  })

  test('serves its style, and answers 304 to a browser that has it', async () => {
    const { app } = await startSandbox()
    const first = await app.inject({ url: '/sandbox/assets/inspector.css' })
    expect(first.headers['content-type']).toBe('text/css; charset=utf-8')
    const again = await app.inject({
      url: '/sandbox/assets/inspector.css',
      headers: { 'if-none-match': String(first.headers.etag) },
    })
    expect(again.statusCode).toBe(304)
  })
})
