import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { ANONYMOUS } from '../../server/domain/merchant.js'
import { listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'

const HOST = 'Host: localhost\r\n'
const CLOSE = 'Connection: close\r\n'
const MERCHANTS = '/sandbox/api/v1/merchants'

/** A second request within the first, which nobody may carry out: a proxy before the sandbox saw one alone. */
const INNER = `GET /third-parties/inner HTTP/1.1\r\n${HOST}\r\nDELETE ${MERCHANTS}/IDVICTIM HTTP/1.1\r\n${HOST}\r\n`
const HIDDEN = `0\r\n\r\n${INNER}`

const POST = `POST /third-parties/checkout-link/generate-checkout-url HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`
const CHUNKS = `${POST}Transfer-Encoding: chunked\r\n`
const get = (target: string, headers = HOST) => `GET ${target} HTTP/1.1\r\n${headers}${CLOSE}\r\n`
const upgrade = (target: string, headers: string) => `GET ${target} HTTP/1.1\r\n${HOST}${headers}\r\n`
const WEBSOCKET =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

type Case = readonly [what: string, bytes: string, status: number]

/** Where a request ends is what smuggling is about: what might be read in two ways is refused. */
const FRAMES: readonly Case[] = [
  ['a length and chunks', `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${HIDDEN}`, 400],
  ['chunks and a length', `${CHUNKS}Content-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`, 400],
  ['two lengths', `${POST}Content-Length: 0\r\nContent-Length: ${INNER.length}\r\n\r\n${INNER}`, 400],
  ['two lengths in one line', `${POST}Content-Length: 0, ${INNER.length}\r\n\r\n${INNER}`, 400],
  ['the same length twice', `${POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${INNER}`, 400],
  ...['+2', '-1', '0x2', '1e1', '9'.repeat(30), 'two', '', '2 2', '2;'].map(
    (length): Case => [`the length "${length}"`, `${POST}Content-Length: ${length}\r\n\r\n{}${INNER}`, 400],
  ),
  ['a space before the colon of a length', `${POST}Content-Length : 2\r\n\r\n{}${INNER}`, 400],
  ...['x', 'xchunked', 'chunked, identity', 'chunked, x', '\x0bchunked', '"chunked"', 'chunked;'].map(
    (coding): Case => [`the coding ${coding}`, `${POST}Transfer-Encoding: ${coding}\r\n\r\n${HIDDEN}`, 400],
  ),
  [
    'a coding that has a length',
    `${POST}Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}${INNER}`,
    400,
  ],
  ['two codings', `${CHUNKS}Transfer-Encoding: identity\r\n\r\n${HIDDEN}`, 400],
  ['a space before the colon of a coding', `${POST}Transfer-Encoding : chunked\r\n\r\n${HIDDEN}`, 400],
  ['a coding in the next line', `${POST}Transfer-Encoding:\r\n chunked\r\n\r\n${HIDDEN}`, 400],
  ['chunks in HTTP/1.0', `${CHUNKS.replace('1.1', '1.0')}\r\n${HIDDEN}`, 400],
  ...['-1', '0x2', '2 2', '10000000000000002', '', 'g', '1'].map(
    (size): Case => [`a chunk of "${size}"`, `${CHUNKS}\r\n${size}\r\n{}\r\n${HIDDEN}`, 400],
  ),
  ['chunks that end in LF alone', `${CHUNKS}\r\n2\n{}\n${HIDDEN}`, 400],
  ['a chunk with a line in its extension', `${CHUNKS}\r\n2;a\nxx\r\n{}\r\n${HIDDEN}`, 400],
  ['a chunk with an endless extension', `${CHUNKS}\r\n2;${'a'.repeat(20_000)}\r\n{}\r\n${HIDDEN}`, 400],
  [
    'something behind the end of the last request',
    `GET /healthz HTTP/1.1\r\n${HOST}${CLOSE}\r\n${INNER}`,
    400,
  ],
  ['a body in a GET', `GET /healthz HTTP/1.1\r\n${HOST}Content-Length: ${INNER.length}\r\n\r\n${INNER}`, 200],
  ['a host among the trailers', `${CHUNKS}\r\n2\r\n{}\r\n0\r\nHost: evil.example\r\n\r\n`, 401],
]

const HEADS: readonly Case[] = [
  ['lines that end in LF alone', `GET ${MERCHANTS} HTTP/1.1\nHost: localhost\n\n`, 400],
  ['one line that does', `GET /healthz HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n`, 400],
  ['one that ends in CR alone', `GET /healthz HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n`, 400],
  ['a host in two lines', `GET /healthz HTTP/1.1\r\nHost: localhost\r\n evil.example\r\n\r\n`, 400],
  ['a first header that goes on', `GET /healthz HTTP/1.1\r\n Host: localhost\r\n\r\n`, 400],
  ['a NUL', get('/healthz', `${HOST}X: a\0b\r\n`), 400],
  ['a header without a name', get('/healthz', `${HOST}: x\r\n`), 400],
  ['a header without a colon', get('/healthz', `${HOST}nothing\r\n`), 400],
  ['a name of odd characters', get('/healthz', `${HOST}a(b): x\r\n`), 400],
  ['a method in small letters', get('/healthz').replace('GET', 'get'), 400],
  ['a method that nobody knows', get('/healthz').replace('GET', 'TRACK'), 400],
  ['a version that is none', get('/healthz').replace('1.1', '1.2'), 400],
  ['an expectation that nobody meets', `${POST}Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}`, 417],
  ['hundreds of headers', get('/healthz', `${HOST}${'a:b\r\n'.repeat(900)}`), 200],
  ['empty lines before it', `\r\n\r\n\r\n${get('/healthz')}`, 200],
  ['a greeting of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['a length that its body does not have', `${POST}Content-Length: 100\r\n\r\n{}`, 400],
  ['a chunk that its body does not have', `${CHUNKS}\r\nffffffff\r\n{}`, 400],
  ['no version', 'GET /healthz\r\n', 400],
]

const TARGETS: readonly Case[] = [
  ['another scheme', get('ftp://localhost/etc/passwd'), 404],
  ['a file', get('file:///etc/passwd'), 421],
  ['a name and password', get(`http://a:b@localhost${MERCHANTS}`), 421],
  ['a name and password in Host', get(MERCHANTS, 'Host: localhost@evil.example\r\n'), 421],
  ['no host', get(`http:${MERCHANTS}`), 400],
  ['a host alone', get('localhost:80'), 400],
  ['a star', get('*').replace('GET', 'OPTIONS'), 404],
  ['two slashes', get('//evil.example/'), 404],
  ['a backslash', get('/\\evil.example'), 404],
  ['a NUL', get('/health\0z'), 400],
  ['a space', get('/heal thz'), 400],
  ['tabs around it', get('/healthz').replaceAll(' /healthz ', '\t/healthz\t'), 400],
  ['bytes above 127', get('/caf\xc3\xa9'), 400],
  ['a percent sign that begins no escape', get('/%zz%%00'), 400],
  ['steps up', get('/sandbox/../../../etc/passwd'), 404],
  ['escaped steps up', get('/sandbox/assets/..%2f..%2f..%2fetc%2fpasswd'), 404],
  [
    'a method that repeats what it was sent',
    get('/', `${HOST}Cookie: secret=1\r\n`).replace('GET', 'TRACE'),
    404,
  ],
  [
    'another method in a header',
    get(`${MERCHANTS}/IDVICTIM`, `${HOST}X-HTTP-Method-Override: DELETE\r\n`).replace('GET', 'POST'),
    404,
  ],
  ['another target in headers', get('/healthz', `${HOST}X-Original-URL: /x\r\nX-Rewrite-URL: /x\r\n`), 200],
]

/** Nothing here speaks another protocol: the request is answered as any other. */
const UPGRADES: readonly Case[] = [
  ['WebSocket, of a page', upgrade('/sandbox', WEBSOCKET), 200],
  ['WebSocket, of the gateway', upgrade('/third-parties/payments/A', WEBSOCKET), 401],
  ['WebSocket, for another host', upgrade(MERCHANTS, WEBSOCKET).replace('localhost', 'evil.example'), 421],
  [
    'HTTP/2',
    upgrade(
      '/healthz',
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n',
    ),
    200,
  ],
  ['TLS', upgrade('/healthz', 'Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n'), 200],
]

/** Those that wait for more, as they should; the client says that nothing comes. */
const UNFINISHED = new Set(['no version', ...HEADS.slice(-3).map(([what]) => what)])

describe.each([
  ['whose end is unclear', FRAMES],
  ['with an odd head', HEADS],
  ['for an odd target', TARGETS],
  ['for another protocol', UPGRADES],
])('requests %s', (_, cases) => {
  test('are refused or answered as what they are, once, and carry nothing further in', async () => {
    const { app, sandbox } = await startSandbox()
    await sandbox.merchants.open({ clientId: 'IDVICTIM' }, 'a test')
    const port = await listening(app)
    const answered: unknown[] = []
    for (const [what, bytes] of cases) {
      const text = await say(port, bytes, UNFINISHED.has(what))
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))
      answered.push([what, ...statuses])
      if (Number(statuses[0]) < 400) continue
      // Whoever asked wrongly is told in words, and shown nothing of what they sent but its address.
      expect([what, text.split('\r\n\r\n')[1]]).toEqual([what, expect.stringMatching(/^[{<]/)])
      expect(text).not.toMatch(/secret=1|SKSANDBOX|node:internal|at \w+ \(/)
    }
    expect(answered).toEqual(cases.map(([what, , status]) => [what, status]))
    expect((await sandbox.merchants.list()).map(({ applications }) => applications[0]?.id)).toContain(
      'IDVICTIM',
    )
    const { items } = await sandbox.queries.requests(ANONYMOUS, {}, { limit: 1000 })
    expect(items.filter(({ path }) => path.includes('inner'))).toEqual([])
    expect(await say(port, get('/healthz'), false)).toContain('"ok"')
  })
})

// Node 20 passes over those that are too many, Node 24 refuses the request.
test('thousands of headers are passed over or refused', async () => {
  const { app } = await startSandbox()
  const port = await listening(app)
  const text = await say(port, get('/healthz', `${HOST}${'a:b\r\n'.repeat(2500)}`), false)
  expect(text).toMatch(/^HTTP\/1\.1 (200 OK|400 Bad Request)\r\n/)
  expect(text).toMatch(/\r\n\r\n\{.*\}$/s)
  expect(await say(port, get('/healthz'), false)).toContain('"ok"')
})

/** Sends bytes, and closes its side after the first that comes back, or at once. Returns all that comes back. */
function say(port: number, bytes: string, isAll: boolean): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      socket.write(bytes, 'latin1')
      if (isAll) socket.end()
    })
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      socket.end()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
  })
}
