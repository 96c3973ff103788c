import { describe, expect, onTestFinished, test } from 'vitest'
import { ANONYMOUS } from '../../server/domain/merchant.js'
import { type ServeOptions, serve } from '../../server/serve.js'
import { startSandbox } from '../support/sandbox.js'

const MERCHANTS = '/sandbox/api/v1/merchants'

async function start(options: Partial<ServeOptions>) {
  const serving = await serve({ port: 0, host: '127.0.0.1', ...options })
  onTestFinished(serving.close)
  return serving
}

describe('a control token is made up', () => {
  test.each<[what: string, options: Partial<ServeOptions>]>([
    ['all networks', { host: '0.0.0.0' }],
    ['a public address with a name', { publicUrl: 'https://qa.example.com' }],
    ['a public address with a path', { publicUrl: 'https://qa.example.com/sandbox' }],
    ['a public address on a network', { publicUrl: 'http://192.168.1.20:4255' }],
    ['a public address that begins like this machine', { publicUrl: 'http://localhost.example.com' }],
    ['a public address with a user like this machine', { publicUrl: 'http://localhost@example.com' }],
    ['a name that is let in', { allowedHosts: ['qa.example.com'] }],
    ['pages with a name of their own', { checkoutUrl: 'https://pay.example.com' }],
    ['names that are let in', { allowedHosts: ['localhost', '*.tunnel.example'] }],
  ])('for %s, and asked for however a request comes in', async (_what, options) => {
    const { app, controlToken } = await start(options)
    expect(controlToken).toMatch(/^[\w-]{32}$/)
    for (const url of [MERCHANTS, '/sandbox', '/']) {
      expect((await app.inject({ url })).statusCode).toBe(401)
      const headers = { authorization: `Bearer ${controlToken}` }
      expect((await app.inject({ url, headers })).statusCode).toBeLessThan(400)
    }
  })

  test.each<[what: string, options: Partial<ServeOptions>]>([
    ['nothing else', {}],
    ['another loopback address', { host: '127.0.0.2' }],
    ['a public address on it', { publicUrl: 'http://localhost:4255' }],
    ['a public address below localhost', { publicUrl: 'http://sandbox.localhost' }],
    ['a name below localhost that is let in', { allowedHosts: ['shop.localhost', '*.shop.localhost'] }],
  ])('for nobody on a machine of their own with %s', async (_what, options) => {
    const { app, controlToken } = await start(options)
    expect(controlToken).toBeNull()
    expect((await app.inject({ url: MERCHANTS })).statusCode).toBe(200)
  })
})

/** What proxies, tunnels and content networks add. */
const FORWARDING = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Forwarded',
  'X-Real-IP',
  'X-Client-IP',
  'X-Original-Host',
  'X-Original-URL',
  'X-Rewrite-URL',
  'CF-Connecting-IP',
  'CF-Ray',
  'CDN-Loop',
  'True-Client-IP',
  'Fly-Client-IP',
  'Fastly-Client-IP',
  'Tailscale-User-Login',
  'ngrok-auth-user-id',
  'X-Amzn-Trace-Id',
  'X-Envoy-External-Address',
  'X-Azure-ClientIP',
]

describe('a request that was forwarded, to a sandbox without a token,', () => {
  test('is kept from control API and inspector, and told what to set, whatever it says so with', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    const pages = [MERCHANTS, '/sandbox', `/sandbox/merchants/${shop.id}/events`]
    const link = await shop.createLink()
    for (const header of FORWARDING) {
      const headers = { [header]: '127.0.0.1' }
      for (const url of pages) {
        const { statusCode, body } = await app.inject({ url, headers })
        expect([header, url, statusCode]).toEqual([header, url, 401])
        expect(body).toContain(header.toLowerCase())
        expect(body).toContain('--control-token')
      }
      const opened = await app.inject({ method: 'POST', url: MERCHANTS, payload: {}, headers })
      expect([header, opened.statusCode]).toEqual([header, 401])
      // Where merchants and customers go, a proxy is as good as any.
      const query = await shop.get('/payments/all', headers)
      const page = await app.inject({ url: `/checkout/${link}`, headers })
      expect([header, query.statusCode, page.statusCode]).toEqual([header, 200, 200])
    }
  })

  test.each(['192.168.1.20:4255', '10.0.0.5', '[fd12:3456::1]:4255', '93.184.216.34'])(
    'is kept out where it asks for an address of a network: %s',
    async (host) => {
      const { app } = await startSandbox()
      for (const url of [MERCHANTS, '/sandbox']) {
        const reply = await app.inject({ url, headers: { host } })
        expect([reply.statusCode, reply.body]).toEqual([401, expect.stringContaining(host)])
      }
    },
  )

  test('is let in by the token where there is one', async () => {
    const { app } = await startSandbox({}, 'the-token')
    const headers = { 'x-forwarded-for': '1.2.3.4', authorization: 'Bearer the-token' }
    expect((await app.inject({ url: MERCHANTS, headers })).statusCode).toBe(200)
  })

  test('is not what an ordinary program sends', async () => {
    const { app } = await startSandbox()
    const headers = {
      'user-agent': 'node',
      'x-request-id': '1',
      'x-correlation-id': '2',
      'x-client-version': '3',
      traceparent: '4',
      'x-requested-with': 'XMLHttpRequest',
    }
    expect((await app.inject({ url: MERCHANTS, headers })).statusCode).toBe(200)
  })
})

describe('a link with the token in it', () => {
  test('signs a browser in once, and the address that remains is without it', async () => {
    const { app } = await startSandbox({}, 'the-token')
    const reply = await app.inject({
      url: '/sandbox?token=the-token',
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    })
    expect([reply.statusCode, reply.headers.location]).toEqual([303, '/sandbox'])
    expect(reply.headers['referrer-policy']).toBe('same-origin')
    const [cookie = '', ...attributes] = String(reply.headers['set-cookie']).split('; ')
    // No script reads it, and no other program at this host is sent it.
    expect(attributes.toSorted()).toEqual(['HttpOnly', 'Path=/sandbox', 'SameSite=Lax'])
    const page = await app.inject({ url: '/sandbox', headers: { cookie } })
    expect([page.statusCode, page.body.includes('the-token')]).toEqual([200, false])
  })

  test('leads to no other site', async () => {
    const { app } = await startSandbox({}, 'the-token')
    for (const url of ['/sandbox/?token=the-token', '/sandbox/..//evil.example?token=the-token']) {
      const { location } = (await app.inject({ url })).headers
      expect(String(location)).not.toMatch(/^(\w+:)?\/\/|evil/)
    }
  })

  test('leaves no secret behind, when it is mistyped, in the log of requests', async () => {
    const { app, sandbox } = await startSandbox({}, 'the-token')
    const typed = [
      '/sandbx?token=the-token',
      '/x?a=b&Token=the-token&c=d',
      '/third-parties/x?api-key=the-token',
    ]
    for (const url of typed) {
      await app.inject({ url, headers: { referer: 'http://localhost/sandbox?token=the-token' } })
    }
    const kept = JSON.stringify([
      await sandbox.engine.store.find('requests', { where: { merchantId: ANONYMOUS } }),
      await sandbox.engine.store.find('journal', { where: { merchantId: ANONYMOUS } }),
    ])
    expect(kept).toContain('a=b&Token=…&c=d')
    expect(kept).not.toContain('the-token')
  })
})
