import { monitorEventLoopDelay } from 'node:perf_hooks'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import { unknownKeys } from '../schema/growth.js'
import { startSandbox, type TestSandbox, type TestShop } from '../support/sandbox.js'

const A = '/sandbox/api/v1'

/** What is large, deep, compressed, or looks as if a pattern could get lost in it, for each door that takes input. */
function attacks({ id, clientId }: TestShop, token: string): InjectOptions[] {
  const json = (url: string, body: string, headers: Record<string, string> = {}): InjectOptions => ({
    method: 'POST',
    url,
    payload: body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  const link = (body: string | Buffer, headers: Record<string, string> = {}): InjectOptions => ({
    method: 'POST',
    url: '/third-parties/checkout-link/generate-checkout-url',
    payload: body,
    headers: { authorization: token, 'client-id': clientId, 'content-type': 'application/json', ...headers },
  })
  const keys = JSON.stringify(unknownKeys(60_000))
  const gatewayKeys = JSON.stringify(unknownKeys(7_000))
  const deep = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times)
  const scenario = (more: object) =>
    json(`${A}/scenarios`, JSON.stringify({ name: 'mine', title: 'Mine', about: 'x', ...more }))
  return [
    json(`${A}/merchants`, keys),
    json(`${A}/scenarios`, keys),
    json(`${A}/merchants/${id}/clock`, keys),
    json(`${A}/merchants/${id}/orders`, keys),
    json(`${A}/merchants`, deep('[', ']', 100_000)),
    json(`${A}/merchants`, `{"settings":${deep('{"a":', '}', 50_000)}}`),
    json(`${A}/merchants`, JSON.stringify({ name: 'x'.repeat(900_000) })),
    json(`${A}/merchants`, JSON.stringify({ webhooks: unknownKeys(50_000) })),
    json(`${A}/merchants/${id}/snapshot`, JSON.stringify({ version: 1, tables: unknownKeys(60_000) })),
    json(`${A}/checksum/explain`, JSON.stringify({ payload: unknownKeys(50_000) })),
    scenario({ timeline: Array(4_000).fill({ after: '1s', status: 'SUCCES' }) }),
    scenario({ timeline: Array(4_000).fill({}) }),
    scenario({ title: 'a'.repeat(900_000) }),
    scenario({ webhook: { delay: '1h'.repeat(400_000) } }),
    link(gatewayKeys),
    link(deep('[', ']', 40_000)),
    link(JSON.stringify({ orderReference: 'x'.repeat(90_000), totalPrice: '1'.repeat(5_000) })),
    link(JSON.stringify({ totalPrice: `${' '.repeat(90_000)}x` })),
    link(JSON.stringify({ customerEmail: `${'a@'.repeat(40_000)}` })),
    link(JSON.stringify({ totalPrice: `1${'e1'.repeat(40_000)}` })),
    link(gzipSync('x'.repeat(50_000_000)), { 'content-encoding': 'gzip' }),
    link(brotliCompressSync('x'.repeat(50_000_000)), { 'content-encoding': 'br' }),
    { url: `/third-parties/payments/${'%41'.repeat(5_000)}`, headers: { authorization: token } },
    { url: `/third-parties/payments/all?${'limit=1&'.repeat(1_900)}`, headers: { authorization: token } },
    { url: '/third-parties/payments/x', headers: { authorization: `Bearer ${'a.'.repeat(7_000)}` } },
    { url: '/', headers: { 'accept-language': 'en,'.repeat(5_000) } },
    { url: '/sandbox/merchants', headers: { cookie: 'a=b; '.repeat(3_000) } },
    { url: `/sandbox/merchants?q=${'('.repeat(10_000)}` },
    { url: `/checkout/${'%2e%2e/'.repeat(2_000)}` },
  ]
}

/** The delay of the event loop that 99 of 100 turns stay below, in nanoseconds, while calls are made and `beside` runs. */
async function delayOf(
  shop: TestShop,
  authorization: string,
  { app }: TestSandbox,
  beside: () => Promise<unknown>,
) {
  let isOver = false
  const call = async () => {
    while (!isOver) {
      await app.inject({ url: '/third-parties/payments/NONE', headers: { authorization } })
      await app.inject({
        method: 'POST',
        url: '/third-parties/generate-token',
        headers: { 'client-id': shop.clientId, 'api-key': shop.apiKey },
      })
      await new Promise(setImmediate)
    }
  }
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const calls = [call(), call(), call()]
  delay.enable()
  await beside()
  delay.disable()
  isOver = true
  await Promise.all(calls)
  return delay.percentile(99)
}

/** Something else may have the machine for itself for as long as many looks take. */
const MAX_LOOKS = 40

interface Times {
  readonly taken: number
  readonly usual: number
}

/** How many times as long as usual something takes: the least that was seen of both, until that is below the bound. */
async function leastRatio(bound: number, look: () => Promise<Times>): Promise<number> {
  let [taken, usual] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let i = 0; i < MAX_LOOKS && !(taken / usual < bound); i++) {
    const seen = await look()
    taken = Math.min(taken, seen.taken)
    usual = Math.min(usual, seen.usual)
  }
  return taken / usual
}

async function timeOf(act: () => unknown): Promise<number> {
  const from = performance.now()
  await act()
  return performance.now() - from
}

test('no input keeps other calls waiting for much longer than its reading takes', async () => {
  const started = await startSandbox({ selfCheck: false })
  const { app } = started
  const shop = await started.openShop()
  const token = await shop.token()
  const all = attacks(shop, token)
  const largest = JSON.stringify(unknownKeys(60_000))
  // What each door loads when it is first asked is no one's input.
  for (const attack of all) await app.inject(attack)

  const slow: string[] = []
  for (const attack of all) {
    const ratio = await leastRatio(MAX_BY_READING, async () => {
      const usual = Math.min(...(await Promise.all([1, 2, 3].map(() => timeOf(() => JSON.parse(largest))))))
      return { usual, taken: await timeOf(() => app.inject(attack)) }
    })
    if (ratio >= MAX_BY_READING)
      slow.push(`${attack.url} ${String(attack.payload).slice(0, 30)}: ${ratio.toFixed(1)}`)
  }
  expect(slow).toEqual([])

  const ratio = await leastRatio(MAX_BY_CALM, async () => {
    const usual = await delayOf(
      shop,
      token,
      started,
      () => new Promise((resolve) => setTimeout(resolve, 300)),
    )
    const taken = await delayOf(shop, token, started, async () => {
      for (const attack of all) await app.inject(attack)
    })
    return { usual, taken }
  })
  expect(ratio).toBeLessThan(MAX_BY_CALM)
})

/** Times as long as reading a body of 60,000 keys. To look at each of its keys takes two to five. */
const MAX_BY_READING = 1.5

/** Times the delay of 99 of 100 turns without attacks, while one of them follows another. */
const MAX_BY_CALM = 15
