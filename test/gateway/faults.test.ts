import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MAX_ANSWER_MS } from '../../server/scenario/fault.js'
import { type ListeningSandbox, send, startListening } from '../scenario/call-player.js'
import { refused } from '../support/answers.js'
import { startSandbox, type TestShop } from '../support/sandbox.js'
import { until } from '../support/until.js'

const LINK = {
  method: 'POST',
  path: '/checkout-link/generate-checkout-url',
  body: { totalPrice: '12500', orderReference: 'ORDER1001', orderCurrency: 'TZS' },
}
const LIST = { method: 'GET', path: '/payments/all' }

/** A shop whose default scenario has these faults, and its calls over real sockets. */
async function faultyShop(...api: object[]) {
  const box = await startListening()
  const shop = await box.openShop()
  const authorization = await shop.token()
  await useFaults(box, shop, api)
  return {
    ...box,
    shop,
    authorization,
    call: (request: Parameters<typeof send>[1], headers = {}) =>
      send(box.port, request, { authorization, ...headers }),
    isDelayed: () => box.sandbox.heldResponses.size > 0,
    requests: () => box.sandbox.engine.store.find('requests', { where: { merchantId: shop.id } }),
    faulted: async () =>
      (
        await box.sandbox.engine.store.find('journal', {
          where: { merchantId: shop.id, type: 'request:faulted' },
        })
      ).map(({ text }) => text),
  }
}

async function useFaults({ sandbox }: ListeningSandbox, shop: TestShop, api: object[]) {
  await sandbox.scenarios.add('faulty', { title: 'Faulty', about: 'The API fails.', api })
  await sandbox.scenarios.setDefault(shop.id, 'faulty')
}

describe('an answer that comes late', () => {
  test('comes when its time has come in real time, and is right', async () => {
    const { call, realClock, isDelayed } = await faultyShop({ delay: '5s' })
    const late = call(LIST)
    await until(isDelayed)
    await realClock.pass(4999)
    expect(late.isOver()).toBe(false)
    await realClock.pass(1)
    expect(await late.seen).toMatchObject({ ended: 200, text: '{"data":[],"totalCount":0}' })
  })

  test('delays nobody else, on whatever endpoint', async () => {
    const { call, isDelayed, shop, openShop, port } = await faultyShop({ delay: '5m', times: 1 })
    const late = call(LIST)
    await until(isDelayed)
    expect(await call(LIST).seen).toMatchObject({ ended: 200 })
    expect(await shop.createLink()).toMatch(/^CHE/)
    const other = await openShop()
    const others = send(port, LIST, { authorization: await other.token() })
    expect(await others.seen).toMatchObject({ ended: 200 })
    expect(late.isOver()).toBe(false)
    late.leave()
  })

  test('comes after work that was done at once', async () => {
    const { call, isDelayed, sandbox, shop } = await faultyShop({ delay: '5s' })
    const late = call(LINK)
    await until(isDelayed)
    expect(await sandbox.orders.findByReference(shop.id, 'ORDER1001')).toMatchObject({ merchantId: shop.id })
    late.leave()
  })

  test('of a work that is not done comes before none of it', async () => {
    const { call, realClock, isDelayed, sandbox, shop } = await faultyShop({ status: 500, delay: '5s' })
    const late = call(LINK)
    await until(isDelayed)
    await realClock.pass(5000)
    expect(await late.seen).toMatchObject({ ended: 500 })
    expect(await sandbox.orders.findByReference(shop.id, 'ORDER1001')).toBeNull()
  })

  test('leaves nothing behind on a connection that goes on to be used', async () => {
    const { authorization, port, app, realClock, isDelayed } = await faultyShop({ delay: '1s' })
    const sockets: Socket[] = []
    app.server.on('connection', (socket) => sockets.push(socket))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const listeners: number[] = []
    for (let i = 0; i < 3; i++) {
      const late = send(port, LIST, { authorization }, agent)
      await until(isDelayed)
      await realClock.pass(1000)
      await late.seen
      listeners.push(sockets[0]?.listenerCount('close') ?? 0)
    }
    expect(sockets).toHaveLength(1)
    expect(new Set(listeners).size).toBe(1)
  })

  test('is forgotten at once when its caller leaves, and the log says so', async () => {
    const { call, isDelayed, requests, realClock } = await faultyShop({ delay: '5s' })
    const late = call(LIST)
    await until(isDelayed)
    late.leave()
    await until(() => !isDelayed())
    await realClock.pass(0)
    expect((await requests()).at(-1)).toMatchObject({
      status: 0,
      response: '',
      fault: {
        scenario: 'faulty',
        explanation: expect.stringContaining('the caller did not wait for the answer'),
      },
    })
  })
})

describe('a call that hangs', () => {
  test('is in the log while it hangs', async () => {
    const { call, isDelayed, requests, faulted } = await faultyShop({ connection: 'hangs' })
    const hanging = call(LIST)
    await until(isDelayed)
    const explanation =
      "by the scenario faulty, because it is the merchant's default, this call is never answered"
    expect((await requests()).at(-1)).toMatchObject({
      status: 0,
      response: '',
      fault: { scenario: 'faulty', explanation },
    })
    expect(await faulted()).toEqual([`GET /third-parties/payments/all: ${explanation}`])
    hanging.leave()
  })

  test('is broken off, without an answer, when the sandbox has held it for as long as it holds any', async () => {
    const { call, isDelayed, realClock } = await faultyShop({ connection: 'hangs' })
    const hanging = call(LIST)
    await until(isDelayed)
    await realClock.pass(MAX_ANSWER_MS - 1)
    expect(hanging.isOver()).toBe(false)
    await realClock.pass(1)
    expect(await hanging.seen).toMatchObject({ ended: 'reset' })
  })

  test.each<[what: string, end: (box: ListeningSandbox, shop: TestShop) => Promise<unknown>]>([
    ['the sandbox is reset', ({ sandbox }) => sandbox.reset()],
    ['its merchant is reset', ({ sandbox }, { id }) => sandbox.resetMerchant(id)],
    ['its merchant is removed', ({ sandbox }, { id }) => sandbox.removeMerchant(id)],
    ['the server closes', ({ app }) => app.close()],
    ['the sandbox closes', ({ sandbox }) => sandbox.close()],
  ])('is broken off when %s, and delays that by nothing', async (_, end) => {
    const { call, isDelayed, shop, ...box } = await faultyShop({ connection: 'hangs' })
    const hanging = call(LIST)
    await until(isDelayed)
    await end(box, shop)
    expect(await hanging.seen).toMatchObject({ ended: 'reset' })
    expect(isDelayed()).toBe(false)
  })

  test('of another merchant is left alone by a reset', async () => {
    const { call, isDelayed, sandbox, openShop } = await faultyShop({ connection: 'hangs' })
    const hanging = call(LIST)
    await until(isDelayed)
    await sandbox.resetMerchant((await openShop()).id)
    expect([isDelayed(), hanging.isOver()]).toEqual([true, false])
    hanging.leave()
  })

  test('is not even held for a caller that is gone already', async () => {
    const { app, authorization, port, isDelayed } = await faultyShop({ connection: 'hangs' })
    const gone = connect(port, '127.0.0.1', () => {
      gone.end(
        `GET /third-parties/payments/all HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`,
      )
      gone.destroy()
    })
    // The server has seen the caller come and go.
    await new Promise((resolve) => app.server.once('connection', resolve))
    await until(() => new Promise((resolve) => app.server.getConnections((_, count) => resolve(count === 0))))
    await until(() => !isDelayed())
  })
})

describe('a connection that fails', () => {
  test('is reset before the first byte, and nothing is done', async () => {
    const { call, requests, sandbox, shop } = await faultyShop({ connection: 'reset' })
    expect(await call(LINK).seen).toEqual({ ended: 'reset', headers: {}, text: '' })
    expect((await requests()).at(-1)).toMatchObject({
      status: 0,
      response: '',
      orderReference: 'ORDER1001',
      fault: {
        explanation: expect.stringMatching(/has the connection reset before the first byte of an answer$/),
      },
    })
    expect(await sandbox.orders.findByReference(shop.id, 'ORDER1001')).toBeNull()
  })

  test('is reset after the work is done, where the scenario says so', async () => {
    const { call, faulted } = await faultyShop({ connection: 'reset', times: 1, workDone: true })
    expect(await call(LINK).seen).toMatchObject({ ended: 'reset' })
    expect(await call(LINK).seen).toMatchObject({ ended: 409 })
    expect((await faulted())[0]).toMatch(/, though its work is done$/)
  })

  test('is reset late, where the scenario says so', async () => {
    const { call, realClock, isDelayed } = await faultyShop({ connection: 'reset', delay: '3s' })
    const late = call(LIST)
    await until(isDelayed)
    await realClock.pass(3000)
    expect(await late.seen).toMatchObject({ ended: 'reset' })
  })

  test('is closed half way through the right answer, which is logged as far as it was sent', async () => {
    const { call, requests } = await faultyShop({ connection: 'cut-off' })
    const whole = '{"data":[],"totalCount":0}'
    const seen = await call(LIST).seen
    expect(seen).toMatchObject({ ended: 'cut-off', text: whole.slice(0, 13) })
    expect(seen.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(whole.length),
    })
    expect((await requests()).at(-1)).toMatchObject({ status: 200, response: whole.slice(0, 13) })
  })

  test('leaves no token in the log, not even half of one', async () => {
    const { call, requests, shop } = await faultyShop({ connection: 'cut-off', endpoint: 'generate-token' })
    const login = { method: 'POST', path: '/generate-token' }
    const { text } = await call(login, { 'client-id': shop.clientId, 'api-key': shop.apiKey }).seen
    expect(text).toMatch(/^\{"success":true,"token":"Bearer ey/)
    expect((await requests()).at(-1)).toMatchObject({ response: '{"success":true,"token":"Bearer …' })
  })

  test('fails a call without a network too', async () => {
    const { sandbox, app, openShop } = await startSandbox()
    const shop = await openShop()
    const headers = { authorization: await shop.token() }
    await sandbox.scenarios.add('reset', { title: 'x', about: 'y', api: [{ connection: 'reset' }] })
    await sandbox.scenarios.setDefault(shop.id, 'reset')
    await expect(app.inject({ url: '/third-parties/payments/all', headers })).rejects.toThrow('destroyed')
  })
})

describe('an answer of the scenario', () => {
  test('has its own status, type, headers and bytes', async () => {
    const { call, faulted } = await faultyShop({
      status: 502,
      body: '<h1>Bad Gateway</h1>\n',
      contentType: 'text/html',
      headers: { Server: 'nginx', 'X-Cache': 'MISS' },
    })
    const seen = await call(LIST).seen
    expect(seen).toMatchObject({ ended: 502, text: '<h1>Bad Gateway</h1>\n' })
    expect(seen.headers).toMatchObject({ 'content-type': 'text/html', server: 'nginx', 'x-cache': 'MISS' })
    expect((await faulted())[0]).toMatch(/is answered 502 with 21 characters of text\/html$/)
  })

  test('can be empty, and is of no type then', async () => {
    const { call } = await faultyShop({ status: 502, body: '' })
    const { ended, text, headers } = await call(LIST).seen
    expect([ended, text, headers['content-type'], headers['content-length']]).toEqual([
      502,
      '',
      undefined,
      '0',
    ])
  })

  test('takes the place of the right one after the work is done', async () => {
    const { call } = await faultyShop({ status: 500, times: 1, workDone: true })
    expect(await call(LINK).seen).toMatchObject({
      ended: 500,
      text: refused(500, 'Internal server error').body,
    })
    expect(await call(LINK).seen).toMatchObject({ ended: 409 })
  })

  test('also takes the place of a refusal, and the log has both', async () => {
    const { call, requests } = await faultyShop({
      status: 503,
      endpoint: 'generate-checkout-url',
      workDone: true,
    })
    expect(await call({ ...LINK, body: {} }).seen).toMatchObject({ ended: 503 })
    expect((await requests()).at(-1)).toMatchObject({
      status: 503,
      refusal: { code: 'INVALID_FIELDS' },
      fault: { scenario: 'faulty' },
    })
  })

  test.each<[what: string, fault: object, retryAfter: string | undefined]>([
    ['429 says when to come back', { status: 429 }, '60'],
    ['429 says what the scenario says', { status: 429, headers: { 'Retry-After': '5' } }, '5'],
    ['a refusal for too many calls says when to come back', { refuse: 'rate-limited' }, '60'],
    ['a refusal may have headers too', { refuse: 'address-blocked', headers: { 'retry-after': '7' } }, '7'],
    ['503 says nothing of the kind', { status: 503 }, undefined],
  ])('%s', async (_, fault, retryAfter) => {
    const { call } = await faultyShop(fault)
    expect((await call(LIST).seen).headers['retry-after']).toBe(retryAfter)
  })

  test('follows the envelope of the dialect', async () => {
    const { call, sandbox, shop } = await faultyShop({ status: 503, message: 'Later' })
    await sandbox.merchants.change(shop.id, { dialect: { errorEnvelope: 'messageOnly' } })
    expect((await call(LIST).seen).text).toBe('{"message":"Later"}')
  })
})

describe('a refusal by name', () => {
  const login = { method: 'POST', path: '/generate-token' }
  const query = { method: 'GET', path: '/payments/ORDER1001' }

  test.each<[name: string, refusal: ReturnType<typeof refused>, calls: object[]]>([
    ['unapproved-account', refused(401, 'Unauthorized'), [login, LINK, query, LIST]],
    ['address-blocked', refused(403, 'Forbidden'), [login, LINK, query, LIST]],
    ['rate-limited', refused(429, 'Too Many Requests'), [login, LINK, query, LIST]],
    ['feature-missing', refused(400, 'Application has no access to checkout link feature.'), [LINK]],
    ['token-expired', refused(401, 'Unauthorized'), [LINK, query, LIST]],
  ])('%s meets the calls that ClickPesa refuses so, and no others', async (name, { status, body }, calls) => {
    const { call, shop } = await faultyShop({ refuse: name })
    for (const request of [login, LINK, query, LIST]) {
      const seen = await call(request, { 'client-id': shop.clientId, 'api-key': shop.apiKey }).seen
      const isRefused = seen.ended === status && seen.text === body
      expect(isRefused, request.path).toBe(calls.includes(request))
    }
  })

  test.each(['feature-missing', 'token-expired'])(
    '%s waits for a good token, and counts no other call',
    async (name) => {
      const { call, requests } = await faultyShop({ refuse: name, times: 1 })
      expect(await call(LINK, { authorization: 'Bearer x' }).seen).toMatchObject({ ended: 401 })
      expect((await requests()).at(-1)).not.toHaveProperty('fault')
      expect((await call(LINK).seen).ended).not.toBe(200)
      expect((await requests()).at(-1)).toHaveProperty('fault')
      expect(await call(LINK).seen).toMatchObject({ ended: 200 })
    },
  )
})
