import type { LightMyRequestResponse } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serve } from '../../server/serve.js'
import { exchange, lastAnswer, listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'

/** A sandbox of this machine alone, and an address behind each of its doors. */
async function openDoors() {
  const box = await startSandbox()
  const shop = await box.openShop()
  const linkId = await shop.createLink()
  const home = `/sandbox/merchants/${shop.id}`
  return {
    ...box,
    shop,
    gateway: ['/third-parties/payments/ORDER1001', '/third-parties/nothing', '/favicon.ico'],
    json: [
      '/sandbox/api/v1/merchants',
      `/sandbox/api/v1/merchants/${shop.id}/events`,
      '/healthz',
      '/readyz',
    ].concat([
      '/docs',
      '/docs/json',
      '/sandbox/docs',
      '/sandbox/docs/json',
      '/sandbox/docs/static/index.html',
    ]),
    pages: [
      '/',
      '/sandbox',
      home,
      `${home}/requests.har`,
      '/sandbox/nothing',
      `/checkout/${linkId}`,
      '/checkout/x',
      '/checkout/payout/x',
      '/sandbox/guide',
      '/sandbox/guide/search?q=webhook',
      '/sandbox/guide/llms.txt',
      '/sandbox/limits',
      `${home}/live`,
    ].concat(['/checkout/assets/checkout.css', '/sandbox/assets/inspector.css']),
  }
}

const REBOUND = [
  'evil.example',
  'evil.example:4255',
  'EVIL.EXAMPLE',
  'evil.example.',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127-0-0-1.evil.example',
  'evillocalhost',
  'localhost@evil.example',
  'evil.example@localhost',
  'localhost:80@evil.example',
  'localhost, evil.example',
  'evil.example#localhost',
  'evil.example/localhost',
  'evil.example?.localhost',
  'localhost\\.evil.example',
  'evil.example:80:localhost',
  'localhost:port',
  'sandbox.test.evil.example',
  '[evil.example]',
  '[::1].evil.example',
  '[::1',
]

const OWN = [
  'localhost',
  'localhost:4255',
  'LocalHost:4255',
  'localhost.',
  'shop.localhost:4255',
  '127.0.0.1',
  '127.0.0.1:4255',
  '127.8.9.10',
  '[::1]',
  '[::1]:4255',
  '[0:0:0:0:0:0:0:1]:4255',
  '[::ffff:127.0.0.1]:4255',
  'sandbox.test',
  'SANDBOX.test:8443',
]

describe('a host that somebody may have pointed at this machine', () => {
  test('is refused at every door, whatever its spelling', async () => {
    const { app, gateway, json, pages } = await openDoors()
    for (const host of REBOUND) {
      const get = (url: string): Promise<LightMyRequestResponse> => app.inject({ url, headers: { host } })
      for (const url of gateway) {
        const reply = await get(url)
        expect([host, url, reply.statusCode]).toEqual([host, url, 421])
        expect(reply.json()).toMatchObject({ statusCode: 421, error: 'Misdirected Request' })
      }
      for (const url of json) {
        const reply = await get(url)
        expect([host, url, reply.statusCode, reply.json().code]).toEqual([host, url, 421, 'HOST_NOT_SERVED'])
      }
      for (const url of pages) {
        const reply = await get(url)
        expect([host, url, reply.statusCode]).toEqual([host, url, 421])
        expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
        expect(reply.headers['content-security-policy']).toContain("frame-ancestors 'none'")
      }
    }
  })

  test('is told which setting lets it in, in the shape of each door', async () => {
    const { app, gateway, json, pages } = await openDoors()
    for (const url of [...gateway, ...json, ...pages]) {
      const { body } = await app.inject({ url, headers: { host: 'qa.shop.test' } })
      expect(body).toContain('--allowed-hosts')
      expect(body).toContain('--public-url')
    }
  })

  test('changes nothing and opens no merchant', async () => {
    const { app, sandbox, shop } = await openDoors()
    const before = await sandbox.merchants.list()
    for (const [method, url] of [
      ['POST', '/sandbox/api/v1/merchants'],
      ['POST', '/sandbox/api/v1/reset'],
      ['DELETE', `/sandbox/api/v1/merchants/${shop.id}`],
      ['POST', `/sandbox/merchants/${shop.id}/remove`],
      ['POST', '/third-parties/generate-token'],
    ] as const) {
      const headers = { host: 'evil.example', 'client-id': 'IDTESTNEW', 'api-key': 'SKTESTNEW' }
      expect((await app.inject({ method, url, headers, payload: {} })).statusCode).toBe(421)
    }
    expect(await sandbox.merchants.list()).toEqual(before)
  })

  test('is not let in by what a proxy says of another one', async () => {
    const { app } = await openDoors()
    for (const name of ['x-forwarded-host', 'x-original-host', 'x-host', 'forwarded', ':authority']) {
      const headers = { host: 'evil.example', [name]: name === 'forwarded' ? 'host=localhost' : 'localhost' }
      expect((await app.inject({ url: '/third-parties/x', headers })).statusCode).toBe(421)
    }
  })
})

test('a host that means this machine, or the public address, is served at every door', async () => {
  const { app, gateway, json, pages } = await openDoors()
  const streams = /events$/
  for (const host of OWN) {
    for (const url of [...gateway, ...json, ...pages].filter((one) => !streams.test(one))) {
      const { statusCode } = await app.inject({ url, headers: { host } })
      expect([host, url, statusCode]).not.toEqual([host, url, 421])
    }
  }
})

test('an address of a network is served where merchants and customers go, and kept from the control API', async () => {
  const { app, gateway, pages } = await openDoors()
  for (const host of [
    '192.168.1.20:4255',
    '10.0.2.2:4255',
    '0.0.0.0:4255',
    '[fe80::1]',
    '[::ffff:8.8.8.8]',
  ]) {
    const headers = { host }
    for (const url of [...gateway, ...pages.filter((one) => one.startsWith('/checkout'))]) {
      expect((await app.inject({ url, headers })).statusCode).not.toBe(421)
    }
    for (const url of ['/sandbox/api/v1/merchants', '/sandbox']) {
      const reply = await app.inject({ url, headers })
      expect([reply.statusCode, reply.body]).toEqual([401, expect.stringContaining('--public-url')])
    }
  }
})

describe('the bytes of a request', () => {
  const MERCHANTS = '/sandbox/api/v1/merchants'
  test.each([
    ['without a host', `GET ${MERCHANTS} HTTP/1.1\r\n`],
    ['with a host of no name', `GET ${MERCHANTS} HTTP/1.1\r\nHost:\r\n`],
    ['without a host, in HTTP/1.0', `GET ${MERCHANTS} HTTP/1.0\r\n`],
    [
      'with two hosts, the good one first',
      `GET ${MERCHANTS} HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n`,
    ],
    [
      'with two hosts, the good one last',
      `GET ${MERCHANTS} HTTP/1.1\r\nHost: evil.example\r\nHOST: localhost\r\n`,
    ],
    [
      'for another server in its target',
      `GET http://evil.example${MERCHANTS} HTTP/1.1\r\nHost: localhost\r\n`,
    ],
    ['for this one in its target', `GET http://localhost${MERCHANTS} HTTP/1.1\r\nHost: evil.example\r\n`],
    [
      'with a user in its target',
      `GET http://localhost@evil.example${MERCHANTS} HTTP/1.1\r\nHost: localhost\r\n`,
    ],
    [
      'with an odd target',
      `GET HTTPS://evil.example\\@localhost${MERCHANTS} HTTP/1.1\r\nHost: localhost\r\n`,
    ],
  ])('%s opens no door', async (_case, head) => {
    const { app } = await openDoors()
    const port = await listening(app)
    const answer = lastAnswer(await exchange(port, `${head}Connection: close\r\n\r\n`))
    expect(answer.body).not.toContain('SKSANDBOX')
    expect(answer.status).toBeGreaterThanOrEqual(400)
  })

  test('for this server in target and header are answered', async () => {
    const { app } = await openDoors()
    const port = await listening(app)
    const head = `GET http://localhost:${port}${MERCHANTS} HTTP/1.1\r\nHost: localhost:${port}\r\n`
    expect(lastAnswer(await exchange(port, `${head}Connection: close\r\n\r\n`)).status).toBe(200)
  })
})

describe('the setting allowedHosts', () => {
  const start = async (options: {
    host?: string
    allowedHosts?: readonly string[]
    controlToken?: string
  }) => {
    const serving = await serve({ port: 0, host: '127.0.0.1', ...options })
    onTestFinished(serving.close)
    return serving
  }
  const statusOf = async (app: Awaited<ReturnType<typeof start>>['app'], host: string) =>
    (await app.inject({ url: '/third-parties/payments/X', headers: { host } })).statusCode

  test('adds names, in any case, and all below one', async () => {
    const { app } = await start({ allowedHosts: ['Sandbox.shop.test', '*.tunnel.example'] })
    const hosts = ['sandbox.SHOP.test:80', 'a.tunnel.example', 'a.b.tunnel.example', 'localhost']
    for (const host of hosts) expect([host, await statusOf(app, host)]).toEqual([host, 401])
    const others = [
      'shop.test',
      'x.sandbox.shop.test',
      'tunnel.example',
      'eviltunnel.example',
      '.tunnel.example',
    ]
    for (const host of others) expect([host, await statusOf(app, host)]).toEqual([host, 421])
  })

  test('beyond loopback lets in all names while it is empty, and then those that it has', async () => {
    const open = await start({ host: '0.0.0.0' })
    for (const host of [
      'sandbox',
      'clickpesa_sandbox:4255',
      'host.docker.internal:4255',
      'anything.example',
    ]) {
      expect([host, await statusOf(open.app, host)]).toEqual([host, 401])
    }
    const narrow = await start({ host: '0.0.0.0', allowedHosts: ['clickpesa_sandbox'] })
    expect(await statusOf(narrow.app, 'clickpesa_sandbox:4255')).toBe(401)
    expect(await statusOf(narrow.app, 'anything.example')).toBe(421)
  })

  test.each(['http://a.test', 'a.test:80', '*', '*.com', 'a..b', 'a b', '', 'a.test/', '[::1]', 'é.test'])(
    'takes no more than names: "%s"',
    async (name) => {
      await expect(serve({ port: 0, host: '127.0.0.1', allowedHosts: [name] })).rejects.toThrow(
        /allowedHosts: .*should be a host name such as sandbox.test/,
      )
    },
  )
})
