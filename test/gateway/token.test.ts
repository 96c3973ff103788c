import { describe, expect, test } from 'vitest'
import { refusal } from '../../contracts/schemas/refusal.js'
import { tokenReply } from '../../contracts/schemas/token.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { refused, seen } from '../support/answers.js'
import { exchange, lastAnswer, listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'

const URL_OF_TOKENS = '/third-parties/generate-token'
const HOUR = 3_600_000

async function shopOf(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const shop = await box.openShop(settings)
  const credentials = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
  const ask = (headers: Record<string, string>, payload?: string) =>
    box.app.inject({
      method: 'POST',
      url: URL_OF_TOKENS,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
  /** The answer to a query with this Authorization header. */
  const use = (authorization: string | undefined) =>
    box.app.inject({
      url: '/third-parties/payments/all',
      headers: authorization === undefined ? {} : { authorization },
    })
  return { ...box, shop, credentials, ask, use }
}

const UNAUTHORIZED = refused(401, 'Unauthorized')

describe('generate-token refuses', () => {
  test.each<[what: string, headers: Record<string, string>]>([
    ['no credentials at all', {}],
    ['no API key', { 'client-id': 'IDANY' }],
    ['no client id', { 'api-key': 'SKANY' }],
    ['an empty client id', { 'client-id': '', 'api-key': 'SKANY' }],
    ['an empty API key', { 'client-id': 'IDANY', 'api-key': '' }],
    ['credentials under other names', { clientId: 'IDANY', apiKey: 'SKANY', 'x-api-key': 'SKANY' }],
  ])('%s with 401', async (_, headers) => {
    const { ask } = await shopOf()
    const reply = await ask(headers)
    expect(seen(reply)).toEqual(UNAUTHORIZED)
    expect(schemaIssues(refusal, reply.json())).toEqual([])
  })

  test('an empty API key of a known client, too', async () => {
    const { ask, shop } = await shopOf()
    expect(seen(await ask({ 'client-id': shop.clientId, 'api-key': '' }))).toEqual(UNAUTHORIZED)
  })

  test('credentials in the body', async () => {
    const { ask, shop } = await shopOf()
    const body = JSON.stringify({ clientId: shop.clientId, apiKey: shop.apiKey })
    expect(seen(await ask({ 'content-type': 'application/json' }, body))).toEqual(UNAUTHORIZED)
  })

  test('a client id that nobody has', async () => {
    const { ask, shop } = await shopOf()
    const reply = await ask({ 'client-id': 'IDNOBODY', 'api-key': shop.apiKey })
    expect(seen(reply)).toEqual(refused(403, 'Invalid client details'))
    expect(schemaIssues(refusal, reply.json())).toEqual([])
  })

  test('a client id in the wrong letter case', async () => {
    const { ask, shop, credentials } = await shopOf()
    const reply = await ask({ ...credentials, 'client-id': shop.clientId.toLowerCase() })
    expect(seen(reply)).toEqual(refused(403, 'Invalid client details'))
  })

  test('a client id that was disabled', async () => {
    const { sandbox, ask, shop, credentials } = await shopOf()
    await sandbox.applications.change(shop.id, shop.clientId, { enabled: false })
    expect(seen(await ask(credentials))).toEqual(refused(403, 'Invalid client details'))
  })

  test('an API key that nobody has', async () => {
    const { ask, credentials } = await shopOf()
    const reply = await ask({ ...credentials, 'api-key': 'SKWRONG' })
    expect(seen(reply)).toEqual(refused(403, 'Invalid or Expired API-Key'))
  })

  test('an API key that was revoked', async () => {
    const { sandbox, ask, shop, credentials } = await shopOf()
    await sandbox.applications.revokeApiKey(shop.id, shop.apiKeys[0]?.id ?? '')
    expect(seen(await ask(credentials))).toEqual(refused(403, 'Invalid or Expired API-Key'))
  })

  test('an API key from the moment it expires', async () => {
    const { sandbox, ask, shop, credentials } = await shopOf()
    const { now } = await sandbox.clocks.read(shop.id)
    await sandbox.applications.addApiKey(shop.id, shop.clientId, { secret: 'SKSHORT', expiresAt: now + HOUR })
    const short = { ...credentials, 'api-key': 'SKSHORT' }
    await sandbox.clocks.advance(shop.id, HOUR - 1)
    expect((await ask(short)).statusCode).toBe(200)
    await sandbox.clocks.advance(shop.id, 1)
    expect(seen(await ask(short))).toEqual(refused(403, 'Invalid or Expired API-Key'))
    expect((await ask(credentials)).statusCode).toBe(200)
  })

  test('the API key of another client', async () => {
    const { ask, openShop, credentials } = await shopOf()
    const other = await openShop()
    const reply = await ask({ ...credentials, 'api-key': other.apiKey })
    expect(seen(reply)).toEqual(refused(403, 'Unauthorized API-Key'))
  })

  test('an account that is not approved, with the right credentials', async () => {
    const { sandbox, ask, shop, credentials } = await shopOf()
    await sandbox.merchants.change(shop.id, { approved: false })
    expect(seen(await ask(credentials))).toEqual(UNAUTHORIZED)
    await sandbox.merchants.change(shop.id, { approved: true })
    expect((await ask(credentials)).statusCode).toBe(200)
  })

  test('an address that is not on the allow-list', async () => {
    const { ask, credentials } = await shopOf({ allowedAddresses: ['10.9.8.7'] })
    const reply = await ask(credentials)
    expect(seen(reply)).toEqual(refused(403, 'Forbidden'))
    expect(schemaIssues(refusal, reply.json())).toEqual([])
  })

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'] as const)('the method %s with 404', async (method) => {
    const { app, credentials } = await shopOf()
    const reply = await app.inject({ method, url: URL_OF_TOKENS, headers: credentials })
    expect(seen(reply)).toEqual(refused(404, `Cannot ${method} ${URL_OF_TOKENS}`))
  })

  test('with the reason in the journal, of the merchant or of nobody', async () => {
    const { sandbox, ask, shop, credentials } = await shopOf()
    await ask({ ...credentials, 'api-key': 'SKWRONG' })
    await ask({ 'client-id': 'IDNOBODY', 'api-key': 'SKWRONG' })
    const textsOf = async (merchantId: string) =>
      (
        await sandbox.engine.store.find('journal', {
          where: { merchantId: merchantId, type: 'request:refused' },
        })
      ).map(({ text }) => text)
    expect(await textsOf(shop.id)).toEqual([expect.stringContaining('no application has this API key')])
    expect(await textsOf('nobody')).toEqual([
      expect.stringContaining('no application has the client id IDNOBODY'),
    ])
  })
})

describe('generate-token takes', () => {
  test.each<[what: string, headers: Record<string, string>, payload: string | undefined]>([
    ['no body and no content type', {}, undefined],
    ['an empty JSON body', { 'content-type': 'application/json', 'content-length': '0' }, undefined],
    ['an empty list', { 'content-type': 'application/json' }, '[]'],
    ['an empty object', { 'content-type': 'application/json' }, '{}'],
    ['an empty form', { 'content-type': 'application/x-www-form-urlencoded' }, ''],
    ['a charset after the content type', { 'content-type': 'application/json; charset=utf-8' }, '{}'],
    ['any Accept header', { accept: '*/*' }, undefined],
    ['a JSON Accept header', { accept: 'application/json' }, undefined],
    ['an Accept header that asks for something else', { accept: 'text/html' }, undefined],
    ['an old token beside the credentials', { authorization: 'Bearer a.b.c' }, undefined],
  ])('%s', async (_, headers, payload) => {
    const { ask, credentials } = await shopOf()
    const reply = await ask({ ...credentials, ...headers }, payload)
    expect(reply.statusCode, reply.body).toBe(200)
    expect(schemaIssues(tokenReply, reply.json())).toEqual([])
  })

  test.each<[what: string, head: string[], body: string]>([
    ['nothing after the head', [], ''],
    ['a JSON content type and no length', ['Content-Type: application/json'], ''],
    ['a JSON body of length 0', ['Content-Type: application/json', 'Content-Length: 0'], ''],
    [
      'a chunked body without a chunk',
      ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
    ],
    ['an empty form', ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 0'], ''],
    ['an object', ['Content-Type: application/json', 'Content-Length: 2'], '{}'],
  ])('%s, over a socket', async (_, head, body) => {
    const { app, shop } = await shopOf()
    const port = await listening(app)
    const lines = [
      `POST ${URL_OF_TOKENS} HTTP/1.1`,
      'Host: sandbox.test',
      `CLIENT-ID: ${shop.clientId}`,
      `Api-Key: ${shop.apiKey}`,
      'Connection: close',
      ...head,
    ]
    const answer = lastAnswer(await exchange(port, `${lines.join('\r\n')}\r\n\r\n${body}`))
    expect(answer).toMatchObject({ status: 200, type: 'application/json; charset=utf-8' })
    expect(answer.body).toContain('"success":true')
  })

  test('a slash at the end of the path', async () => {
    const { app, credentials } = await shopOf()
    const reply = await app.inject({ method: 'POST', url: `${URL_OF_TOKENS}/`, headers: credentials })
    expect(reply.statusCode).toBe(200)
  })
})

describe('a token', () => {
  test('comes with success, ready to be sent back, in three parts', async () => {
    const { sandbox, ask, shop, credentials } = await shopOf()
    const reply = await ask(credentials)
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(Object.keys(reply.json())).toEqual(['success', 'token'])
    expect(reply.json().success).toBe(true)
    const { token } = reply.json<{ token: string }>()
    expect(token).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/)
    const [header, payload] = token
      .slice('Bearer '.length)
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString())
    expect(JSON.parse(header ?? '')).toEqual({ alg: 'HS256', typ: 'JWT' })
    const iat = (await sandbox.clocks.read(shop.id)).now / 1000
    expect(token).toHaveLength('Bearer '.length + 392)
    expect(JSON.parse(payload ?? '')).toEqual({
      note: expect.stringContaining('made by clickpesa-sandbox'),
      jti: expect.stringMatching(/^\d+$/),
      id: shop.id,
      clientId: shop.clientId,
      iat,
      exp: iat + 3600,
    })
  })

  test('is valid for an hour of the clock of its merchant', async () => {
    const { sandbox, shop, use } = await shopOf()
    const token = await shop.token()
    await sandbox.clocks.advance(shop.id, HOUR - 1)
    expect((await use(token)).statusCode).toBe(200)
    await sandbox.clocks.advance(shop.id, 1)
    expect(seen(await use(token))).toEqual(UNAUTHORIZED)
    expect((await use(await shop.token())).statusCode).toBe(200)
  })

  test('differs from another of the same instant, and from none of the same calls in another run', async () => {
    const run = async () => {
      const shop = await (await startSandbox()).openShop()
      return [await shop.token(), await shop.token()]
    }
    const [first, second] = await run()
    expect(first).not.toBe(second)
    expect(await run()).toEqual([first, second])
  })

  test('lives on beside a newer one', async () => {
    const { sandbox, shop, use } = await shopOf()
    const older = await shop.token()
    await sandbox.clocks.advance(shop.id, 60_000)
    const newer = await shop.token()
    expect(newer).not.toBe(older)
    expect((await use(older)).statusCode).toBe(200)
    expect((await use(newer)).statusCode).toBe(200)
  })

  test.each([true, false])('dies when the checksum of its application is switched (from %s)', async (on) => {
    const { sandbox, shop, use } = await shopOf({ checksumEnabled: on })
    const token = await shop.token()
    await sandbox.merchants.change(shop.id, { checksumEnabled: on })
    expect((await use(token)).statusCode).toBe(200)
    await sandbox.merchants.change(shop.id, { checksumEnabled: !on })
    expect(seen(await use(token))).toEqual(UNAUTHORIZED)
    expect((await use(await shop.token())).statusCode).toBe(200)
    await sandbox.merchants.change(shop.id, { checksumEnabled: on })
    expect(seen(await use(token))).toEqual(UNAUTHORIZED)
  })

  test('lives on when the checksum of another application of the merchant is switched', async () => {
    const { sandbox, shop, use } = await shopOf()
    const token = await shop.token()
    const second = await sandbox.applications.add(shop.id, {})
    await sandbox.applications.change(shop.id, second.id, { checksumEnabled: true })
    expect((await use(token)).statusCode).toBe(200)
  })

  test('dies with the API key that made it, and with no other', async () => {
    const { sandbox, shop, ask, use, credentials } = await shopOf()
    const key = await sandbox.applications.addApiKey(shop.id, shop.clientId, { secret: 'SKSECOND' })
    const first = await shop.token()
    const second = (await ask({ ...credentials, 'api-key': 'SKSECOND' })).json<{ token: string }>().token
    await sandbox.applications.revokeApiKey(shop.id, key.id)
    expect(seen(await use(second))).toEqual(UNAUTHORIZED)
    expect((await use(first)).statusCode).toBe(200)
  })

  test('dies with a reason that the journal tells', async () => {
    const { sandbox, shop, use } = await shopOf()
    const token = await shop.token()
    await sandbox.applications.change(shop.id, shop.clientId, { checksumEnabled: true })
    expect(seen(await use(token))).toEqual(UNAUTHORIZED)
    const refusals = await sandbox.engine.store.find('journal', {
      where: { merchantId: shop.id, type: 'request:refused' },
    })
    expect(refusals.at(-1)?.text).toContain('because the checksum was switched on: get a new one')
  })

  test('dies with its merchant', async () => {
    const { sandbox, shop, use } = await shopOf()
    const token = await shop.token()
    await sandbox.merchants.remove(shop.id)
    expect(seen(await use(token))).toEqual(UNAUTHORIZED)
  })

  test.each<[what: string, change: (token: string) => string | undefined]>([
    ['missing', () => undefined],
    ['empty', () => ''],
    ['the word Bearer alone', () => 'Bearer'],
    ['sent without the word Bearer', (token) => token.replace('Bearer ', '')],
    ['sent with the word Bearer twice', (token) => `Bearer ${token}`],
    ['of another scheme', (token) => token.replace('Bearer', 'Basic')],
    ['cut off', (token) => token.slice(0, -1)],
    ['without its signature', (token) => token.slice(0, token.lastIndexOf('.') + 1)],
    ['of two parts', (token) => token.slice(0, token.lastIndexOf('.'))],
    ['of four parts', (token) => `${token}.more`],
    ['followed by a word', (token) => `${token} more`],
    ['not JSON inside', (token) => token.replace(/\.[^.]+\./, '.bm90IEpTT04.')],
    ['unsigned (algorithm none)', (token) => `Bearer ${base64url('{"alg":"none"}')}.${token.split('.')[1]}.`],
    [
      'signed for other claims',
      (token) => {
        const [header, payload = '', signature] = token.split('.')
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
        return [header, base64url(JSON.stringify({ ...claims, exp: claims.exp + 1 })), signature].join('.')
      },
    ],
    ['another word', () => 'Bearer undefined'],
  ])('is refused when it is %s', async (_, change) => {
    const { shop, use } = await shopOf()
    const reply = await use(change(await shop.token()))
    expect(seen(reply)).toEqual(UNAUTHORIZED)
    expect(schemaIssues(refusal, reply.json())).toEqual([])
  })

  test.each(['bearer', 'BEARER', 'bEaReR'])('may be introduced by %s', async (word) => {
    const { shop, use } = await shopOf()
    expect((await use((await shop.token()).replace('Bearer', word))).statusCode).toBe(200)
  })

  test('of one merchant opens nothing of another', async () => {
    const { shop, openShop, app } = await shopOf()
    const other = await openShop()
    await other.createLink()
    const reply = await app.inject({
      url: '/third-parties/payments/ORDER1001',
      headers: { authorization: await shop.token(), 'client-id': other.clientId },
    })
    expect(seen(reply)).toEqual(refused(400, 'Invalid or missing payment: ORDER1001'))
  })

  test('decides whose request it is, whatever client id is sent along', async () => {
    const { sandbox, shop, openShop, app } = await shopOf({ allowedAddresses: ['10.9.8.7'] })
    const other = await openShop()
    await sandbox.merchants.change(shop.id, { allowedAddresses: [] })
    const authorization = await shop.token()
    await sandbox.merchants.change(shop.id, { allowedAddresses: ['10.9.8.7'] })
    const headers = { authorization, 'client-id': other.clientId }
    const reply = await app.inject({ url: '/third-parties/payments/all', headers })
    expect(seen(reply)).toEqual(refused(403, 'Forbidden'))
    expect(await sandbox.engine.store.find('requests', { where: { merchantId: other.id } })).toEqual([])
  })

  test('and its API key are hidden in the log of requests', async () => {
    const { sandbox, shop, use } = await shopOf()
    const token = await shop.token()
    await use(token)
    const log = JSON.stringify(
      await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } }),
    )
    expect(log).toContain('generate-token')
    expect(log).not.toContain(shop.apiKey)
    expect(log).not.toContain(token.slice('Bearer '.length))
  })
})

describe('a client id that begins with IDTEST', () => {
  const ask = (app: Awaited<ReturnType<typeof startSandbox>>['app'], clientId: string, apiKey: string) =>
    app.inject({
      method: 'POST',
      url: URL_OF_TOKENS,
      headers: { 'client-id': clientId, 'api-key': apiKey },
    })

  test.each(['IDTES', 'idtest1', 'XIDTEST1', 'IDTEST-1', 'IDTEST 1', `IDTEST${'A'.repeat(59)}`])(
    'is not %j, which is refused',
    async (clientId) => {
      const { app, sandbox } = await startSandbox()
      expect(seen(await ask(app, clientId, 'SKANY'))).toEqual(refused(403, 'Invalid client details'))
      expect(await sandbox.merchants.list()).toHaveLength(1)
    },
  )

  test('opens a merchant of its own with its first token, locked to the API key that came with it', async () => {
    const { app, sandbox } = await startSandbox()
    expect((await ask(app, 'IDTESTCART', 'SKCART')).statusCode).toBe(200)
    expect(seen(await ask(app, 'IDTESTCART', 'SKOTHER'))).toEqual(refused(403, 'Invalid or Expired API-Key'))
    expect((await ask(app, 'IDTESTCART', 'SKCART')).statusCode).toBe(200)
    expect(await sandbox.merchants.list()).toHaveLength(2)
  })

  test('opens nothing without an API key', async () => {
    const { app, sandbox } = await startSandbox()
    expect(seen(await ask(app, 'IDTESTCART', ''))).toEqual(UNAUTHORIZED)
    expect(await sandbox.merchants.list()).toHaveLength(1)
  })

  test('opens one merchant only when two first calls come at once', async () => {
    const { app, sandbox } = await startSandbox()
    const replies = await Promise.all(Array.from({ length: 8 }, () => ask(app, 'IDTESTRACE', 'SKRACE')))
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(200))
    expect(await sandbox.merchants.list()).toHaveLength(2)
  })

  test('shares nothing with another one', async () => {
    const { app } = await startSandbox()
    const tokenOf = async (clientId: string) =>
      (await ask(app, clientId, `SK${clientId}`)).json<{ token: string }>().token
    const [first, second] = await Promise.all([tokenOf('IDTESTA'), tokenOf('IDTESTB')])
    const order = { totalPrice: '1000', orderReference: 'SAME1', orderCurrency: 'TZS' }
    const url = '/third-parties/checkout-link/generate-checkout-url'
    const link = (authorization: string) =>
      app.inject({ method: 'POST', url, headers: { authorization }, payload: order })
    expect((await link(first)).statusCode).toBe(200)
    const query = { url: '/third-parties/payments/SAME1', headers: { authorization: second } }
    expect(seen(await app.inject(query))).toEqual(refused(400, 'Invalid or missing payment: SAME1'))
    expect((await link(second)).statusCode).toBe(200)
  })
})

describe('a path that integrators guess', () => {
  test.each([
    ['POST', '/oauth/token'],
    ['POST', '/v1/auth/token'],
    ['POST', '/api/v1/payments'],
    ['POST', '/third-parties/checkout'],
    ['POST', '/third-parties/third-parties/generate-token'],
    ['POST', '/webshop/generate-checkout-url'],
    ['POST', '/third-parties/payouts/create-mobile-money-payout-request'],
    ['POST', '/third-parties/mno-payout-requests/preview'],
    ['POST', '/third-parties/payouts/generate-payout-url'],
    ['GET', '/third-parties/checkout-link/generate-checkout-url?a=1'],
    ['DELETE', '/third-parties/payments/ORDER1001'],
    ['GET', '/third-parties'],
  ] as const)('is answered with 404 and a hint in the log: %s %s', async (method, url) => {
    const { sandbox, app } = await startSandbox()
    const reply = await app.inject({ method, url })
    expect(seen(reply)).toEqual(refused(404, `Cannot ${method} ${url}`))
    const [entry] = await sandbox.engine.store.find('journal', {
      where: { merchantId: 'nobody', type: 'request:refused' },
    })
    expect(entry?.text).toContain(`the sandbox has no ${method}`)
  })
})

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
