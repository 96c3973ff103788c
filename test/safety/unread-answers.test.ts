import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { held, impatient, sendAndStay } from '../support/connections.js'
import { exchange, lastAnswer } from '../support/raw-http.js'

const CALLS = 900
const CHARACTERS = 16_000
const SIZE = CALLS * CHARACTERS * 2

const PATIENCE_MS = 1000

describe('a client that reads nothing of its answer', () => {
  /** More than the system keeps for a connection: the rest of it waits in the process. */
  async function withMuchToRead(readTimeoutMs: number) {
    const opened = await impatient({ readTimeoutMs })
    const { sandbox, shop } = opened
    await sandbox.engine.transact(shop.id, async (tx) => {
      const call = { method: 'GET', path: '/x', headers: {}, status: 200, durationMs: 1 }
      const text = 'x'.repeat(CHARACTERS)
      for (let i = 0; i < CALLS; i++) {
        const seq = tx.nextNumber()
        tx.log({ ...call, merchantId: shop.id, seq, at: tx.now, body: text, response: text })
        tx.note('merchant:changed', text)
      }
    })
    return opened
  }

  test.each([
    ['a list', (id: string) => `/sandbox/api/v1/merchants/${id}/requests?limit=1000`],
    ['an archive', (id: string) => `/sandbox/merchants/${id}/requests.har`],
    ['a snapshot', (id: string) => `/sandbox/api/v1/merchants/${id}/snapshot`],
    ['a stream', (id: string) => `/sandbox/api/v1/merchants/${id}/events`],
  ])('does not have it kept: %s', async (_, path) => {
    const { app, port, shop } = await withMuchToRead(50)
    for (let i = 0; i < 3; i++) {
      await sendAndStay(port, `GET ${path(shop.id)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    }
    await exchange(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    await expect.poll(() => held(app)).toBe(0)
  })

  test('is not one that waits for an answer', async () => {
    const { app, port, shop } = await impatient({ readTimeoutMs: 20 })
    const url = `/sandbox/api/v1/merchants/${shop.id}/links?wait=60s`
    const waiting = exchange(port, `GET ${url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    await once(app.server, 'timeout')
    await shop.createLink()
    expect(lastAnswer(await waiting)).toMatchObject({
      status: 200,
      body: expect.stringContaining('ORDER1001'),
    })
  })

  test('is not one that reads slowly', async () => {
    const { port, shop } = await withMuchToRead(PATIENCE_MS)
    const url = `/sandbox/api/v1/merchants/${shop.id}/requests?limit=1000`
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET ${url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
    )
    const began = performance.now()
    let read = 0
    for await (const chunk of socket) {
      read += chunk.length
      const enough = (read / SIZE) * 2.5 * PATIENCE_MS
      while (performance.now() - began < enough) await new Promise(setImmediate)
    }
    expect(read).toBeGreaterThan(SIZE)
  })

  test('is left once it is between requests for too long', async () => {
    const { app, port } = await impatient({ readTimeoutMs: 60_000 })
    app.server.keepAliveTimeout = 50
    await sendAndStay(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await exchange(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    await expect.poll(() => held(app)).toBe(0)
  })
})
