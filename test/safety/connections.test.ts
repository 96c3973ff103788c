import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectSecurely } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { openAuthority } from '../../server/tls/authority.js'
import { exchange, lastAnswer, listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'
import { temporaryFile } from '../support/temporary-file.js'

/** How many connections the server holds. */
function held(app: FastifyInstance): Promise<number> {
  return new Promise((resolve, reject) =>
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )
}

/** Sends bytes, and neither reads what comes back nor closes, as a client that wants to take up a place. */
function sendAndStay(port: number, bytes: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () =>
      socket.write(bytes, () => resolve()),
    )
    socket.on('error', reject)
    onTestFinished(() => void socket.destroy())
  })
}

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

describe('over TLS', () => {
  /** A sandbox that speaks TLS, and how soon it loses patience. */
  async function secure(requestTimeoutMs: number) {
    const authority = await openAuthority(join(temporaryFile(''), '..'), Date.now())
    const tls = { ...(await authority.issue()), authority: authority.certificate }
    const app = await buildApp(await Sandbox.open({}), { tls, requestTimeoutMs })
    onTestFinished(() => app.close())
    return { app, port: await listening(app) }
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
