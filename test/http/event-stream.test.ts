import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

async function listening() {
  const started = await startSandbox()
  const address = await started.app.listen({ port: 0, host: '127.0.0.1' })
  const shop = await started.openShop()
  return { ...started, address, shop, urls: STREAMS.map((path) => `${address}${path(shop.id)}`) }
}

const STREAMS = [
  (id: string) => `/sandbox/api/v1/merchants/${id}/events`,
  (id: string) => `/sandbox/merchants/${id}/events`,
]

/** An open stream, read as far as it is asked for. */
async function openStream(url: string) {
  const abort = new AbortController()
  onTestFinished(() => abort.abort())
  const { headers, body } = await fetch(url, { signal: abort.signal })
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (words: string) => {
    while (!text.includes(words)) {
      const { value, done } = (await reader?.read()) ?? { done: true }
      if (done) throw new Error(`the stream ended before "${words}"`)
      text += value
    }
    return text
  }
  const end = async () => {
    while (!(await reader?.read())?.done);
  }
  return { headers, until, end, leave: () => abort.abort() }
}

describe('a stream of events', () => {
  test('tells proxies to pass it on as it comes, and nobody to keep it', async () => {
    const { urls } = await listening()
    for (const url of urls) {
      const { headers } = await openStream(url)
      expect(headers.get('content-type')).toBe('text/event-stream')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-accel-buffering')).toBe('no')
    }
  })

  test('says that it is still there when nothing happens', async () => {
    const { urls, realClock } = await listening()
    for (const url of urls) {
      const { until } = await openStream(url)
      await until(': ')
      const passing = setInterval(() => void realClock.pass(15_000), 20)
      onTestFinished(() => clearInterval(passing))
      expect(await until(': still here\n\n')).not.toContain('event: changed')
      clearInterval(passing)
    }
  })

  test('ends when its merchant is removed', async () => {
    const { urls, sandbox, shop } = await listening()
    const streams = await Promise.all(urls.map(openStream))
    for (const { until } of streams) await until(': ')
    await sandbox.removeMerchant(shop.id)
    await Promise.all(streams.map(({ end }) => end()))
  })

  test('goes on from the beginning when its merchant was reset', async () => {
    const { urls, sandbox, shop } = await listening()
    const { until } = await openStream(`${urls[0]}?after=1000000`)
    await until(': ')
    await sandbox.resetMerchant(shop.id)
    await until('event: merchant:')
  })

  test('lets go of the merchant when the client goes', async () => {
    const { urls, sandbox, shop } = await listening()
    const { signals } = sandbox.engine
    let open = 0
    const { listen } = signals
    signals.listen = (...args) => {
      open += 1
      const stop = listen.apply(signals, args)
      return () => {
        open -= 1
        stop()
      }
    }
    const streams = await Promise.all(urls.map(openStream))
    for (const { until } of streams) await until(': ')
    await shop.createLink()
    for (const { until } of streams) await until('event: ')
    expect(open).toBe(2)
    for (const { leave } of streams) leave()
    await expect.poll(() => open).toBe(0)
  })

  test('is not begun for a client that has gone before its merchant was found, nor is anything waited for', async () => {
    const { app, address, sandbox, shop } = await listening()
    const { listen } = sandbox.engine.signals
    let open = 0
    vi.spyOn(sandbox.engine.signals, 'listen').mockImplementation((...args) => {
      open += 1
      const stop = listen.apply(sandbox.engine.signals, args)
      return () => {
        open -= 1
        stop()
      }
    })
    const wait = (id: string) => `/sandbox/api/v1/merchants/${id}/payments?wait=60s`
    for (const path of [...STREAMS, wait]) {
      const find = vi.spyOn(sandbox.engine.store, 'get')
      let go = () => {}
      const gone = new Promise<void>((resolve) => (go = resolve))
      const { get } = Object.getPrototypeOf(sandbox.engine.store)
      find.mockImplementation(async (...args) => {
        await gone
        return get.apply(sandbox.engine.store, args)
      })
      app.server.once('connection', (socket) => socket.once('close', () => go()))
      const client = connect(Number(new URL(address).port), '127.0.0.1')
      client.write(`GET ${path(shop.id)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      await expect.poll(() => find.mock.calls.length).toBeGreaterThan(0)
      client.destroy()
      await gone
      find.mockRestore()
      await (await fetch(`${address}/sandbox/api/v1/merchants`)).text()
    }
    await expect.poll(() => open).toBe(0)
  })

  test('is not sent to HEAD, which nobody would read', async () => {
    const { urls, address } = await listening()
    for (const url of urls) expect((await fetch(url, { method: 'HEAD' })).status).toBe(404)
    const reply = await fetch(urls[0] ?? '', { method: 'POST' })
    expect(await reply.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND', hint: expect.any(String) })
    expect((await fetch(`${address}/healthz`)).status).toBe(200)
  })
})

describe('a merchant that is watched', () => {
  test('is not looked at for each of its changes, and still told of in full and in order', async () => {
    const { urls, sandbox, shop } = await listening()
    const before = await sandbox.queries.sequence(shop.id)
    const { until } = await openStream(`${urls[0]}?after=${before}`)
    await until(': ')
    const looks = vi.spyOn(sandbox.queries, 'journal')
    const CHANGES = 2_000
    const began = performance.now()
    for (let i = 0; i < CHANGES; i++) {
      await sandbox.engine.transact(shop.id, async (tx) => tx.note('merchant:changed', `change ${i}`))
      // As a call from outside does, each comes in a turn of the event loop of its own.
      await turn()
    }
    const text = await until(`change ${CHANGES - 1}"`)
    // At most one look in five milliseconds, however long the changes took.
    expect(looks.mock.calls.length).toBeLessThan((performance.now() - began) / 5 + 10)
    const told = [...text.matchAll(/"change (\d+)"/g)].map(([, number]) => Number(number))
    expect(told).toEqual(Array.from({ length: CHANGES }, (_, i) => i))
  })

  test('has what is kept read in pages, from where the client was', async () => {
    const { urls, sandbox, shop } = await listening()
    await sandbox.engine.transact(shop.id, async (tx) => {
      for (let i = 0; i < 3_000; i++) tx.note('merchant:changed', `change ${i}`)
    })
    const looks = vi.spyOn(sandbox.queries, 'journal')
    const { until } = await openStream(urls[0] ?? '')
    await until('"change 2999"')
    expect(looks.mock.calls.length).toBeGreaterThan(3)
    for (const [, , cursor] of looks.mock.calls)
      expect(cursor).toEqual({ after: expect.any(Number), limit: 500 })
  })
})
