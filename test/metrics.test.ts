import { describe, expect, onTestFinished, test } from 'vitest'
import { type ServeOptions, serve } from '../server/serve.js'
import { connectSandbox, type MerchantClient } from '../server/testing/index.js'
import { startReceiver } from './support/receiver.js'

async function served(options: Partial<ServeOptions> = {}) {
  const serving = await serve({ port: 0, host: '127.0.0.1', countFromStart: true, ...options })
  onTestFinished(() => serving.close())
  const scrape = async (headers: Record<string, string> = {}) => {
    const reply = await fetch(`${serving.url}/metrics`, { headers })
    return { status: reply.status, type: reply.headers.get('content-type'), text: await reply.text() }
  }
  return { serving, scrape }
}

/** The value of a figure, by the beginning of its line. */
function figure(text: string, name: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}

describe('/metrics', () => {
  test('counts calls, refusals, payments and attempts, and tells what is planned', async () => {
    const { serving, scrape } = await served()
    const receiver = await startReceiver(200)
    const sandbox = await connectSandbox(serving.url)
    const merchant: MerchantClient = await sandbox.createMerchant({
      clock: { frozen: true },
      webhooks: { 'PAYMENT RECEIVED': receiver.url },
    })
    const headers = { 'client-id': merchant.clientId, 'api-key': merchant.apiKey }
    const { token } = await (
      await fetch(`${merchant.apiUrl}/generate-token`, { method: 'POST', headers })
    ).json()
    const link = (body: object) =>
      fetch(`${merchant.apiUrl}/checkout-link/generate-checkout-url`, {
        method: 'POST',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const order = { totalPrice: '1000', orderCurrency: 'TZS', orderReference: 'COUNTED1' }
    await link(order)
    await link(order)
    await merchant.pay('COUNTED1')
    expect(figure((await scrape()).text, 'clickpesa_sandbox_agenda_tasks')).toBe(1)
    await merchant.clock.advance('1m')
    const { status, type, text } = await scrape()
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    const counted = (name: string) => figure(text, `clickpesa_sandbox_${name}`)
    expect(counted('requests_total{endpoint="generate-token",status="200"}')).toBe(1)
    expect(counted('requests_total{endpoint="generate-checkout-url",status="200"}')).toBe(1)
    expect(counted('refusals_total{endpoint="generate-checkout-url",code="REFERENCE_USED"}')).toBe(1)
    expect(counted('payments_total{status="PROCESSING"}')).toBe(1)
    expect(counted('payments_total{status="SUCCESS"}')).toBe(1)
    expect(counted('delivery_attempts_total{outcome="received"}')).toBe(1)
    expect(counted('agenda_tasks')).toBe(0)
    expect(counted('agenda_lag_seconds')).toBe(0)
    expect(counted('limit{limit="merchants",unit="entries",per="sandbox"}')).toBe(10_000)
    expect(counted('request_duration_seconds_count{endpoint="generate-checkout-url"}')).toBe(2)
    expect(counted('store_transaction_duration_seconds_count')).toBeGreaterThan(5)
    expect(figure(text, 'process_resident_memory_bytes')).toBeGreaterThan(0)
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds ')
  })

  test('is for those with the control token, where others can reach the sandbox', async () => {
    const { scrape } = await served({ controlToken: 'let-me-in' })
    expect((await scrape()).status).toBe(401)
    expect((await scrape({ authorization: 'Bearer let-me-in' })).status).toBe(200)
  })

  test('counts from when it is first asked for, in a test that wants no figures', async () => {
    const { scrape } = await served({ countFromStart: false })
    expect((await scrape()).text).toContain('clickpesa_sandbox_merchants 2\n')
  })
})
