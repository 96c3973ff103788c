import { describe, expect, test } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { refused, seen } from '../support/answers.js'
import { startReceiver } from '../support/receiver.js'
import { signed } from '../support/reference-checksum.js'
import { startSandbox } from '../support/sandbox.js'

const PREVIEW = '/payments/preview-card-payment'
const INITIATE = '/payments/initiate-card-payment'
const KEY = 'CHKfakeSandboxKey00000000000000001'
const CARD = {
  amount: '25.50',
  currency: 'USD',
  orderReference: 'CARD1001',
  customer: { fullName: 'Asha Mushi', email: 'asha@shop.test', phoneNumber: '255712000111' },
}
const FORM = { method: 'CARD', cardExpiry: '12/40', cardCvc: '123' }

async function openShop(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const { app, sandbox } = box
  const receiver = await startReceiver()
  const webhooks = { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url }
  const shop = await box.openShop({
    webhooks,
    checksumKey: KEY,
    returnUrl: 'https://shop.test/done',
    ...settings,
  })
  const initiate = (changes: object = {}, headers = {}) =>
    shop.post(INITIATE, { ...CARD, ...changes }, headers)
  const submit = (url: string, fields: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    })
  return {
    ...box,
    shop,
    initiate,
    preview: (changes: object = {}) => shop.post(PREVIEW, { ...CARD, ...changes }),
    told: () => receiver.received.map(({ text }) => JSON.parse(text)),
    query: async () => (await shop.get('/payments/CARD1001')).json(),
    pass: (ms: number) => sandbox.clocks.advance(shop.id, ms),
    /** Opens the page and pays with a card; returns the address of the payment. */
    payWith: async (cardNumber: string, fields = {}): Promise<string> => {
      const { pathname } = new URL((await initiate()).json().cardPaymentLink)
      const reply = await submit(`${pathname}/pay`, { ...FORM, cardNumber, ...fields })
      return String(reply.headers.location).split('?')[0] ?? ''
    },
    submit,
    page: async (url: string) => (await app.inject(url)).body,
  }
}

describe('a card payment', () => {
  test('is previewed with the card and its fee, without using the reference up', async () => {
    const { preview, initiate } = await openShop()
    expect((await preview()).json()).toEqual({
      activeMethods: [{ name: 'CARD', status: 'AVAILABLE', fee: 26.74, message: '' }],
    })
    expect((await initiate()).statusCode).toBe(200)
  })

  test('replies with a page that has the card form, the order and its customer', async () => {
    const { initiate, page, shop, query } = await openShop()
    const reply = (await initiate()).json()
    expect(reply).toEqual({
      cardPaymentLink: expect.stringMatching(/\/CHE[0-9A-F]{7}$/),
      clientId: shop.clientId,
    })
    const html = await page(new URL(reply.cardPaymentLink).pathname)
    expect(html).toContain('data-testid="card-number"')
    expect(html).toContain('25.50')
    expect(html).not.toContain('data-testid="method-auto"')
    expect(await query()).toEqual([])
  })

  test('is paid there, queried, announced, and leads back to the shop', async () => {
    const { payWith, pass, query, told, app } = await openShop()
    const payment = await payWith('4111 1111 1111 1111')
    expect(await query()).toMatchObject([{ status: 'PENDING', channel: 'CARD' }])
    await pass(5000)
    const row = { status: 'SUCCESS', channel: 'CARD', collectedCurrency: 'USD', orderReference: 'CARD1001' }
    const customer = {
      customerName: 'Asha Mushi',
      customerEmail: 'asha@shop.test',
      customerPhoneNumber: '255712000111',
    }
    expect(await query()).toMatchObject([{ ...row, collectedAmount: 25.5, customer }])
    expect(told()).toMatchObject([{ event: 'PAYMENT RECEIVED', data: { ...row, customer } }])
    expect((await app.inject(`${payment}/return`)).headers.location).toBe(
      'https://shop.test/done?orderReference=CARD1001&status=SUCCESS',
    )
  })

  test.each([
    ['4000 0000 0000 0002', 4000, 'Card declined by the issuing bank'],
    ['4000 0000 0000 9995', 2000, 'Insufficient funds'],
  ])('with %s is declined', async (number, ms, message) => {
    const { payWith, pass, query, told } = await openShop()
    await payWith(number)
    await pass(ms - 1)
    expect(await query()).toMatchObject([{ status: 'PENDING' }])
    await pass(1)
    expect(await query()).toMatchObject([{ status: 'FAILED', message }])
    expect(told()).toMatchObject([{ event: 'PAYMENT FAILED', data: { channel: 'CARD', message } }])
  })

  test('goes by the scenario that is picked on the page, whatever the card', async () => {
    const { payWith, pass, query } = await openShop()
    await payWith('4000 0000 0000 0002', { scenario: 'success' })
    await pass(5000)
    expect(await query()).toMatchObject([{ status: 'SUCCESS' }])
  })

  test('can be initiated for a customer that ClickPesa knows', async () => {
    const { initiate } = await openShop()
    expect((await initiate({ customer: { id: 'CUST1' } })).statusCode).toBe(200)
  })
})

describe('the check of the bank (3-D Secure)', () => {
  const ASKS = '4000 0000 0000 3220'

  test('is shown on the page, and nothing happens before it is answered', async () => {
    const { payWith, pass, query, page } = await openShop()
    const payment = await payWith(ASKS)
    await pass(3_600_000)
    expect(await query()).toMatchObject([{ status: 'PENDING' }])
    expect(await page(payment)).toContain('data-testid="bank-passed"')
  })

  test.each([
    ['passed', 5000, 'SUCCESS', 'success'],
    ['failed', 1000, 'FAILED', 'The bank could not confirm the cardholder (3-D Secure)'],
    ['left', 600_000, 'FAILED', 'The check by the bank was not completed in time (3-D Secure)'],
  ])('%s leads to its outcome', async (answer, ms, status, message) => {
    const { payWith, pass, query, submit, page, told } = await openShop()
    const payment = await payWith(ASKS)
    expect((await submit(`${payment}/bank`, { answer })).statusCode).toBe(303)
    expect(await page(payment)).not.toContain('data-testid="bank-passed"')
    await pass(ms)
    expect(await query()).toMatchObject([{ status, message }])
    expect(told()).toMatchObject([{ data: { status, message } }])
  })

  test('can be answered once, with one of its answers, and lets the scenario begin', async () => {
    const { payWith, pass, query, submit } = await openShop({ scenario: 'card-declined' })
    const payment = await payWith(ASKS)
    expect((await submit(`${payment}/bank`, { answer: 'shout' })).statusCode).toBe(422)
    await submit(`${payment}/bank`, { answer: 'passed' })
    await submit(`${payment}/bank`, { answer: 'failed' })
    await pass(3999)
    expect(await query()).toMatchObject([{ status: 'PENDING' }])
    await pass(1)
    expect(await query()).toMatchObject([{ message: 'Card declined by the issuing bank' }])
  })
})

describe('what a card payment and its preview refuse', () => {
  test.each<[string, object, string | string[]]>([
    ['shillings', { currency: 'TZS' }, ['currency must be one of the following values: USD']],
    [
      'no customer',
      { customer: undefined },
      ['each value in nested property customer must be either object or array'],
    ],
    ['no reference', { orderReference: undefined }, 'Order reference is required'],
    [
      'a hyphen in the reference',
      { orderReference: 'CARD-1' },
      'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank',
    ],
  ])('%s', async (_, changes, message) => {
    const { preview, initiate } = await openShop()
    expect(seen(await preview(changes))).toEqual(refused(400, message))
    expect(seen(await initiate(changes))).toEqual(refused(400, message))
  })

  test('an application without the feature, an account without cards, and a used reference', async () => {
    const hosted = await openShop({ features: ['hosted-checkout'] })
    const without = await openShop({ collectionMethods: { CARD: 'MISSING' } })
    const down = await openShop({ collectionMethods: { CARD: 'UNAVAILABLE' } })
    const feature = 'Application has no access to COLLECTION API feature. Enable it on your application.'
    for (const call of ['preview', 'initiate'] as const) {
      expect(seen(await hosted[call]())).toEqual(refused(400, feature))
      expect(seen(await without[call]())).toEqual(refused(404, 'Account has no payment collection methods'))
    }
    expect((await down.preview()).json()).toEqual({
      activeMethods: [{ name: 'CARD', status: 'UNAVAILABLE', message: 'Try later' }],
    })
    expect(seen(await down.initiate())).toEqual(refused(404, 'Account has no valid payment method'))
    const { initiate } = await openShop()
    await initiate()
    expect(seen(await initiate())).toEqual(
      refused(409, 'Order reference CARD1001 already used: Create a different reference'),
    )
  })

  test('what is not signed, where the application asks for it', async () => {
    const { shop } = await openShop({ checksumEnabled: true })
    for (const path of [PREVIEW, INITIATE]) {
      expect(seen(await shop.post(path, CARD))).toEqual(refused(400, ['checksum is required']))
      expect((await shop.post(path, signed(CARD, KEY))).statusCode).toBe(200)
    }
  })

  test('not a reference of 21 characters, unless the dialect says so', async () => {
    const { initiate } = await openShop()
    expect((await initiate({ orderReference: 'A'.repeat(21) })).statusCode).toBe(200)
  })
})
