import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { createSandbox } from '../../server/testing/index.js'

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

test('a sandbox in the process goes on while the test runner fakes every timer and the date', async () => {
  const sandbox = await createSandbox({ port: 0 })
  onTestFinished(() => sandbox.close())
  const { url, seen } = await receiver()
  vi.useFakeTimers({ now: 0, toFake: [...FAKED] })
  const shop = await sandbox.createMerchant({ webhooks: { 'PAYMENT RECEIVED': url }, scenario: 'success' })
  const credentials = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
  const token = await fetch(`${shop.apiUrl}/generate-token`, { method: 'POST', headers: credentials })
  const { token: authorization } = (await token.json()) as { token: string }
  await fetch(`${shop.apiUrl}/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ totalPrice: '12500', orderReference: 'FAKE1', orderCurrency: 'TZS' }),
  })
  await shop.pay('FAKE1')
  await shop.clock.runUntilIdle()
  const paid = await shop.waitForPayment({ orderReference: 'FAKE1' }, { timeoutMs: 5000 })
  expect(paid.status).toBe('SUCCESS')
  expect(seen).toEqual(['/hook', '/hook', '/hook'])
  await expect(shop.waitForPayment({ status: 'FAILED' }, { timeoutMs: 50 })).rejects.toThrow(/FAILED/)
})
