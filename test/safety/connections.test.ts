import { type AddressInfo, connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { exchange, lastAnswer, listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'

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
