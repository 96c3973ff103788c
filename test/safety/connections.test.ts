import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectSecurely } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openAuthority } from '../../server/tls/authority.js'
import { held, impatient, sendAndStay } from '../support/connections.js'
import { exchange, lastAnswer, listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'
import { temporaryFile } from '../support/temporary-file.js'

test.each([
  ['bytes that are not a request', 'GET / HTTP/9.9\r\n\r\n'],
  ['headers that are too large', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
  ['a request for a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
])('a client that sends %s and never closes holds no connection', async (_, bytes) => {
  const { app } = await startSandbox()
  const port = await listening(app)
  for (let i = 0; i < 5; i++) await sendAndStay(port, bytes)
  await exchange(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  await expect.poll(() => held(app)).toBe(0)
})

test('a request for a tunnel is refused in words, and leads nowhere', async () => {
  const { app } = await startSandbox()
  const port = await listening(app)
  const { port: own } = app.server.address() as AddressInfo
  for (const target of [`127.0.0.1:${own}`, '169.254.169.254:80', 'localhost', '*', '/sandbox']) {
    const answer = lastAnswer(await exchange(port, `CONNECT ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`))
    expect([answer.status, answer.type]).toEqual([405, 'application/json; charset=utf-8'])
    expect(JSON.parse(answer.body)).toMatchObject({ statusCode: 405, message: expect.any(String) })
  }
})

describe('a client that takes its time with what it sends', () => {
  const HEAD = 'POST /third-parties/generate-token HTTP/1.1\r\nHost: localhost\r\n'

  test.each([
    ['nothing', '', ''],
    ['a header and another, without end', HEAD, 'X: y\r\n'],
    ['a name without end', HEAD, 'x'],
    ['a body byte by byte', `${HEAD}Content-Type: application/json\r\nContent-Length: 90000\r\n\r\n{`, ' '],
    ['chunks without end', `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'],
  ])('holds no connection: %s', async (_, beginning, again) => {
    const { app, port } = await impatient({ requestTimeoutMs: 50 })
    for (let i = 0; i < 5; i++) {
      const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(beginning))
      const dripping = setInterval(() => again && socket.writable && socket.write(again), 5)
      socket.on('error', () => {}).resume()
      onTestFinished(() => {
        clearInterval(dripping)
        socket.destroy()
      })
    }
    await exchange(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    await expect.poll(() => held(app)).toBe(0)
  })

  test('is told that it took too long', async () => {
    const { port } = await impatient({ requestTimeoutMs: 50 })
    const { status, body } = lastAnswer(await exchange(port, `${HEAD}Content-Length: 5\r\n\r\n{`))
    expect([status, JSON.parse(body)]).toEqual([
      408,
      { statusCode: 408, message: 'Request Timeout', error: 'Request Timeout' },
    ])
  })

  test('has half a minute for what it asks, and a minute for all of it', async () => {
    const { app } = await startSandbox()
    expect([app.server.headersTimeout, app.server.requestTimeout]).toEqual([30_000, 60_000])
  })
})

describe('over TLS', () => {
  /** A sandbox that speaks TLS, and how soon it loses patience. */
  async function secure(requestTimeoutMs: number) {
    const authority = await openAuthority(join(temporaryFile(''), '..'), Date.now())
    const tls = { ...(await authority.issue()), authority: authority.certificate }
    return impatient({ tls, requestTimeoutMs })
  }

  test.each([
    ['nothing', ''],
    ['the beginning of a handshake', '\u0016\u0003\u0001\u0002\u0000\u0001'],
  ])('a client that sends %s and never closes holds no connection', async (_, bytes) => {
    const { app, port } = await secure(50)
    for (let i = 0; i < 5; i++) await sendAndStay(port, bytes)
    await expect.poll(() => held(app)).toBe(0)
  })

  test.each([
    ['a request that is not encrypted', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['bytes that mean nothing', 'x'.repeat(3000)],
  ])('a client that sends %s holds none either', async (_, bytes) => {
    const { app, port } = await secure(60_000)
    for (let i = 0; i < 5; i++) await sendAndStay(port, bytes)
    await expect.poll(() => held(app)).toBe(0)
  })

  test('a request without a host is refused in words, as without TLS', async () => {
    const { port } = await secure(60_000)
    const answer = await new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false }, () =>
        socket.write('GET /sandbox HTTP/1.1\r\nConnection: close\r\n\r\n'),
      )
      socket.on('data', (chunk) => (text += chunk))
      socket.on('error', reject).on('close', () => resolve(text))
    })
    expect(lastAnswer(answer)).toMatchObject({ status: 421, body: expect.stringContaining('names no host') })
  })

  test.each(['api.clickpesa.com', 'evil.example', 'x..y', 'a'.repeat(250), 'xn--', ''])(
    'whoever asks for the name "%.20s" is shown the same certificate',
    async (servername) => {
      const { port } = await secure(60_000)
      const subject = await new Promise((resolve, reject) => {
        const socket = connectSecurely(
          { port, host: '127.0.0.1', servername, rejectUnauthorized: false },
          () => {
            resolve(socket.getPeerCertificate().subjectaltname)
            socket.destroy()
          },
        ).on('error', reject)
      })
      expect(subject).toContain('DNS:api.clickpesa.com')
    },
  )
})
