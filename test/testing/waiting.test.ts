import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  createSandbox,
  type DeliveryView,
  type MerchantClient,
  type SandboxClient,
  WaitTimeout,
} from '../../server/testing/index.js'
import { startReceiver } from '../support/receiver.js'

let sandbox: SandboxClient
beforeAll(async () => {
  sandbox = await createSandbox({ port: 0, seed: 'waiting' })
})
afterAll(() => sandbox.close())

async function openShop(...orders: readonly string[]): Promise<MerchantClient> {
  const shop = await sandbox.createMerchant({ clock: { frozen: true, start: '2026-05-04T09:00:00.000Z' } })
  onTestFinished(() => shop.remove())
  for (const orderReference of orders) await order(shop, orderReference)
  return shop
}

async function order(shop: MerchantClient, orderReference: string) {
  const credentials = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
  const answer = await fetch(`${shop.apiUrl}/generate-token`, { method: 'POST', headers: credentials })
  const { token } = (await answer.json()) as { token: string }
  await fetch(`${shop.apiUrl}/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify({ totalPrice: '12500', orderReference, orderCurrency: 'TZS' }),
  })
}

async function reasonOf(wait: Promise<unknown>): Promise<readonly string[]> {
  const error = await wait.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(error instanceof WaitTimeout)) throw new Error(`not a WaitTimeout: ${error}`)
  return error.message.split('\n')
}

const SOON = { timeoutMs: 20 }

describe('a wait that ends with nothing', () => {
  test('names a frozen clock, what is planned, and how to get there', async () => {
    const shop = await openShop('ORDER1')
    const { id } = await shop.pay('ORDER1')
    expect(
      await reasonOf(shop.waitForPayment({ orderReference: 'ORDER1', status: 'SUCCESS' }, SOON)),
    ).toEqual([
      'no payment with orderReference "ORDER1", status "SUCCESS" within 20 ms.',
      'There is one payment:',
      '  attempt 1 to pay ORDER1 by M-PESA: PROCESSING; status PROCESSING, wanted SUCCESS',
      "On the merchant's clock, which is frozen at 2026-05-04T09:00:00.000Z: advance it, as with clock.advance('1s').",
      `  planned: payment ${id} becomes SUCCESS, 1s after it was made (scenario success), in 1s`,
    ])
  })

  test('shows the nearest deliveries first, with the outcomes of their attempts', async () => {
    const receiver = await startReceiver(500)
    const shop = await openShop('ORDER1001', 'ORDER1002')
    await shop.change({ webhooks: { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url } })
    await shop.pay('ORDER1001')
    await shop.pay('ORDER1002', { scenario: 'insufficient-balance' })
    await shop.clock.advance('3s')
    const wait = shop.waitForDelivery({ event: 'PAYMENT RECEIVED', orderReference: 'ORDER1002' }, SOON)
    const lines = await reasonOf(wait)
    expect(lines.slice(1, 4)).toEqual([
      'There are 2 deliveries, the nearest first:',
      `  PAYMENT FAILED for ORDER1002 to ${receiver.url}: waiting, attempt 1 refused (500); outcome refused, wanted received; event PAYMENT FAILED, wanted PAYMENT RECEIVED`,
      `  PAYMENT RECEIVED for ORDER1001 to ${receiver.url}: waiting, attempt 1 refused (500); outcome refused, wanted received; orderReference ORDER1001, wanted ORDER1002`,
    ])
    expect(lines.at(-2)).toContain(`planned: attempt 2 of the PAYMENT RECEIVED webhook to ${receiver.url}`)
  })

  test('tells of a delivery that was never attempted', async () => {
    const shop = await openShop('ORDER1')
    await shop.change({ webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:1/hook' } })
    await shop.pay('ORDER1', { scenario: 'webhook-lost' })
    await shop.clock.advance('1m')
    const lines = await reasonOf(shop.waitForDelivery({}, SOON))
    expect(lines.slice(2)).toEqual([
      '  PAYMENT RECEIVED for ORDER1 to http://127.0.0.1:1/hook: withheld; outcome none yet, wanted received',
      'Nothing is planned: moving the clock will not make more happen.',
    ])
  })

  test('says of requests how they were answered and why', async () => {
    const shop = await openShop('ORDER1', 'ORDER1')
    const lines = await reasonOf(shop.waitForRequest({ status: '500', after: 1 }, SOON))
    expect(lines[0]).toBe('no request with status "500", a number after 1 within 20 ms.')
    expect(lines[2]).toContain('generate-checkout-url: 409 REFERENCE_USED')
    expect(lines[2]).toContain('status 409, wanted 500')
  })

  test('says when it was the where function that returned false', async () => {
    const shop = await openShop('ORDER1')
    const lines = await reasonOf(
      shop.waitForJournal({ type: 'link:created', where: ({ text }) => text === '' }, SOON),
    )
    expect(lines[0]).toBe('no journal entry with type "link:created", `where` returning true within 20 ms.')
    expect(lines[2]).toContain('link:created  ORDER1: ')
    expect(lines[2]).toContain('; where returns false, wanted yes')
  })

  test('leaves out what was not asked', async () => {
    const shop = await openShop()
    const filter = { status: undefined } as unknown as Record<string, never>
    expect((await reasonOf(shop.waitForPayment(filter, SOON)))[0]).toBe(
      'no payment with any content within 20 ms.',
    )
  })

  test('passes on what a where function throws', async () => {
    const shop = await openShop('ORDER1')
    await shop.pay('ORDER1')
    const where = () => {
      throw new TypeError('a slip in the test')
    }
    await expect(shop.waitForPayment({ where })).rejects.toThrow('a slip in the test')
  })
})

function hadTwoAnswers({ attempts }: DeliveryView) {
  return attempts.filter(({ outcome }) => outcome !== 'sending').length > 1
}

describe('a wait with a where function', () => {
  test('answers as soon as it says yes, though an item matched all filters before', async () => {
    const receiver = await startReceiver(500, 200)
    const shop = await openShop('ORDER1')
    await shop.change({ webhooks: { 'PAYMENT RECEIVED': receiver.url } })
    await shop.pay('ORDER1')
    await shop.clock.advance('1s')
    const waiting = shop.waitForDelivery({ outcome: 'refused', where: hadTwoAnswers })
    await shop.clock.advance('1h')
    expect((await waiting).attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'received'])
  })

  test('sees requests that change nothing else', async () => {
    const shop = await openShop('ORDER1')
    const waiting = shop.waitForRequest({ where: ({ body }) => body.includes('ORDER2') })
    await order(shop, 'ORDER2')
    expect(await waiting).toMatchObject({ status: 200, orderReference: 'ORDER2' })
  })

  test('answers the first of several', async () => {
    const shop = await openShop('ORDER1', 'ORDER2', 'ORDER3')
    for (const reference of ['ORDER1', 'ORDER2', 'ORDER3']) await shop.pay(reference)
    const found = await shop.waitForPayment({ where: ({ orderReference }) => orderReference !== 'ORDER1' })
    expect(found.orderReference).toBe('ORDER2')
  })
})

test('what happens to the journal can be waited for', async () => {
  const shop = await openShop('ORDER1')
  const waiting = shop.waitForJournal({ type: 'payment:moved', orderReference: 'ORDER1' })
  await shop.pay('ORDER1')
  await shop.clock.advance('1s')
  expect(await waiting).toMatchObject({ text: 'PROCESSING became SUCCESS (scenario success)' })
})
