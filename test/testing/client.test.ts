import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  ControlError,
  connectSandbox,
  createSandbox,
  type MerchantClient,
  type SandboxClient,
  WaitTimeout,
} from '../../server/testing/index.js'

let created: SandboxClient
let connected: SandboxClient
beforeAll(async () => {
  created = await createSandbox({ port: 0, seed: 'client' })
  connected = await connectSandbox(created.url)
})
afterAll(async () => {
  await connected.close()
  await created.close()
})

/** What the code under test does: gets a token and creates a link. */
async function order(shop: MerchantClient, orderReference: string) {
  const credentials = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
  const token = await fetch(`${shop.apiUrl}/generate-token`, { method: 'POST', headers: credentials })
  const { token: authorization } = (await token.json()) as { token: string }
  const link = await fetch(`${shop.apiUrl}/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ totalPrice: '12500', orderReference, orderCurrency: 'TZS' }),
  })
  expect(link.status).toBe(200)
}

async function receiver() {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    bodies.push(body)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

test('connecting where there is no sandbox, or to one that is something else, fails at once', async () => {
  await expect(connectSandbox('http://127.0.0.1:1')).rejects.toThrow()
  const { url } = await receiver()
  await expect(connectSandbox(url)).rejects.toThrow()
})

describe.each([
  ['createSandbox', () => created],
  ['connectSandbox', () => connected],
])('the sandbox of %s', (_name, sandbox) => {
  test('saves a merchant, and restores it in its place or somewhere else', async () => {
    const shop = await sandbox().createMerchant({ clock: { frozen: true } })
    await order(shop, 'BEFORE1')
    const snapshot = await shop.snapshot()
    await order(shop, 'AFTER1')
    expect(await shop.restore(snapshot)).toEqual(await shop.read())
    expect(await shop.links()).toMatchObject([{ orderReference: 'BEFORE1' }])
    await shop.remove()
    const again = await sandbox().restoreMerchant(snapshot)
    expect([again.id, again.clientId, again.apiKey]).toEqual([shop.id, shop.clientId, shop.apiKey])
  })

  test('says what is wrong with a call by code and with a hint', async () => {
    const shop = await sandbox().createMerchant()
    const error = await shop.useScenario('sucess').catch((error: unknown) => error)
    expect(error).toBeInstanceOf(ControlError)
    expect(error).toMatchObject({ code: 'SCENARIO_NOT_FOUND', status: 404 })
  })

  test('tells what there was instead when a wait runs out', async () => {
    const shop = await sandbox().createMerchant({ clock: { frozen: true } })
    await order(shop, 'ORDER1')
    await shop.pay('ORDER1')
    const wait = shop.waitForPayment({ orderReference: 'ORDER1', status: 'SUCCESS' }, { timeoutMs: 30 })
    const error = await wait.catch((error: unknown) => error)
    expect(error).toBeInstanceOf(WaitTimeout)
    expect(String(error)).toContain('status PROCESSING, wanted SUCCESS')
  })

  test('pays, moves the clock, and waits for the webhook that its receiver got', async () => {
    const { url, bodies } = await receiver()
    const shop = await sandbox().createMerchant({
      clock: { frozen: true },
      webhooks: { 'PAYMENT RECEIVED': url },
      checksumEnabled: false,
    })
    await order(shop, 'ORDER1001')
    const waiting = shop.waitForDelivery({ event: 'PAYMENT RECEIVED', orderReference: 'ORDER1001' })
    const payment = await shop.pay('ORDER1001', { method: 'M-PESA', phoneNumber: '255744000111' })
    expect(payment.status).toBe('PROCESSING')
    const { ran } = await shop.clock.advance('3d')
    expect(ran.map(({ kind }) => kind)).toEqual(['move-payment', 'attempt-delivery'])
    const delivery = await waiting
    expect(bodies).toEqual([delivery.body])
    expect(JSON.parse(delivery.body)).toMatchObject({ data: { id: payment.id, status: 'SUCCESS' } })
    expect(await shop.agenda()).toEqual([])
  })

  test('queues scenarios for the next attempts and sets one for an order', async () => {
    const shop = await sandbox().createMerchant({ clock: { frozen: true } })
    await shop.queueScenarios('insufficient-balance', 'push-timeout')
    await shop.useScenarioForOrder('ORDER3', 'slow-success')
    for (const reference of ['ORDER1', 'ORDER2', 'ORDER3', 'ORDER4']) {
      await order(shop, reference)
      await shop.pay(reference)
    }
    const payments = await shop.payments()
    expect(payments.map(({ scenario }) => scenario)).toEqual([
      'insufficient-balance',
      'push-timeout',
      'slow-success',
      'success',
    ])
  })

  test('moves a payment by hand, within the table only', async () => {
    const shop = await sandbox().createMerchant({ clock: { frozen: true } })
    await order(shop, 'ORDER1')
    const { id } = await shop.pay('ORDER1')
    expect(await shop.movePayment(id, 'SUCCESS')).toMatchObject({ status: 'SUCCESS', message: 'success' })
    expect(await shop.agenda()).toEqual([])
    await expect(shop.movePayment(id, 'FAILED')).rejects.toMatchObject({ code: 'ILLEGAL_MOVE' })
  })

  test('refuses to pay what is being paid, or with a method that the currency does not have', async () => {
    const shop = await sandbox().createMerchant({ clock: { frozen: true } })
    await order(shop, 'ORDER1')
    await expect(shop.pay('ORDER1', { method: 'CARD' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(shop.pay('ORDER1', { phoneNumber: '12' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(shop.pay('OTHER')).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' })
    await shop.pay('ORDER1')
    await expect(shop.pay('ORDER1')).rejects.toMatchObject({ code: 'LINK_NOT_OPEN' })
  })

  test('sends a notification again with the same bytes', async () => {
    const { url, bodies } = await receiver()
    const shop = await sandbox().createMerchant({
      clock: { frozen: true },
      webhooks: { 'PAYMENT RECEIVED': url },
    })
    await order(shop, 'ORDER1')
    await shop.pay('ORDER1')
    await shop.clock.advance('1m')
    const delivery = await shop.waitForDelivery()
    await shop.redeliver(delivery.id)
    expect(bodies).toEqual([delivery.body, delivery.body])
  })

  test('holds the answer to a call until it is released, and says what it waits for in vain', async () => {
    const shop = await sandbox().createMerchant({ clock: { frozen: true } })
    await shop.holdNext('generate-checkout-url', { orderReference: 'HELD1' })
    const placed = order(shop, 'HELD1')
    const held = await shop.waitForHeld({ endpoint: 'generate-checkout-url' })
    expect(held).toMatchObject({ kind: 'held', orderReference: 'HELD1', workDone: true })
    expect(await shop.heldResponses({ orderReference: 'HELD1' })).toEqual([held])
    await shop.pay('HELD1')
    expect(await shop.release(held.id)).toEqual([held])
    await placed
    expect(await shop.release()).toEqual([])
    const error = await shop.waitForHeld({ endpoint: 'query-payment' }, { timeoutMs: 10 }).catch(String)
    expect(error).toContain('held answer')
  })

  test('takes a scenario as an object, and forgets it at the reset', async () => {
    const name = 'only-here'
    await sandbox().addScenario(name, {
      title: 'Only here',
      about: 'Fails at once.',
      timeline: [{ after: '0s', status: 'FAILED', message: 'no' }],
    })
    const shop = await sandbox().createMerchant({ clock: { frozen: true }, scenario: name })
    await order(shop, 'ORDER1')
    expect(await shop.pay('ORDER1')).toMatchObject({ status: 'FAILED', message: 'no' })
    await sandbox().reset()
    expect((await sandbox().scenarios()).map((scenario) => scenario.name)).not.toContain(name)
    await expect(shop.read()).rejects.toMatchObject({ code: 'MERCHANT_NOT_FOUND' })
  })
})
