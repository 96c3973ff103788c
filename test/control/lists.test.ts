import { describe, expect, test } from 'vitest'
import { checksumOf } from '../../server/domain/checksum.js'
import type { MerchantDetails } from '../../server/domain/merchant.js'
import { shopOn, startSandbox } from '../support/sandbox.js'

async function startShop() {
  const started = await startSandbox()
  const shop = await started.openShop()
  const list = async (path: string) => {
    const reply = await started.app.inject({ url: `/sandbox/api/v1/merchants/${shop.id}/${path}` })
    type Answer = { items: Record<string, unknown>[]; after: number; message?: string }
    return { status: reply.statusCode, ...reply.json<Answer>() }
  }
  const pay = (orderReference: string, body: object = {}) =>
    started.app.inject({
      method: 'POST',
      url: `/sandbox/api/v1/merchants/${shop.id}/orders/${orderReference}/payments`,
      payload: body,
    })
  return { ...started, shop, list, pay }
}

describe('lists', () => {
  test('refuse filters that make no sense, all at once', async () => {
    const { list } = await startShop()
    const reply = await list('payments?limit=0&after=x&wait=soon&colour=red')
    expect(reply).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
    expect(String(reply.message)).toContain('limit: found "0", which should be a whole number from 1 to 9999')
    for (const name of ['limit', 'after', 'wait', 'colour']) expect(String(reply.message)).toContain(name)
  })

  test.each([
    ['payments?status=paid', 'status: found "paid"', 'SUCCESS'],
    ['links?status=SUCCESS', 'status: found "SUCCESS"', 'open, paying, paid, expired'],
    ['payouts?status=sent', 'status: found "sent"', 'AUTHORIZED'],
    ['deliveries?status=done', 'status: found "done"', 'withheld, waiting, delivered, given-up'],
    ['requests?status=refused', 'status: found "refused"', 'a status of HTTP such as 403'],
    ['journal?type=payment:paid', 'type: found "payment:paid"', 'did you mean payment:moved'],
    ['events?after=last', 'after: found "last"', 'a whole number'],
  ])('refuse a word that they never show, and name those they do: %s', async (path, found, right) => {
    const { list } = await startShop()
    const reply = await list(path)
    expect(reply).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
    expect(reply.message).toContain(found)
    expect(reply.message).toContain(right)
  })

  test.each([
    ['payments?event=PAYMENT+RECEIVED', 'event'],
    ['payouts?channel=webhook', 'channel'],
    ['links?search=A1', 'search'],
    ['requests?outcome=refused', 'outcome'],
    ['deliveries?type=payment:moved', 'type'],
    ['journal?status=SUCCESS', 'status'],
  ])('refuse a filter that another list has: %s', async (path, name) => {
    const { list } = await startShop()
    const reply = await list(path)
    expect(reply).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
    expect(reply.message).toContain(`${name}: unknown key "${name}"`)
    expect(reply.message).toContain('Allowed: orderReference')
  })

  test('show the latest in order, and with a cursor only what is newer', async () => {
    const { shop, list } = await startShop()
    for (const orderReference of ['A1', 'A2', 'A3']) await shop.createLink({ orderReference })
    const references = (items: Record<string, unknown>[]) => items.map((item) => item.orderReference)
    const latest = await list('links?limit=2')
    expect(references(latest.items)).toEqual(['A2', 'A3'])
    const first = await list('links?after=0&limit=1')
    expect(references(first.items)).toEqual(['A1'])
    expect(references((await list(`links?after=${first.after}`)).items)).toEqual(['A2', 'A3'])
    expect(await list(`links?after=${latest.after}`)).toMatchObject({ items: [], after: latest.after })
  })

  test('filter by order reference, status and what else their items have', async () => {
    const { sandbox, shop, list, pay } = await startShop()
    for (const orderReference of ['A1', 'A2']) await shop.createLink({ orderReference })
    await pay('A1')
    await pay('A2', { scenario: 'insufficient-balance' })
    await sandbox.clocks.advance(shop.id, 5000)
    expect((await list('payments?status=FAILED')).items).toMatchObject([{ orderReference: 'A2' }])
    expect((await list('links?status=paid')).items).toMatchObject([{ orderReference: 'A1' }])
    expect((await list('requests?orderReference=A1')).items).toHaveLength(1)
    expect((await list('requests?status=403')).items).toEqual([])
    const moves = await list('journal?type=payment%3Amoved&orderReference=A2')
    expect(moves.items).toMatchObject([{ text: 'PROCESSING became FAILED (scenario insufficient-balance)' }])
  })

  test('wait until something matches, and answer at once when it does', async () => {
    const { shop, list } = await startShop()
    const waiting = list('links?orderReference=A9&wait=30s')
    await shop.createLink({ orderReference: 'A8' })
    await shop.createLink({ orderReference: 'A9' })
    expect((await waiting).items).toMatchObject([{ orderReference: 'A9' }])
  })

  test('answer empty when the wait is over, by real time and not by the merchant’s clock', async () => {
    const { list, realClock, sandbox, shop } = await startShop()
    let answered = false
    const waiting = list('links?wait=30s').then((reply) => {
      answered = true
      return reply
    })
    await sandbox.clocks.advance(shop.id, 3_600_000)
    await realClock.pass(29_000)
    expect(answered).toBe(false)
    await realClock.pass(1000)
    expect((await waiting).items).toEqual([])
  })
})

test.each(['links?wait=60s', 'events?after=999'])(
  'a %s is given up once its client hangs up',
  async (path) => {
    const { app, sandbox, shop } = await startShop()
    const address = await app.listen({ port: 0, host: '127.0.0.1' })
    const { signals } = sandbox.engine
    const stopped = new Promise<void>((resolve) => {
      const listen = signals.listen.bind(signals)
      signals.listen = (merchantId, listener) => {
        const stop = listen(merchantId, listener)
        setImmediate(() => abort.abort())
        return () => {
          stop()
          resolve()
        }
      }
    })
    const abort = new AbortController()
    const url = `${address}/sandbox/api/v1/merchants/${shop.id}/${path}`
    const answer = fetch(url, { signal: abort.signal }).then((reply) => reply.text())
    await expect(answer).rejects.toThrow('aborted')
    await stopped
  },
)

test('the agenda tells what will happen, when, and why', async () => {
  const { shop, list, pay } = await startShop()
  await shop.createLink({ orderReference: 'A1' })
  await pay('A1', { scenario: 'slow-success' })
  expect((await list('agenda')).items).toMatchObject([
    { dueAt: '2026-05-04T09:00:45.000Z', kind: 'move-payment', orderReference: 'A1' },
  ])
})

test('the events are the journal, from a cursor on, and go on as it grows', async () => {
  const { app, shop } = await startShop()
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const abort = new AbortController()
  const stream = await fetch(`${address}/sandbox/api/v1/merchants/${shop.id}/events`, {
    signal: abort.signal,
  })
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  let text = ''
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  const readUntil = async (words: string) => {
    while (!text.includes(words)) text += (await reader?.read())?.value ?? ''
  }
  await readUntil('event: merchant:opened\n')
  await shop.createLink({ orderReference: 'LIVE1' })
  await readUntil('"orderReference":"LIVE1"')
  expect(text).toMatch(/id: \d+\nevent: link:created\ndata: \{.*LIVE1.*\}\n\n/)
  abort.abort()
})

describe('the checksum doctor', () => {
  test('names the mistake', async () => {
    const { app } = await startShop()
    const payload = { amount: '1000', currency: 'TZS' }
    const reply = await app.inject({
      method: 'POST',
      url: '/sandbox/api/v1/checksum/explain',
      payload: { payload, checksumKey: 'key', checksum: 'A'.repeat(64) },
    })
    expect(reply.json()).toMatchObject({ matches: false, hashed: '{"amount":"1000","currency":"TZS"}' })
  })

  const checksumKeyOf = ({ applications }: MerchantDetails) => applications[0]?.checksumKey ?? '?'

  async function explain(
    checksumKey: string,
    signedWith: string,
    shop: Awaited<ReturnType<typeof startShop>>,
  ) {
    const payload = { amount: '1000', currency: 'TZS' }
    const reply = await shop.app.inject({
      method: 'POST',
      url: '/sandbox/api/v1/checksum/explain',
      payload: { payload, checksumKey, checksum: checksumOf(payload, signedWith, 'canonical') },
    })
    return reply.json<{ matches: boolean; mistake: string; explanation: string }>()
  }

  test('tries every secret of the merchant whose key it is given', async () => {
    const started = await startShop()
    const { shop, sandbox } = started
    const other = await sandbox.applications.add(shop.id, { name: 'other' })
    const [, otherKey] = await sandbox.queries.apiKeys(shop.id)
    const own = checksumKeyOf(shop)
    for (const [secret, name] of [
      [shop.apiKey, 'the API key'],
      [shop.clientId, 'the client id'],
      [other.checksumKey, `the checksum key of the application ${other.id}`],
      [otherKey?.secret ?? '?', `of the application ${other.id}`],
    ] as const) {
      const { mistake, explanation } = await explain(own, secret, started)
      expect([mistake, explanation]).toEqual(['other-key', expect.stringContaining(name)])
      expect(explanation).not.toContain(secret === shop.clientId ? own : secret)
    }
  })

  test('knows a secret that is not a checksum key, and the secrets of a merchant when given a key of nobody', async () => {
    const started = await startShop()
    const { shop } = started
    const swapped = await explain(shop.apiKey, checksumKeyOf(shop), started)
    expect(swapped.explanation).toContain('The key that was given is the API key')
    const foreign = await explain('a key of nobody', checksumKeyOf(shop), started)
    expect(foreign.explanation).toContain(`the checksum key of the application ${shop.clientId}`)
  })
})

describe('a sandbox that others can reach', () => {
  const TOKEN = 'a-control-token'

  test('answers nothing of the control API, the inspector or the events without its token', async () => {
    const { app, sandbox } = await startSandbox({}, TOKEN)
    const [details] = await sandbox.merchants.list()
    const id = details?.merchant.id
    for (const url of [
      '/sandbox/api/v1/merchants',
      `/sandbox/api/v1/merchants/${id}/events`,
      '/sandbox',
      `/sandbox/merchants/${id}`,
    ]) {
      for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: 'sandbox_token=wrong' }]) {
        const reply = await app.inject({ url, headers })
        expect([url, reply.statusCode]).toEqual([url, 401])
        expect(reply.body).not.toContain('SKSANDBOX')
      }
    }
  })

  test('answers with it, and the ClickPesa door does not ask for it', async () => {
    const { app, sandbox } = await startSandbox({}, TOKEN)
    const headers = { authorization: `Bearer ${TOKEN}` }
    expect((await app.inject({ url: '/sandbox/api/v1/merchants', headers })).statusCode).toBe(200)
    const [details] = await sandbox.merchants.list()
    if (!details) throw new Error('there is no default merchant')
    expect(await shopOn(app, details).token()).toMatch(/^Bearer /)
  })

  test('keeps the token of the address in a cookie and takes it out of the address', async () => {
    const { app } = await startSandbox({}, TOKEN)
    const reply = await app.inject({ url: `/sandbox?token=${TOKEN}` })
    expect([reply.statusCode, reply.headers.location]).toEqual([303, '/sandbox'])
    const cookie = String(reply.headers['set-cookie'])
    expect(cookie).toContain('HttpOnly; SameSite=Lax')
    const page = await app.inject({ url: '/sandbox', headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(page.statusCode).toBe(200)
  })
})
