import { describe, expect, test } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { refused, seen } from '../support/answers.js'
import { startReceiver } from '../support/receiver.js'
import { signed } from '../support/reference-checksum.js'
import { startSandbox } from '../support/sandbox.js'

const ORDER = '/billpay/create-order-control-number'
const CUSTOMER = '/billpay/create-customer-control-number'
const KEY = 'CHKfakeSandboxKey00000000000000001'
const BILL = { billDescription: 'Two baskets', billAmount: 18000, billReference: 'BILL1' }
const TENANT = { customerName: 'Asha Mushi', customerPhone: '255712000111', billReference: 'TENANT1' }

async function openShop(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const { app, sandbox } = box
  const receiver = await startReceiver()
  const webhooks = { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url }
  const shop = await box.openShop({ webhooks, checksumKey: KEY, ...settings })
  return {
    ...box,
    shop,
    told: () => receiver.received.map(({ text }) => JSON.parse(text)),
    create: async (body: object = BILL, path = ORDER): Promise<string> =>
      (await shop.post(path, body)).json().billPayNumber,
    pay: (number: string, payload: object = {}) =>
      app.inject({
        method: 'POST',
        url: `/sandbox/api/v1/merchants/${shop.id}/control-numbers/${number}/payments`,
        payload,
      }),
    patch: async (number: string, payload: object) =>
      app.inject({
        method: 'PATCH',
        url: `/third-parties/billpay/${number}`,
        headers: { authorization: await shop.token() },
        payload,
      }),
    pass: (ms: number) => sandbox.clocks.advance(shop.id, ms),
  }
}

describe('a control number', () => {
  test('of an order has 14 digits and the fields of its request', async () => {
    const { shop } = await openShop()
    expect((await shop.post(ORDER, BILL)).json()).toEqual({
      billPayNumber: expect.stringMatching(/^\d{14}$/),
      billDescription: 'Two baskets',
      billCustomerName: null,
      billAmount: 18000,
      billPaymentMode: 'ALLOW_PARTIAL_AND_OVER_PAYMENT',
    })
  })

  test('of a customer names the customer, and may have no amount', async () => {
    const { shop } = await openShop()
    expect((await shop.post(CUSTOMER, TENANT)).json()).toMatchObject({
      billCustomerName: 'Asha Mushi',
      billAmount: null,
      billDescription: '',
    })
  })

  test('of one merchant begins with the same four digits, and none is given out twice', async () => {
    const { create } = await openShop()
    const numbers = [await create(), await create({ billAmount: 500 }), await create({ billAmount: 500 })]
    expect(new Set(numbers.map((number) => number.slice(0, 4))).size).toBe(1)
    expect(new Set(numbers).size).toBe(3)
  })

  test('is shown with its status and its reference, which is made up where there is none', async () => {
    const { shop, create } = await openShop()
    const number = await create({ billAmount: 18000 })
    expect((await shop.get(`/billpay/${number}`)).json()).toMatchObject({
      billPayNumber: number,
      billStatus: 'ACTIVE',
      billReference: expect.stringMatching(/^[A-Za-z0-9]+$/),
    })
  })

  test('is paid, announced, and queried by its reference; that of an order closes then', async () => {
    const { shop, create, pay, pass, told } = await openShop()
    const number = await create()
    expect((await shop.get('/payments/BILL1')).json()).toEqual([])
    const paid = await pay(number, { phoneNumber: '255744000111' })
    expect([paid.statusCode, paid.json()]).toMatchObject([201, { status: 'PENDING' }])
    await pass(5000)
    const row = { orderReference: 'BILL1', status: 'SUCCESS', channel: 'M-PESA' }
    expect(told()).toMatchObject([{ event: 'PAYMENT RECEIVED', data: { ...row, collectedAmount: '18000' } }])
    expect((await shop.get('/payments/BILL1')).json()).toMatchObject([{ ...row, collectedAmount: 18000 }])
    expect((await pay(number)).json()).toMatchObject({
      code: 'CONTROL_NUMBER_NOT_PAID',
      message: expect.stringContaining('closes after a payment'),
    })
  })

  test.each([
    ['less', '5000', 5000],
    ['more', '20000.50', 20000.5],
  ])('takes %s than it asks for, and closes', async (_, amount, collectedAmount) => {
    const { shop, create, pay, pass } = await openShop()
    const number = await create()
    await pay(number, { amount })
    await pass(5000)
    expect((await shop.get('/payments/BILL1')).json()).toMatchObject([{ status: 'SUCCESS', collectedAmount }])
    expect((await pay(number)).statusCode).toBe(409)
  })

  test('that is EXACT takes nothing else', async () => {
    const { create, pay } = await openShop()
    const number = await create({ ...BILL, billPaymentMode: 'EXACT' })
    expect((await pay(number, { amount: '17999' })).json().message).toContain('exactly its own amount')
    expect((await pay(number, { amount: '18000' })).statusCode).toBe(201)
  })

  test('of a customer is paid again and again, each time with an amount', async () => {
    const { shop, create, pay, pass, told } = await openShop()
    const number = await create(TENANT, CUSTOMER)
    expect((await pay(number)).json().message).toContain('has no amount of its own')
    for (const amount of ['1000', '2000', '3000']) {
      expect((await pay(number, { amount })).statusCode).toBe(201)
      await pass(5000)
    }
    const rows = (await shop.get('/payments/TENANT1')).json()
    expect(rows.map((row: { collectedAmount: number }) => row.collectedAmount)).toEqual([3000, 2000, 1000])
    expect(told()).toHaveLength(3)
  })

  test('takes no more than its maximum, and no more or less than the operators', async () => {
    const { create, pay } = await openShop()
    const number = await create({ ...BILL, billMaxCollectionAmount: 20000 })
    expect((await pay(number, { amount: '20001' })).json().message).toContain('20000 is the most')
    expect((await pay(number, { amount: '499' })).json().message).toContain('500 is the least')
    const free = await create({ billReference: 'FREE1' })
    expect((await pay(free, { amount: '5000001' })).json().message).toContain('5000000 is the most')
  })

  test('is changed by PATCH, and not paid while it is INACTIVE', async () => {
    const { create, pay, patch, shop } = await openShop()
    const number = await create()
    expect((await patch(number, { billStatus: 'INACTIVE' })).json()).toMatchObject({ billStatus: 'INACTIVE' })
    expect((await pay(number)).json().message).toContain('it is INACTIVE')
    const changes = { billAmount: 25000, billDescription: 'Three', billPaymentMode: 'EXACT' }
    await patch(number, { billStatus: 'ACTIVE', ...changes })
    expect((await shop.get(`/billpay/${number}`)).json()).toMatchObject({ billStatus: 'ACTIVE', ...changes })
    expect((await pay(number)).json()).toMatchObject({ amount: '25000' })
  })

  test('follows the scenario of its request', async () => {
    const { shop, pay, pass, told } = await openShop()
    const reply = await shop.post(ORDER, BILL, { 'x-sandbox-scenario': 'insufficient-balance' })
    await pay(reply.json().billPayNumber)
    await pass(10_000)
    expect(told()).toMatchObject([{ event: 'PAYMENT FAILED', data: { orderReference: 'BILL1' } }])
  })
})

describe('many control numbers at once', () => {
  test('are made as far as they can be, and what is wrong with the others is said', async () => {
    const { shop } = await openShop()
    await shop.post(ORDER, BILL)
    const controlNumbers = [
      { billAmount: 1000, billReference: 'NEW1' },
      { billAmount: -5 },
      BILL,
      { billAmount: 1000, billReference: 'NEW-2' },
      { billAmount: 1000, billReference: 'NEW1' },
    ]
    const used = (reference: string) =>
      `Order reference ${reference} already used: Create a different reference`
    expect(
      (await shop.post('/billpay/bulk-create-order-control-numbers', { controlNumbers })).json(),
    ).toEqual({
      billPayNumbers: [expect.objectContaining({ billAmount: 1000 })],
      created: 1,
      failed: 4,
      errors: [
        { index: 1, message: 'billAmount must be a positive number' },
        { index: 2, message: used('BILL1') },
        {
          index: 3,
          message: 'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank',
        },
        { index: 4, message: used('NEW1') },
      ],
    })
  })

  test('of customers need a customer each, and have no errors where nothing was wrong', async () => {
    const { shop } = await openShop()
    const path = '/billpay/bulk-create-customer-control-numbers'
    const reply = (await shop.post(path, { controlNumbers: [TENANT] })).json()
    expect(reply).toEqual({ billPayNumbers: [expect.anything()], created: 1, failed: 0 })
    expect((await shop.post(path, { controlNumbers: [{ billAmount: 1 }] })).json()).toMatchObject({
      created: 0,
      errors: [{ index: 0, message: 'customerName must be a string' }],
    })
  })
})

describe('what is refused', () => {
  test.each<[string, string, object, string | string[]]>([
    ['no customer', CUSTOMER, {}, ['customerName must be a string']],
    [
      'no way to reach the customer',
      CUSTOMER,
      { customerName: 'Asha' },
      ['customerPhone or customerEmail must be a string'],
    ],
    [
      'a hyphen in the reference',
      ORDER,
      { billReference: 'BILL-1' },
      'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank',
    ],
  ])('%s', async (_, path, body, message) => {
    const { shop } = await openShop()
    expect(seen(await shop.post(path, body))).toEqual(refused(400, message))
  })

  test('a number that the merchant does not have, also another merchant’s', async () => {
    const { shop, create, patch, pay, openShop: openOther } = await openShop()
    const number = await create()
    const unknown = (of: string) => refused(404, `Invalid or missing bill pay number: ${of}`)
    expect(seen(await shop.get('/billpay/12345678901234'))).toEqual(unknown('12345678901234'))
    expect(seen(await patch('12345678901234', { billStatus: 'ACTIVE' }))).toEqual(unknown('12345678901234'))
    expect((await pay('12345678901234')).json()).toMatchObject({ code: 'CONTROL_NUMBER_NOT_FOUND' })
    expect(seen(await (await openOther()).get(`/billpay/${number}`))).toEqual(unknown(number))
  })

  test('a used reference, a missing feature, and what is not signed', async () => {
    const { shop } = await openShop()
    await shop.post(ORDER, BILL)
    expect(seen(await shop.post(ORDER, BILL))).toEqual(
      refused(409, 'Order reference BILL1 already used: Create a different reference'),
    )
    const hosted = await openShop({ features: ['hosted-checkout'] })
    expect(seen(await hosted.shop.post(ORDER, BILL))).toEqual(
      refused(400, 'Application has no access to COLLECTION API feature. Enable it on your application.'),
    )
    const signs = await openShop({ checksumEnabled: true })
    expect(seen(await signs.shop.post(ORDER, BILL))).toEqual(refused(400, ['checksum is required']))
    expect((await signs.shop.post(ORDER, signed(BILL, KEY))).statusCode).toBe(200)
  })
})

test('a payer pays on a page of the sandbox, which lists the numbers', async () => {
  const { app, shop, create } = await openShop()
  const number = await create()
  const url = `/sandbox/merchants/${shop.id}/control-numbers`
  expect((await app.inject(url)).body).toContain(number)
  const submit = (fields: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: `${url}/pay`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    })
  const paid = await submit({ number: number.replace(/(\d{4})(?=\d)/g, '$1 '), amount: '500' })
  expect([paid.statusCode, paid.headers.location]).toEqual([303, expect.stringMatching(/orders\/BILL1$/)])
  expect((await submit({ number })).statusCode).toBe(422)
  expect((await submit({ number: '1' })).body).toContain('has no control number 1')
})
