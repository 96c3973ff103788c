import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mock } from 'node:test'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createSandbox, type MerchantClient } from '../../server/testing/index.js'

const FAKED = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'performance',
  'Date',
] as const

afterEach(() => {
  vi.useRealTimers()
})

async function receiver() {
  const answers = [500, 500, 200]
  const seen: string[] = []
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.writeHead(answers[seen.push(request.url ?? '') - 1] ?? 200).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

const all = [...FAKED]

/** Ways in which test runners take over time, each with how it gives it back. */
const WAYS: Readonly<Record<string, () => void>> = {
  'as Vitest does by default': () => void vi.useFakeTimers(),
  'all of them, and the date is that of 1970': () => void vi.useFakeTimers({ now: 0, toFake: all }),
  'setImmediate alone': () => void vi.useFakeTimers({ toFake: ['setImmediate'] }),
  'the date alone': () => void vi.useFakeTimers({ now: 0, toFake: ['Date'] }),
  'as the mock timers of node:test do, in node:timers too': () => {
    mock.timers.enable()
    onTestFinished(() => mock.timers.reset())
  },
}

describe.each(Object.entries(WAYS))('while timers are fake: %s', (_way, fake) => {
  test('a sandbox in the process goes on', async () => {
    const sandbox = await createSandbox({ port: 0 })
    const { url, seen } = await receiver()
    fake()
    const shop = await sandbox.createMerchant({ webhooks: { 'PAYMENT RECEIVED': url }, scenario: 'success' })
    await order(shop)
    await shop.pay('FAKE1')
    await shop.clock.runUntilIdle()
    const paid = await shop.waitForPayment({ orderReference: 'FAKE1' }, { timeoutMs: 5000 })
    expect(paid.status).toBe('SUCCESS')
    expect(seen).toEqual(['/hook', '/hook', '/hook'])
    await expect(shop.waitForPayment({ status: 'FAILED' }, { timeoutMs: 50 })).rejects.toThrow(/FAILED/)
    await sandbox.close()
  })

  test('so does a merchant whose clock is moved, and one that was opened before', async () => {
    const sandbox = await createSandbox({ port: 0 })
    const { url, seen } = await receiver()
    const frozen = await sandbox.createMerchant({
      webhooks: { 'PAYMENT RECEIVED': url },
      clock: { start: '2026-05-04T09:00:00.000Z', frozen: true },
    })
    fake()
    await order(frozen)
    await frozen.pay('FAKE1')
    await frozen.clock.advance('1d')
    const [delivery] = await frozen.deliveries()
    expect(delivery?.attempts.map(({ response }) => response?.status)).toEqual([500, 500, 200])
    expect(seen).toHaveLength(3)
    await frozen.reset()
    expect(await frozen.payments()).toEqual([])
    await sandbox.close()
  })

  test('a sandbox is opened, waits for a time-out in real time, and is closed', async () => {
    fake()
    const sandbox = await createSandbox({ port: 0 })
    const shop = await sandbox.createMerchant()
    await order(shop)
    const wait = shop.waitForPayment({ status: 'FAILED' }, { timeoutMs: 50 })
    await expect(wait).rejects.toThrow(/within 50 ms/)
    await sandbox.close()
  })
})

/** What the code under test does: it logs in, and creates a link. */
async function order(shop: MerchantClient) {
  const credentials = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
  const token = await fetch(`${shop.apiUrl}/generate-token`, { method: 'POST', headers: credentials })
  const { token: authorization } = (await token.json()) as { token: string }
  await fetch(`${shop.apiUrl}/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ totalPrice: '12500', orderReference: 'FAKE1', orderCurrency: 'TZS' }),
  })
}
