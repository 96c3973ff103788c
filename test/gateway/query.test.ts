import { describe, expect, test } from 'vitest'
import { paymentRows } from '../../contracts/schemas/payment-row.js'
import { refusal } from '../../contracts/schemas/refusal.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { refused, seen } from '../support/answers.js'
import { pay } from '../support/builders.js'
import { exchange, lastAnswer, listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'

const CUSTOMER = {
  customerName: 'Asha Mushi',
  customerEmail: 'asha@shop.test',
  customerPhone: '255712000111',
}

async function shopOf(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  return { ...box, shop: await box.openShop(settings) }
}

const unknown = (reference: string) => refused(400, `Invalid or missing payment: ${reference}`)

describe('a query for an order', () => {
  test('that nobody made is refused', async () => {
    const { shop } = await shopOf()
    const reply = await shop.get('/payments/SBX0009Z')
    expect(seen(reply)).toEqual(unknown('SBX0009Z'))
    expect(schemaIssues(refusal, reply.json())).toEqual([])
  })

  test('in other letters than it was made with is refused', async () => {
    const { shop } = await shopOf()
    await shop.createLink({ orderReference: 'Abc1' })
    expect(seen(await shop.get('/payments/ABC1'))).toEqual(unknown('ABC1'))
    expect((await shop.get('/payments/Abc1')).body).toBe('[]')
  })

  test('of another merchant is refused as if there were none', async () => {
    const { sandbox, shop, openShop } = await shopOf()
    await pay(sandbox, await shop.createLink())
    const other = await openShop()
    expect(seen(await other.get('/payments/ORDER1001'))).toEqual(unknown('ORDER1001'))
  })

  test('without a token is refused', async () => {
    const { app } = await shopOf()
    const reply = await app.inject({ url: '/third-parties/payments/ORDER1001' })
    expect(seen(reply)).toEqual(refused(401, 'Unauthorized'))
  })

  test('that nobody tried to pay yet is an empty list', async () => {
    const { shop } = await shopOf()
    await shop.createLink()
    const reply = await shop.get('/payments/ORDER1001')
    expect([reply.statusCode, reply.headers['content-type'], reply.body]).toEqual([
      200,
      'application/json; charset=utf-8',
      '[]',
    ])
  })

  test('before the result is known has the amount of the order, no receipt and no message', async () => {
    const { sandbox, shop } = await shopOf()
    const link = await shop.createLink({ totalPrice: '21500.50', ...CUSTOMER })
    const { id } = await pay(sandbox, link, { channel: 'TIGO-PESA', phoneNumber: '255712000999' })
    const reply = await shop.get('/payments/ORDER1001')
    expect(reply.body).toBe(
      `[{"id":"${id}","status":"PROCESSING","paymentPhoneNumber":"255712000999","orderReference":"ORDER1001",` +
        '"collectedAmount":21500.5,"collectedCurrency":"TZS","message":"","channel":"TIGO-PESA",' +
        '"updatedAt":"2026-05-04T09:00:00.000Z","createdAt":"2026-05-04T09:00:00.000Z",' +
        '"customer":{"customerName":"Asha Mushi","customerPhoneNumber":"255712000111","customerEmail":"asha@shop.test"},' +
        `"clientId":"${shop.clientId}"}]`,
    )
    expect(schemaIssues(paymentRows, reply.json())).toEqual([])
  })

  test('after a success has the receipt, and the phone that paid beside the customer’s own', async () => {
    const { sandbox, shop } = await shopOf()
    const { id } = await pay(sandbox, await shop.createLink(CUSTOMER))
    await sandbox.clocks.advance(shop.id, 60_000)
    const reply = await shop.get('/payments/ORDER1001')
    const receipt = (await sandbox.payments.find(id))?.paymentReference
    expect(receipt).toBeTruthy()
    expect(reply.body).toBe(
      `[{"id":"${id}","status":"SUCCESS","paymentReference":"${receipt}","paymentPhoneNumber":"255754000333",` +
        '"orderReference":"ORDER1001","collectedAmount":12500,"collectedCurrency":"TZS","message":"success","channel":"M-PESA",' +
        '"updatedAt":"2026-05-04T09:00:01.000Z","createdAt":"2026-05-04T09:00:00.000Z",' +
        '"customer":{"customerName":"Asha Mushi","customerPhoneNumber":"255712000111","customerEmail":"asha@shop.test"},' +
        `"clientId":"${shop.clientId}"}]`,
    )
    expect(schemaIssues(paymentRows, reply.json())).toEqual([])
  })

  test('after a failure has the operator’s words and no receipt', async () => {
    const { sandbox, shop } = await shopOf({ scenario: 'insufficient-balance' })
    await pay(sandbox, await shop.createLink())
    await sandbox.clocks.advance(shop.id, 60_000)
    const reply = await shop.get('/payments/ORDER1001')
    const [row] = reply.json()
    expect(row).toMatchObject({
      status: 'FAILED',
      collectedAmount: 12500,
      message: 'Insufficient balance.Please top up your account and try again',
    })
    for (const field of ['paymentReference', 'customer']) expect(row).not.toHaveProperty(field)
    expect(schemaIssues(paymentRows, reply.json())).toEqual([])
  })

  test('that was paid by card has no phone number', async () => {
    const { sandbox, shop } = await shopOf()
    const link = await shop.createLink({ orderCurrency: 'USD' })
    await pay(sandbox, link, { channel: 'CARD', phoneNumber: undefined })
    const [row] = (await shop.get('/payments/ORDER1001')).json()
    expect(row).toMatchObject({ status: 'PENDING', channel: 'CARD', collectedCurrency: 'USD' })
    expect(row).not.toHaveProperty('paymentPhoneNumber')
  })

  test('lists every attempt, the newest first', async () => {
    const { sandbox, shop } = await shopOf({ scenario: 'insufficient-balance' })
    const link = await shop.createLink()
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      ids.unshift((await pay(sandbox, link)).id)
      await sandbox.clocks.advance(shop.id, i === 0 ? 2000 : 60_000)
    }
    const rows: { id: string }[] = (await shop.get('/payments/ORDER1001')).json()
    expect(rows.map(({ id }) => id)).toEqual(ids)
  })

  test('shows a status that only the query knows', async () => {
    const { sandbox, shop } = await shopOf()
    const { id } = await pay(sandbox, await shop.createLink())
    for (const status of ['ON-HOLD', 'SUCCESS', 'SETTLED', 'REVERSED'] as const) {
      await sandbox.payments.moveByHand(shop.id, id, status)
      const reply = await shop.get('/payments/ORDER1001')
      expect(reply.json()).toMatchObject([{ id, status }])
      expect(schemaIssues(paymentRows, reply.json())).toEqual([])
    }
  })

  test('is open to every application of the merchant, and to one of API type', async () => {
    const { app, sandbox, shop } = await shopOf()
    await pay(sandbox, await shop.createLink())
    const second = await sandbox.applications.add(shop.id, {
      apiKey: 'SKSECOND',
      features: ['payment-api'],
    })
    const headers = { 'client-id': second.id, 'api-key': 'SKSECOND' }
    const token = (await app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })).json()
    const reply = await app.inject({
      url: '/third-parties/payments/ORDER1001',
      headers: { authorization: token.token },
    })
    expect(reply.json()).toMatchObject([{ orderReference: 'ORDER1001', clientId: shop.clientId }])
  })

  test('can be called with a JSON content type and no body, and with a slash at the end', async () => {
    const { shop } = await shopOf()
    await shop.createLink()
    const reply = await shop.get('/payments/ORDER1001/', { 'content-type': 'application/json' })
    expect(reply.body).toBe('[]')
  })

  test.each([
    ['{}', 'Content-Length: 2\r\n\r\n{}'],
    ['garbage', 'Content-Length: 3\r\n\r\n{]x'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['nothing at all', '\r\n'],
  ])('can be called with a body of %s, again and again over one connection', async (_, rest) => {
    const { app, shop } = await shopOf()
    await shop.createLink()
    const port = await listening(app)
    const authorization = await shop.token()
    const head = `GET /third-parties/payments/ORDER1001 HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\n`
    const answers = await exchange(port, `${head}${rest}${head}Connection: close\r\n${rest}`)
    expect(answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(2)
    expect(lastAnswer(answers)).toMatchObject({ status: 200, body: '[]' })
  })
})
