import { expect, onTestFinished, test } from 'vitest'
import { prettyLine } from '../../server/cli/pretty-log.js'
import { run } from '../../server/cli/program.js'
import { type ServeOptions, serve } from '../../server/serve.js'
import { MerchantClient } from '../../server/testing/merchant-client.js'
import { httpTransport } from '../../server/testing/transport.js'
import { startReceiver } from '../support/receiver.js'
import { until } from '../support/until.js'
import { fakeIo } from './fake-io.js'

const CLIENT_ID = 'IDSANDBOXDEFAULT0000000000000001'
const API_KEY = 'SKSANDBOXDEFAULT00000000000000000000000001'

interface Line {
  readonly msg: string
  readonly level: number
  readonly [key: string]: unknown
}

/** A sandbox whose log is kept, and one merchant of it whose clock stands still. */
async function loggedShop(level: string) {
  const text: string[] = []
  const logger: ServeOptions['logger'] = { level, stream: { write: (line: string) => text.push(line) } }
  const serving = await serve({
    port: 0,
    host: '127.0.0.1',
    logger,
    merchant: { name: 'Duka', clock: { frozen: true } },
  })
  onTestFinished(serving.close)
  const api = `${serving.url}/third-parties`
  const control = httpTransport(serving.url, undefined)
  const { body } = await control('GET', `/merchants/${CLIENT_ID}`)
  const shop = new MerchantClient(control, JSON.parse(body))
  const token = async (apiKey = API_KEY) => {
    const headers = { 'client-id': CLIENT_ID, 'api-key': apiKey }
    const reply = await fetch(`${api}/generate-token`, { method: 'POST', headers })
    return ((await reply.json()) as { token: string }).token
  }
  const createLink = async (orderReference: string) => {
    const headers = { authorization: await token(), 'content-type': 'application/json' }
    const order = JSON.stringify({ totalPrice: '12500', orderCurrency: 'TZS', orderReference })
    await fetch(`${api}/checkout-link/generate-checkout-url`, { method: 'POST', headers, body: order })
  }
  const lines = () => text.map((line) => JSON.parse(line) as Line)
  return { url: serving.url, shop, token, createLink, lines, text: () => text.join('') }
}

test('at info, a whole payment has a line for each call, each move and each delivery', async () => {
  const receiver = await startReceiver()
  const { shop, createLink, lines } = await loggedShop('info')
  await shop.change({ webhooks: { 'PAYMENT RECEIVED': receiver.url } })
  await createLink('ORDER1')
  await shop.pay('ORDER1')
  await shop.clock.advance('1m')
  await until(() => lines().some(({ type }) => type === 'delivery:attempted'))
  const said = lines().map(({ msg }) => msg)
  expect(said).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^POST \/third-parties\/generate-token → 200 in [\d.]+ ms$/),
      expect.stringMatching(
        /^POST \/third-parties\/checkout-link\/generate-checkout-url → 200 in [\d.]+ ms$/,
      ),
      expect.stringMatching(/^PROCESSING: TZS 12,500 over M-PESA/),
      expect.stringMatching(/^PROCESSING became SUCCESS \(scenario success\)$/),
      expect.stringMatching(/^attempt 1 of the PAYMENT RECEIVED webhook to .*: answered 200/),
      expect.stringMatching(/^the clock /),
    ]),
  )
  expect(lines().find(({ msg }) => msg.startsWith('PROCESSING became'))).toMatchObject({
    level: 30,
    merchant: 'Duka',
    orderReference: 'ORDER1',
    type: 'payment:moved',
  })
  expect(said.filter((line) => line.includes('is owed'))).toEqual([])
})

test('a refusal is one line with its explanation, at every door and for nobody too', async () => {
  const { url, shop, token, createLink, lines } = await loggedShop('info')
  await token('not-the-key')
  await createLink('ORDER1')
  await createLink('ORDER1')
  await fetch(`${url}/third-parties/nothing`)
  await expect(shop.pay('NONE')).rejects.toThrow()
  await until(() => lines().filter(({ msg }) => / → 4\d\d/.test(msg)).length >= 4)
  const refusals = lines().filter(({ msg }) => / → 4\d\d/.test(msg))
  expect(refusals.map(({ msg }) => msg.replace(/ in [\d.]+ ms/, ''))).toEqual([
    expect.stringMatching(/^POST \/third-parties\/generate-token → 403; INVALID_API_KEY: /),
    expect.stringMatching(/generate-checkout-url → 409; REFERENCE_USED: link CHE\w+ has had this reference/),
    'GET /third-parties/nothing → 404; NO_SUCH_ROUTE: the sandbox has no GET /third-parties/nothing',
    expect.stringMatching(/orders\/NONE\/payments → 404; the merchant has no order NONE \(create it first/),
  ])
  expect(refusals[2]?.merchant).toBeUndefined()
})

test('at debug, calls and deliveries come with headers and bodies, and without secrets', async () => {
  const receiver = await startReceiver()
  const { shop, createLink, lines, text } = await loggedShop('debug')
  await shop.change({ webhooks: { 'PAYMENT RECEIVED': receiver.url } })
  await createLink('ORDER1')
  await shop.pay('ORDER1')
  await shop.clock.advance('1m')
  await until(() => lines().some(({ type }) => type === 'delivery:attempted'))
  const [call] = lines().filter(({ msg }) => msg.includes('generate-checkout-url'))
  expect(call).toMatchObject({
    headers: { 'content-type': 'application/json' },
    body: expect.stringContaining('"orderReference":"ORDER1"'),
    response: expect.stringContaining('checkoutLink'),
  })
  const [attempt] = lines().filter(({ type }) => type === 'delivery:attempted')
  expect(attempt).toMatchObject({
    url: receiver.url,
    headers: { 'content-type': 'application/json' },
    body: expect.stringContaining('"PAYMENT RECEIVED"'),
    response: { status: 200 },
  })
  expect(text()).not.toContain(API_KEY)
  expect(text()).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)
})

test('at warn, which is what programs get, a payment that goes well is not logged', async () => {
  const { shop, createLink, lines } = await loggedShop('warn')
  await createLink('ORDER1')
  await shop.pay('ORDER1')
  await shop.clock.advance('1m')
  expect(lines()).toEqual([])
})

test('a line for people has the time, whose it is and what happened; nothing of it commands the terminal', () => {
  const line = {
    level: 30,
    time: 0,
    msg: 'GET /\u001b[2J → 404',
    merchant: 'Du\u202eka',
    orderReference: 'ORDER1',
  }
  expect(prettyLine(JSON.stringify(line), false)).toMatch(
    /^\d\d:\d\d:\d\d \[Du\\u202eka\] \[ORDER1\] GET \/\\u001b\[2J → 404\n$/,
  )
  const failed = { level: 50, time: 0, err: { message: 'broken', stack: 'Error: broken\n    at here' } }
  expect(prettyLine(JSON.stringify(failed), false)).toMatch(/^\d\d:\d\d:\d\d error broken\n {4}at here\n$/)
})

test.each([
  ['who watches gets lines for people', true, [], /^\d\d:\d\d:\d\d Server listening/m],
  ['a file gets nothing of what goes well', false, [], /^$/],
  [
    'a file can have lines for people',
    false,
    ['--log-level', 'info', '--log-format', 'pretty'],
    /^\d\d:\d\d:\d\d Server/m,
  ],
  ['who watches can have JSON', true, ['--log-format', 'json'], /^\{"level":30/],
] as const)('%s', async (_, isWatched, flags, expected) => {
  const { io, said, listeners } = fakeIo()
  const ended = run(['start', '--port', '0', ...flags], { ...io, isWatched })
  await until(() => said.out.includes('Base URL'))
  for (const listener of listeners) listener('SIGTERM')
  expect(await ended).toBe(0)
  expect(said.err).toMatch(expected)
})
