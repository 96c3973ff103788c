import { connect } from 'node:net'
import fc from 'fast-check'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { describe, expect, test } from 'vitest'
import { refusal } from '../../contracts/schemas/refusal.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import type { Sandbox } from '../../server/sandbox/sandbox.js'
import type { TableName } from '../../server/store/store.js'
import { JSON_TYPE, refused, seen } from '../support/answers.js'
import { exchange, lastAnswer, listening } from '../support/raw-http.js'
import { signed } from '../support/reference-checksum.js'
import { runs } from '../support/runs.js'
import { startSandbox } from '../support/sandbox.js'

const LINKS = '/third-parties/checkout-link/generate-checkout-url'
const KEY = 'CHKfakeSandboxKey00000000000000001'
const ORDER = {
  totalPrice: '12500',
  orderItems: [{ name: 'Kikoi cloth', price: '9000', quantity: 2 }],
  orderReference: 'SBX0001A',
  orderCurrency: 'TZS',
  customerName: 'Asha Mushi',
  customerEmail: 'asha@shop.test',
  customerPhone: '255712000111',
  description: 'Two baskets',
  callbackUrl: 'https://shop.test/hooks/clickpesa',
  wooCommerceCallbackURL: 'https://shop.test/woo',
  checksum: 'f'.repeat(64),
  checksumMethod: 'canonical',
}

async function openDoor(checksumEnabled = false) {
  const box = await startSandbox()
  const shop = await box.openShop({ checksumEnabled, checksumKey: KEY })
  const authorization = await shop.token()
  const headers = { authorization, 'content-type': 'application/json' }
  const send = (payload: string | Buffer, more: Record<string, string> = {}) =>
    box.app.inject({ method: 'POST', url: LINKS, headers: { ...headers, ...more }, payload })
  return { ...box, shop, authorization, headers, send }
}

const STORED: readonly TableName[] = [
  'merchants',
  'applications',
  'apiKeys',
  'orders',
  'payments',
  'deliveries',
  'tasks',
]

/** How many rows of each kind there are. */
async function rowCounts({ engine }: Sandbox): Promise<number[]> {
  return Promise.all(STORED.map(async (kind) => (await engine.store.find(kind, {})).length))
}

/** What holds for every answer whatsoever. */
function expectProper(reply: LightMyRequestResponse, method = 'POST') {
  expect(reply.statusCode).toBeLessThan(500)
  expect(reply.headers['content-type']).toBe(JSON_TYPE)
  if (method === 'HEAD') return
  const body = reply.json()
  if (reply.statusCode >= 400) {
    expect(schemaIssues(refusal, body)).toEqual([])
    expect(body.statusCode).toBe(reply.statusCode)
  }
}

const MALFORMED = refused(400, 'Malformed JSON')
const TOO_LARGE = refused(413, 'request entity too large')

const withValue = (json: string) =>
  `{"totalPrice":"1","orderCurrency":"TZS","orderReference":"A","x":${json}}`
const nested = (levels: number) => withValue(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
const nestedLists = (levels: number) => withValue(`${'['.repeat(levels)}${']'.repeat(levels)}`)

describe('a body', () => {
  test.each<[what: string, payload: string | Buffer]>([
    ['nothing but a space', ' '],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-8 that is cut off', Buffer.from('{"a":"é"}').subarray(0, 7)],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
    ['a NUL in a text', withValue('"a\\u0000b"')],
    ['a NUL in a key', withValue('{"a\\u0000":1}')],
    ['a bare NUL', withValue('"\0"')],
    ['half a surrogate pair', withValue('"\\ud83d"')],
    ['half a surrogate pair in a key', withValue('{"\\udc00":1}')],
    ['a number beyond all bounds', withValue('1e400')],
    ['a number far below all bounds', withValue('-1e400')],
    ['the key __proto__', withValue('{"__proto__":{"admin":true}}')],
    ['the key __proto__ at the top', '{"__proto__":{"orderReference":"A"}}'],
    ['33 levels of objects', nested(32)],
    ['thousands of levels of objects', nested(15_000)],
    ['tens of thousands of levels of lists', nestedLists(50_000)],
    ['tens of thousands of unclosed lists', '['.repeat(50_000)],
    ['NaN', withValue('NaN')],
    ['single quotes', "{'a':1}"],
    ['a comment', '{"a":1/* */}'],
    ['a form', 'totalPrice=1&orderCurrency=TZS'],
    ['XML', '<order/>'],
    ['a text that holds JSON', JSON.stringify(JSON.stringify(ORDER))],
  ])('with %s is refused, and nothing is kept of it', async (_, payload) => {
    const { sandbox, send } = await openDoor()
    const before = await rowCounts(sandbox)
    expect(seen(await send(payload))).toEqual(MALFORMED)
    expect(await rowCounts(sandbox)).toEqual(before)
  })

  test.each([
    ['just over 100 KB', 100 * 1024 + 1],
    ['of a megabyte', 1024 * 1024],
  ])('%s is refused', async (_, length) => {
    const { sandbox, send } = await openDoor()
    const before = await rowCounts(sandbox)
    expect(seen(await send(JSON.stringify({ ...ORDER, description: '' }).padEnd(length)))).toEqual(TOO_LARGE)
    expect(await rowCounts(sandbox)).toEqual(before)
  })

  test('of a megabyte is refused over a socket, in pieces without a length too', async () => {
    const { app, authorization } = await openDoor()
    const port = await listening(app)
    const head = `POST ${LINKS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\n`
    const megabyte = 'x'.repeat(1024 * 1024)
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n100000\r\n${megabyte}\r\n0\r\n\r\n`
    expect(lastAnswer(await exchange(port, chunked))).toEqual(TOO_LARGE)
    const measured = `${head}Content-Length: ${megabyte.length}\r\n\r\n${megabyte}`
    expect(lastAnswer(await exchange(port, measured))).toEqual(TOO_LARGE)
  })

  test.each<[what: string, payload: string]>([
    ['exactly 100 KB', JSON.stringify(ORDER).padEnd(100 * 1024)],
    ['32 levels of objects', nested(31)],
    ['keys that every object inherits', withValue('{"constructor":1,"toString":2,"hasOwnProperty":null}')],
    ['a key twice', withValue('1,"x":2')],
    ['a whole surrogate pair', withValue('"\\ud83d\\udcf1"')],
    ['a very small number', withValue('1e-400')],
    ['a very long number', withValue('1'.repeat(300))],
    ['an empty key', withValue('{"":""}')],
  ])('with %s is taken', async (_, payload) => {
    const { send } = await openDoor()
    const reply = await send(payload)
    expect(reply.statusCode, reply.body).toBe(200)
  })

  test.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/',
    'json',
    ';',
    'application/json/more',
  ])('that comes as %j is refused', async (type) => {
    const { sandbox, send } = await openDoor()
    const before = await rowCounts(sandbox)
    const reply = await send(JSON.stringify(ORDER), { 'content-type': type })
    expect(reply.statusCode).toBe(400)
    expectProper(reply)
    expect(await rowCounts(sandbox)).toEqual(before)
  })

  test('that comes without a content type is refused', async () => {
    const { app, authorization } = await openDoor()
    const reply = await app.inject({
      method: 'POST',
      url: LINKS,
      headers: { authorization },
      payload: Buffer.from(JSON.stringify(ORDER)),
    })
    expect(seen(reply)).toEqual(MALFORMED)
  })

  test('of thousands of wrong items is refused in one answer, and the log keeps only part of it', async () => {
    const { sandbox, shop, send } = await openDoor()
    const orderItems = Array.from({ length: 4000 }, () => ({ quantity: 'x' }))
    const reply = await send(JSON.stringify({ ...ORDER, orderItems }))
    expect(reply.json().message).toHaveLength(4000)
    expectProper(reply)
    const [entry] = await sandbox.engine.store.find('requests', {
      where: { merchantId: shop.id },
      newestFirst: true,
      limit: 1,
    })
    const [note] = await sandbox.engine.store.find('journal', {
      where: { merchantId: shop.id },
      newestFirst: true,
      limit: 1,
    })
    expect(JSON.stringify(entry).length).toBeLessThan(60_000)
    expect(JSON.stringify(note).length).toBeLessThan(10_000)
  })
})

describe('an address', () => {
  test.each([
    '/third-parties/payments/%',
    '/third-parties/payments/%zz',
    '/third-parties/payments/%E0%A4%A',
    '/third-parties/payments/%ff',
    '/%',
  ])('with broken escapes is refused: %s', async (url) => {
    const { app, headers } = await openDoor()
    const reply = await app.inject({ url, headers })
    expect(reply.statusCode).toBe(400)
    expectProper(reply)
  })

  test.each([
    ['a NUL', '%00'],
    ['a slash', 'a%2Fb'],
    ['a line end', 'a%0d%0aX-Bad:1'],
    ['markup', '%3Cscript%3E'],
    ['quotes', '%22%27'],
    ['an emoji', '%F0%9F%93%B1'],
    ['thousands of characters', 'R'.repeat(8000)],
  ])('may ask for a reference with %s in it, which is unknown', async (_, reference) => {
    const { app, headers } = await openDoor()
    const reply = await app.inject({ url: `/third-parties/payments/${reference}`, headers })
    expect(seen(reply)).toEqual(refused(400, `Invalid or missing payment: ${decodeURIComponent(reference)}`))
  })

  test.each(['PROPFIND', 'PURGE', 'LINK', 'M-SEARCH', 'TRACE', 'OPTIONS', 'SEARCH', 'MKCOL'])(
    'is unknown by the method %s',
    async (method) => {
      const { app } = await openDoor()
      const port = await listening(app)
      const answer = await exchange(
        port,
        `${method} ${LINKS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      )
      expect(lastAnswer(answer)).toEqual(refused(404, `Cannot ${method} ${LINKS}`))
    },
  )

  test('may be written out in full, as proxies do', async () => {
    const { app, authorization } = await openDoor()
    const port = await listening(app)
    const answer = await exchange(
      port,
      `GET http://sandbox.test/third-parties/payments/all HTTP/1.1\r\nHost: sandbox.test\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`,
    )
    expect(lastAnswer(answer)).toMatchObject({ status: 200, body: '{"data":[],"totalCount":0}' })
  })
})

describe('a request without a host', () => {
  test('is refused, as it might be meant for another server', async () => {
    const { app } = await openDoor()
    const answer = await exchange(await listening(app), 'GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n')
    const { status, type, body } = lastAnswer(answer)
    expect([status, type]).toEqual([421, JSON_TYPE])
    expect(JSON.parse(body)).toMatchObject({ statusCode: 421, error: 'Misdirected Request' })
  })
})

describe('bytes that are not a request', () => {
  const BAD_REQUEST = refused(400, 'Bad Request')
  const GET = 'GET /third-parties/payments/all HTTP/1.1\r\nHost: localhost\r\n'
  const POST = `POST ${LINKS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`

  test.each<[what: string, bytes: string | Buffer]>([
    ['a word', 'hello\r\n\r\n'],
    ['a method that nobody knows', 'FROB / HTTP/1.1\r\n\r\n'],
    ['a version that nobody knows', 'GET / HTTP/9.9\r\n\r\n'],
    ['the greeting of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['the greeting of TLS', Buffer.from('160301020001000001fc0303', 'hex')],
    ['a header with a space in its name', `${GET}bad name: 1\r\n\r\n`],
    ['a header with a NUL in its value', `${GET}x: a\0b\r\n\r\n`],
    ['a header without a colon', `${GET}nonsense\r\n\r\n`],
    ['headers without end', `${GET}x: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['an address without end', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['a length that is not a number', `${POST}Content-Length: abc\r\n\r\n{}`],
    ['a negative length', `${POST}Content-Length: -1\r\n\r\n{}`],
    ['two lengths', `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `],
    [
      'a length beside chunks',
      `${POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ],
  ])('are answered with 400 in the usual shape: %s', async (_, bytes) => {
    const { app } = await openDoor()
    const answer = lastAnswer(await exchange(await listening(app), bytes))
    expect(answer).toMatchObject({ status: 400, type: JSON_TYPE })
    expect(schemaIssues(refusal, JSON.parse(answer.body))).toEqual([])
    expect(answer).toEqual(BAD_REQUEST)
  })

  test('are answered with a 4xx or with silence, whatever they are', async () => {
    const { sandbox, app } = await openDoor()
    const port = await listening(app)
    const before = await rowCounts(sandbox)
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          fc
            .tuple(fc.constantFrom(GET, POST), fc.string({ unit: 'binary' }))
            .map(([head, rest]) => Buffer.from(head + rest)),
        ),
        async (bytes) => {
          const answer = await sayAndHangUp(port, bytes)
          if (answer === '') return
          expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
          expect(lastAnswer(answer).type).toBe(JSON_TYPE)
        },
      ),
      { numRuns: runs(100, 300) },
    )
    expect(await rowCounts(sandbox)).toEqual(before)
    expect((await app.inject({ url: '/third-parties/payments/all' })).statusCode).toBe(401)
  })
})

const nastyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '__proto__',
    'constructor',
    '%00',
    '-0',
    '1e999',
    'NaN',
    'null',
    '𝟙',
    'A'.repeat(5000),
  ),
)
const nastyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  nastyText,
  fc.constantFrom<unknown>(
    0,
    -0,
    -1,
    1e21,
    1e-7,
    Number.MAX_SAFE_INTEGER + 2,
    [],
    {},
    [[]],
    [null],
    null,
    true,
    '',
  ),
)

/** An order with some of its fields dropped, mangled or added. */
const mutatedOrder = fc
  .dictionary(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...Object.keys(ORDER)) },
      { weight: 1, arbitrary: nastyText },
    ),
    fc.oneof({ weight: 3, arbitrary: nastyValue }, { weight: 1, arbitrary: fc.constant(undefined) }),
    { maxKeys: 4 },
  )
  .chain((changes) =>
    fc
      .record({
        orderReference: fc.string({ unit: fc.constantFrom(...'ABCabc012'), minLength: 1, maxLength: 6 }),
        items: fc.option(
          fc.array(
            fc.oneof(nastyValue, fc.record({ name: nastyValue, price: nastyValue, quantity: nastyValue })),
            { maxLength: 3 },
          ),
        ),
      })
      .map(({ orderReference, items }) => ({
        ...ORDER,
        orderReference,
        ...(items ? { orderItems: items } : {}),
        ...changes,
      })),
  )

describe('whatever is sent', () => {
  test('as an order is answered properly, and a link is stored for every 200 and for nothing else', async () => {
    const { sandbox, shop, send } = await openDoor()
    let links = 0
    const seenStatuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(mutatedOrder, async (order) => {
        const reply = await send(JSON.stringify(order))
        expectProper(reply)
        seenStatuses.add(reply.statusCode)
        if (reply.statusCode === 200) links += 1
        const where = { merchantId: shop.id }
        expect(await sandbox.engine.store.find('orders', { where })).toHaveLength(links)
      }),
      // The same order twice comes to the refusal that chance may miss.
      { numRuns: runs(500, 2500), examples: [[ORDER], [ORDER]] },
    )
    expect([...seenStatuses].sort()).toEqual([200, 400, 409])
    expect((await sandbox.merchants.list()).length).toBe(2)
  })

  test('as an order is never called wrongly signed when it is signed by the book', async () => {
    const { send } = await openDoor(true)
    await fc.assert(
      fc.asyncProperty(mutatedOrder, async ({ checksumMethod: _, ...order }) => {
        // The order is signed as it arrives: after JSON has dropped and changed what it cannot carry.
        const arriving = JSON.parse(JSON.stringify(order))
        const reply = await send(JSON.stringify(signed(arriving, KEY)))
        expectProper(reply)
        expect(reply.body).not.toMatch(/checksum/)
      }),
      { numRuns: runs(300, 1000) },
    )
  })

  test('as bytes in place of JSON is answered properly', async () => {
    const { sandbox, send } = await openDoor()
    const before = await rowCounts(sandbox)
    const valid = JSON.stringify(ORDER)
    const damaged = fc
      .tuple(fc.nat(valid.length), fc.nat(8), fc.uint8Array({ maxLength: 6 }))
      .map(([at, cut, bytes]) =>
        Buffer.concat([
          Buffer.from(valid.slice(0, at)),
          Buffer.from(bytes),
          Buffer.from(valid.slice(at + cut)),
        ]),
      )
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(damaged, fc.json().map(Buffer.from), fc.uint8Array().map(Buffer.from)),
        async (bytes) => {
          const reply = await send(bytes)
          expectProper(reply)
          if (reply.statusCode !== 200) return
          expect(JSON.parse(bytes.toString('utf8'))).toHaveProperty('orderReference')
        },
      ),
      { numRuns: runs(300, 1000) },
    )
    const [merchants, applications, apiKeys, , ...rest] = await rowCounts(sandbox)
    expect([merchants, applications, apiKeys]).toEqual(before.slice(0, 3))
    expect(rest).toEqual(before.slice(4))
  })

  test('to any address, by any method, with any headers is answered properly', async () => {
    const { sandbox, app, headers, shop } = await openDoor()
    const before = await rowCounts(sandbox)
    const segment = fc.oneof(
      fc.constantFrom(
        'third-parties',
        'payments',
        'all',
        'generate-token',
        'checkout-link',
        'generate-checkout-url',
        '..',
        '.',
        '',
        '%2e%2e',
        '%00',
        '%zz',
        '*',
        ':id',
      ),
      fc.webSegment(),
      fc.string({ unit: fc.constantFrom(...'aZ09%/?#&=;:@[]{}|^`~!$\'()*+,-._<>"\\'), maxLength: 20 }),
    )
    const url = fc
      .tuple(fc.array(segment, { maxLength: 4 }), fc.option(fc.webQueryParameters()))
      .map(([segments, query]) => `/${segments.join('/')}${query ? `?${query}` : ''}`)
      .filter(isForTheGateway)
    const headerText = fc.string({
      unit: fc.constantFrom(...' !"#%&,./:;<=>?@AZaz09[]_{}~\u00e9\u00ff'),
      maxLength: 60,
    })
    const someHeaders = fc.record(
      {
        authorization: fc.oneof(headerText, fc.constant(headers.authorization), fc.constant('Bearer a.b.c')),
        'content-type': fc.oneof(headerText, fc.constantFrom('application/json', 'text/html', '')),
        'client-id': fc.oneof(headerText, fc.constantFrom(shop.clientId, '__proto__')),
        'api-key': headerText,
        'x-sandbox-scenario': fc.oneof(headerText, fc.constantFrom('success', '__proto__', 'constructor')),
        accept: headerText,
        cookie: headerText,
        origin: headerText,
        'x-forwarded-for': headerText,
        'accept-encoding': headerText,
        expect: fc.constantFrom('something', ''),
        range: headerText,
        'if-none-match': headerText,
      },
      { requiredKeys: [] },
    )
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE')
    const payload = fc.option(fc.oneof(fc.json(), fc.string()))
    await fc.assert(
      fc.asyncProperty(url, method, someHeaders, payload, async (url, method, headers, payload) => {
        const request = { url, method, headers, ...(payload ? { payload } : {}) } as InjectOptions
        expectProper(await app.inject(request), method)
      }),
      { numRuns: runs(500, 2000) },
    )
    const after = await rowCounts(sandbox)
    expect(after.slice(3)).toEqual(before.slice(3))
  })

  test('as a query for payments is answered properly', async () => {
    const { app, headers } = await openDoor()
    const names = [
      'startDate',
      'endDate',
      'status',
      'collectedCurrency',
      'channel',
      'orderReference',
      'clientId',
      'sortBy',
      'orderBy',
      'skip',
      'limit',
      'id',
      'search',
      'currency',
      '__proto__',
      'x',
    ]
    const values = fc.oneof(
      nastyText.filter((text) => text.isWellFormed()),
      fc.constantFrom(
        '2026-05-04',
        '04-05-2026',
        '2026-02-30',
        '9999-99-99',
        '0',
        '-1',
        '1e3',
        '99999999999999999999',
        'SUCCESS',
        'ASC',
        'createdAt',
      ),
    )
    const pairs = fc.array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(pairs, async (query) => {
        const url = `/third-parties/payments/all?${new URLSearchParams(query)}`
        const reply = await app.inject({ url, headers })
        expectProper(reply)
        expect([200, 400]).toContain(reply.statusCode)
      }),
      { numRuns: runs(300, 1000) },
    )
  })
})

/** Whether an address can be asked for at all, and belongs to no other door. */
function isForTheGateway(url: string): boolean {
  if (!URL.canParse(url, 'http://localhost')) return false
  const { pathname } = new URL(url, 'http://localhost')
  return !/^\/+(sandbox|checkout|docs|healthz|readyz|metrics)?(\/|$)/.test(pathname)
}

/** Sends bytes and closes its side at once; answers whatever came back. */
function sayAndHangUp(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(bytes))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}
