import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { MerchantView } from '../../server/control/views.js'
import { PUBLIC_URL, startSandbox } from '../support/sandbox.js'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

function control(app: FastifyInstance) {
  return (method: Method, path: string, payload?: object, headers: Record<string, string> = {}) =>
    app.inject({
      method,
      url: `/sandbox/api/v1${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
}

async function startControl() {
  const started = await startSandbox()
  const call = control(started.app)
  const open = async (settings: object = {}) =>
    (await call('POST', '/merchants', settings)).json<MerchantView>()
  const tokenStatus = async (clientId: string | null, apiKey: string | null) => {
    const headers = { 'client-id': String(clientId), 'api-key': String(apiKey) }
    return (await started.app.inject({ method: 'POST', url: '/third-parties/generate-token', headers }))
      .statusCode
  }
  return { ...started, call, open, tokenStatus }
}

describe('opening a merchant', () => {
  test('refuses everything wrong with the settings at once, with the nearest right words', async () => {
    const { call } = await startControl()
    const reply = await call('POST', '/merchants', { nmae: 'x', returnUrl: 'shop.test', profile: 'liv' })
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toMatchObject({ code: 'INVALID_INPUT' })
    const { message } = reply.json<{ message: string }>()
    expect(message).toContain('did you mean "name"?')
    expect(message).toContain('returnUrl: found "shop.test", which should be an absolute http or https URL')
    expect(message).toContain('did you mean live?')
  })

  test('refuses a scenario that does not exist and a client id that is taken', async () => {
    const { call, open } = await startControl()
    const unknown = await call('POST', '/merchants', { scenario: 'sucess' })
    expect([unknown.statusCode, unknown.json()]).toMatchObject([404, { code: 'SCENARIO_NOT_FOUND' }])
    await open({ clientId: 'IDMINE' })
    const taken = await call('POST', '/merchants', { clientId: 'IDMINE' })
    expect([taken.statusCode, taken.json()]).toMatchObject([409, { code: 'CLIENT_ID_TAKEN' }])
  })

  test('refuses a body that is not JSON, is not an object, or comes under another content type', async () => {
    const { call } = await startControl()
    const text = { 'content-type': 'application/json' }
    const replies = await Promise.all([
      call('POST', '/merchants', Buffer.from('{'), text),
      call('POST', '/merchants', Buffer.from('[]'), text),
      call('POST', '/merchants', Buffer.from('{}'), { 'content-type': 'text/plain' }),
    ])
    for (const reply of replies) {
      expect([reply.statusCode, reply.json()]).toMatchObject([400, { code: 'INVALID_INPUT' }])
    }
  })

  test('answers 201 with credentials that work, and everything a test needs next', async () => {
    const { call, tokenStatus } = await startControl()
    const reply = await call('POST', '/merchants', {
      name: 'Duka',
      checksumEnabled: true,
      returnUrl: 'http://shop.test/return',
      clock: { start: '2026-01-01T00:00:00Z', frozen: true },
    })
    expect(reply.statusCode).toBe(201)
    const merchant = reply.json<MerchantView>()
    expect(merchant).toMatchObject({
      name: 'Duka',
      checksumEnabled: true,
      returnUrl: 'http://shop.test/return',
      apiUrl: `${PUBLIC_URL}/third-parties`,
      scenario: 'success',
      clock: { now: '2026-01-01T00:00:00.000Z', frozen: true },
    })
    expect(merchant.checksumKey).toMatch(/^CHK/)
    expect(await tokenStatus(merchant.clientId, merchant.apiKey)).toBe(200)
  })
})

describe('reading, changing and removing a merchant', () => {
  test('an id that nobody has is answered 404 with a hint', async () => {
    const { call } = await startControl()
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/reset'],
      ['GET', '/applications'],
      ['POST', '/clock'],
      ['GET', '/agenda'],
      ['GET', '/links'],
      ['GET', '/payments'],
      ['GET', '/deliveries'],
      ['GET', '/requests'],
      ['GET', '/journal'],
      ['GET', '/events'],
    ] as const) {
      const body = path === '/clock' ? { freeze: true } : undefined
      const reply = await call(method, `/merchants/NOBODYS${path}`, body)
      expect([path, reply.statusCode, reply.json()]).toMatchObject([
        path,
        404,
        { code: 'MERCHANT_NOT_FOUND' },
      ])
    }
  })

  test('the id and the client id name the same merchant', async () => {
    const { call, open } = await startControl()
    const { id, clientId } = await open()
    const [byId, byClientId] = await Promise.all([
      call('GET', `/merchants/${id}`),
      call('GET', `/merchants/${clientId}`),
    ])
    expect(byId.json()).toEqual(byClientId.json())
  })

  test('a change touches what it names and nothing else', async () => {
    const { call, open } = await startControl()
    const before = await open({ name: 'Duka', webhooks: { 'PAYMENT FAILED': 'http://shop.test/a' } })
    const reply = await call('PATCH', `/merchants/${before.id}`, {
      returnUrl: 'http://shop.test/return',
      dialect: { errorEnvelope: 'messageOnly' },
    })
    expect(reply.json()).toEqual({
      ...before,
      returnUrl: 'http://shop.test/return',
      dialect: { ...before.dialect, errorEnvelope: 'messageOnly' },
    })
  })

  test('another profile replaces the whole dialect', async () => {
    const { call, open } = await startControl()
    const { id } = await open({ dialect: { errorEnvelope: 'messageOnly' } })
    const reply = await call('PATCH', `/merchants/${id}`, { profile: 'legacy2025' })
    expect(reply.json<MerchantView>().dialect).toMatchObject({
      errorEnvelope: 'nest',
      checksumDefaultMethod: 'legacy',
    })
  })

  test('a removed merchant is gone with its credentials', async () => {
    const { call, open, tokenStatus } = await startControl()
    const { id, clientId, apiKey } = await open()
    expect((await call('DELETE', `/merchants/${id}`)).statusCode).toBe(204)
    expect((await call('GET', `/merchants/${id}`)).statusCode).toBe(404)
    expect(await tokenStatus(clientId, apiKey)).toBe(403)
  })

  test('the list shows every merchant and not the one that keeps stray requests', async () => {
    const { call, open } = await startControl()
    const { id } = await open()
    const { items } = (await call('GET', '/merchants')).json<{ items: MerchantView[] }>()
    expect(items.map((item) => item.id)).toContain(id)
    expect(items.map((item) => item.id)).not.toContain('nobody')
    expect((await call('GET', '/merchants/nobody/requests')).statusCode).toBe(200)
  })
})

describe('applications and API keys', () => {
  test('another application has its own credentials and features', async () => {
    const { call, open, tokenStatus } = await startControl()
    const { id } = await open()
    const reply = await call('POST', `/merchants/${id}/applications`, {
      name: 'API',
      features: ['payment-api'],
    })
    expect(reply.statusCode).toBe(201)
    const application = reply.json<{ clientId: string; apiKeys: { apiKey: string }[] }>()
    expect(application).toMatchObject({ name: 'API', features: ['payment-api'], enabled: true })
    expect(await tokenStatus(application.clientId, application.apiKeys[0]?.apiKey ?? null)).toBe(200)
  })

  test('an application of another merchant cannot be changed', async () => {
    const { call, open } = await startControl()
    const [mine, theirs] = [await open(), await open()]
    const reply = await call('PATCH', `/merchants/${mine.id}/applications/${theirs.clientId}`, {
      enabled: false,
    })
    expect([reply.statusCode, reply.json()]).toMatchObject([404, { code: 'APPLICATION_NOT_FOUND' }])
  })

  test('a revoked key gets no more tokens, and an added one does', async () => {
    const { call, open, tokenStatus } = await startControl()
    const { id, clientId, apiKey } = await open()
    const { items } = (await call('GET', `/merchants/${id}/applications`)).json<{
      items: { apiKeys: { id: string }[] }[]
    }>()
    const keyId = items[0]?.apiKeys[0]?.id
    const revoked = await call('DELETE', `/merchants/${id}/api-keys/${keyId}`)
    expect(revoked.json<{ revokedAt: string }>().revokedAt).not.toBeNull()
    expect(await tokenStatus(clientId, apiKey)).toBe(403)
    await call('POST', `/merchants/${id}/applications/${clientId}/api-keys`, { name: 'new', apiKey: 'SKNEW' })
    expect(await tokenStatus(clientId, 'SKNEW')).toBe(200)
  })

  test('a key stops working when its time has come on the merchant’s clock', async () => {
    const { call, open, tokenStatus } = await startControl()
    const { id, clientId } = await open({ clock: { start: '2026-01-01T00:00:00Z', frozen: true } })
    const expiresAt = '2026-01-01T01:00:00Z'
    await call('POST', `/merchants/${id}/applications/${clientId}/api-keys`, { apiKey: 'SKSHORT', expiresAt })
    expect(await tokenStatus(clientId, 'SKSHORT')).toBe(200)
    await call('POST', `/merchants/${id}/clock`, { advance: '1h' })
    expect(await tokenStatus(clientId, 'SKSHORT')).toBe(403)
  })

  test.each([
    [{ advance: '1h', to: '2026-01-01T00:00:00Z' }, 'found advance and to'],
    [{ sideBySide: true }, 'found no move'],
    [{ freeze: true, sideBySide: true }, 'sideBySide does not go with freeze'],
  ])('the clock does one thing at a time: %j', async (body, message) => {
    const { call, open } = await startControl()
    const { id } = await open()
    const reply = await call('POST', `/merchants/${id}/clock`, body)
    expect([reply.statusCode, reply.json<{ message: string }>().message]).toEqual([
      400,
      expect.stringContaining(message),
    ])
    const moved = await call('POST', `/merchants/${id}/clock`, { runUntilIdle: true, sideBySide: true })
    expect(moved.statusCode).toBe(200)
  })
})

describe('the guard', () => {
  test('lets no page of another site act here', async () => {
    const { call } = await startControl()
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'http://evil.test' },
      { origin: 'null' },
    ]) {
      const reply = await call('POST', '/reset', undefined, headers)
      expect([reply.statusCode, reply.json()]).toMatchObject([403, { code: 'CROSS_SITE' }])
    }
  })

  test('answers an unknown call with its own kind of error', async () => {
    const { call } = await startControl()
    const reply = await call('PUT', '/merchants')
    expect([reply.statusCode, reply.json()]).toMatchObject([404, { code: 'ROUTE_NOT_FOUND' }])
  })
})
