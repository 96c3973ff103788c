import { describe, expect, test } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { refused, seen } from '../support/answers.js'
import { startReceiver } from '../support/receiver.js'
import { signed } from '../support/reference-checksum.js'
import { startSandbox } from '../support/sandbox.js'

const PREVIEW = '/payments/preview-ussd-push-request'
const INITIATE = '/payments/initiate-ussd-push-request'
const KEY = 'CHKfakeSandboxKey00000000000000001'
const PUSH = { amount: '1000', currency: 'TZS', orderReference: 'SBX0003C', phoneNumber: '255712000111' }

async function openShop(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const receiver = await startReceiver()
  const webhooks = { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url }
  const shop = await box.openShop({ webhooks, checksumKey: KEY, ...settings })
  const { sandbox } = box
  return {
    ...box,
    shop,
    told: () => receiver.received.map(({ text }) => JSON.parse(text)),
    preview: (changes: object = {}) => shop.post(PREVIEW, { ...PUSH, ...changes }),
    push: (changes: object = {}, headers = {}) => shop.post(INITIATE, { ...PUSH, ...changes }, headers),
    query: async (reference = PUSH.orderReference) => (await shop.get(`/payments/${reference}`)).json(),
    pass: (ms: number) => sandbox.clocks.advance(shop.id, ms),
  }
}

const METHODS = ['TIGO-PESA', 'M-PESA', 'AIRTEL-MONEY', 'HALOPESA']

describe('the preview of a USSD push', () => {
  test('lists the methods with what they cost, and says nothing of the sender unless it is asked', async () => {
    const { preview } = await openShop()
    const activeMethods = METHODS.map((name) => ({ name, status: 'AVAILABLE', fee: 1150, message: '' }))
    expect((await preview()).json()).toEqual({ activeMethods })
    expect((await preview({ fetchSenderDetails: false })).json()).toEqual({ activeMethods })
    expect((await preview({ phoneNumber: undefined, fetchSenderDetails: true })).json()).toEqual({
      activeMethods,
    })
  })

  test('names the owner of the phone number, always the same one', async () => {
    const { preview } = await openShop()
    const { sender } = (await preview({ fetchSenderDetails: true })).json()
    expect(sender).toEqual({
      accountName: expect.stringMatching(/^[A-Z]+ [A-Z]+$/),
      accountNumber: '255712000111',
      accountProvider: 'TIGO-PESA',
    })
    expect((await preview({ fetchSenderDetails: true })).json().sender).toEqual(sender)
  })

  test('shows methods that do not work now, without a fee, and none that the account lacks', async () => {
    const { preview } = await openShop({
      collectionMethods: { HALOPESA: 'UNAVAILABLE', 'M-PESA': 'MISSING' },
    })
    expect((await preview()).json().activeMethods).toEqual([
      { name: 'TIGO-PESA', status: 'AVAILABLE', fee: 1150, message: '' },
      { name: 'AIRTEL-MONEY', status: 'AVAILABLE', fee: 1150, message: '' },
      { name: 'HALOPESA', status: 'UNAVAILABLE', message: 'Try later' },
    ])
  })

  test('reserves nothing: the reference stays free, and nothing is asked of the phone', async () => {
    const { preview, push, query, sandbox, shop } = await openShop()
    await preview()
    expect(await sandbox.orders.findByReference(shop.id, PUSH.orderReference)).toBeNull()
    expect((await push()).statusCode).toBe(200)
    expect((await preview()).statusCode).toBe(200)
    expect(await query()).toHaveLength(1)
  })
})

describe('a USSD push', () => {
  test('replies with the payment that it started, in the form of live replies', async () => {
    const { push, shop } = await openShop()
    const reply = await push()
    expect([reply.statusCode, reply.json()]).toEqual([
      200,
      {
        id: expect.stringMatching(/^CLPLCPC[0-9A-Z]{6}$/),
        status: 'PROCESSING',
        channel: 'TIGO-PESA',
        orderReference: 'SBX0003C',
        collectedAmount: '1000.00',
        collectedCurrency: 'TZS',
        createdAt: expect.stringMatching(/Z$/),
        clientId: shop.clientId,
      },
    ])
  })

  test('is queried and announced under the same id', async () => {
    const { push, query, pass, told, shop } = await openShop()
    const { id } = (await push()).json()
    expect(await query()).toMatchObject([{ id, status: 'PROCESSING', message: '' }])
    await pass(5000)
    const row = { id, status: 'SUCCESS', channel: 'TIGO-PESA', orderReference: 'SBX0003C' }
    expect(await query()).toMatchObject([
      { ...row, collectedAmount: 1000, paymentPhoneNumber: '255712000111' },
    ])
    expect((await shop.get('/payments/all')).json()).toMatchObject({ data: [row], totalCount: 1 })
    expect(told()).toMatchObject([
      { event: 'PAYMENT RECEIVED', data: { ...row, collectedAmount: '1000', clientId: shop.clientId } },
    ])
  })

  test.each([
    ['255611000111', 'HALOPESA'],
    ['255621000111', 'HALOPESA'],
    ['255651000111', 'TIGO-PESA'],
    ['255771000111', 'TIGO-PESA'],
    ['255681000111', 'AIRTEL-MONEY'],
    ['255781000111', 'AIRTEL-MONEY'],
    ['255741000111', 'M-PESA'],
    ['255791000111', 'M-PESA'],
  ])('goes over the network of the phone number: %s over %s', async (phoneNumber, channel) => {
    const { push } = await openShop()
    expect((await push({ phoneNumber })).json()).toMatchObject({ status: 'PROCESSING', channel })
  })

  test('follows the scenario of its request, of its reference, of its phone, or the default', async () => {
    const { push, sandbox, shop, pass, query } = await openShop({ scenario: 'slow-success' })
    await push({ orderReference: 'BYHEADER' }, { 'x-sandbox-scenario': 'wrong-pin' })
    await sandbox.scenarios.setForOrder(shop.id, 'BYORDER', 'customer-cancelled')
    await push({ orderReference: 'BYORDER' })
    await push({ orderReference: 'BYPHONE', phoneNumber: '255744990010' })
    await push({ orderReference: 'BYDEFAULT' })
    await pass(10_000)
    const outcomes = await Promise.all(
      ['BYHEADER', 'BYORDER', 'BYPHONE', 'BYDEFAULT'].map(async (reference) => (await query(reference))[0]),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['FAILED', 'FAILED', 'FAILED', 'PROCESSING'])
  })

  test.each([true, false])('that fails at once says so in its reply (clock frozen: %s)', async (frozen) => {
    const { push, told } = await openShop({ clock: { frozen }, scenario: 'failed-at-once' })
    expect((await push({ amount: '500' })).json()).toMatchObject({
      status: 'FAILED',
      collectedAmount: '500.00',
    })
    if (frozen) expect(told()).toMatchObject([{ event: 'PAYMENT FAILED', data: { status: 'FAILED' } }])
  })

  test('whose customer would leave the page shows a prompt that nobody answers', async () => {
    const { push, pass, query } = await openShop({ scenario: 'abandoned-before-pay' })
    expect((await push()).json()).toMatchObject({ status: 'PROCESSING' })
    await pass(59_000)
    expect(await query()).toMatchObject([{ status: 'PROCESSING' }])
    await pass(2000)
    expect(await query()).toMatchObject([{ status: 'FAILED' }])
  })

  test('sends no browser anywhere, and what would wait for that is sent without', async () => {
    const { push, pass, told, sandbox, shop } = await openShop({
      returnUrl: 'https://shop.test/done',
      scenario: 'return-before-webhook',
    })
    await push()
    await pass(3_600_000)
    expect(told()).toHaveLength(1)
    const { items } = await sandbox.queries.journal(shop.id, {}, { limit: 100 })
    expect(items.map(({ type }) => type)).not.toContain('return:opened')
  })

  test('is signed for like any call with a body, and so is its preview', async () => {
    const { shop } = await openShop({ checksumEnabled: true })
    for (const path of [PREVIEW, INITIATE]) {
      expect(seen(await shop.post(path, PUSH))).toEqual(refused(400, ['checksum is required']))
      const wrong = { ...PUSH, checksum: '0'.repeat(64) }
      expect(seen(await shop.post(path, wrong))).toEqual(refused(400, ['Invalid checksum']))
      expect((await shop.post(path, signed(PUSH, KEY))).statusCode).toBe(200)
    }
  })

  test('takes the vector of the documentation, and not the one of a number that was hashed', async () => {
    const { push } = await openShop({ checksumEnabled: true })
    const hashedNumber = '9414488ad34279f7b872f1d6853b037796bf2958a6ef71ea2c19467b08ddb713'
    const hashedText = '56c6dd2c8ad783b5884e342df927153f0144cbe4938c610e7590e7a8ffcf4d42'
    expect((await push({ checksum: hashedNumber })).statusCode).toBe(400)
    expect((await push({ checksum: hashedText })).statusCode).toBe(200)
  })
})

const REFERENCE_FORM =
  'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank'
const REFERENCE_LENGTH = 'Order Reference should be less than or equal to 20 characters'
const RANGE = 'Amount must be between 500 and 3000000'
const UNSUPPORTED = 'Invalid / unsupported phone number'
const FORM = 'Phone number must start with country code and without the plus sign'
const FEATURE = 'Application has no access to COLLECTION API feature. Enable it on your application.'

/** What both calls refuse. */
const REFUSED: readonly [string, object, string][] = [
  ['no reference', { orderReference: undefined }, 'Order reference is required'],
  ['a hyphen in the reference', { orderReference: 'SBX-1' }, REFERENCE_FORM],
  ['an empty reference', { orderReference: '' }, REFERENCE_FORM],
  ['a reference of 21 characters', { orderReference: 'A'.repeat(21) }, REFERENCE_LENGTH],
  ['less than 500', { amount: '499.99' }, RANGE],
  ['more than three million', { amount: '3000000.01' }, RANGE],
  ['a phone with a plus', { phoneNumber: '+255712000111' }, FORM],
  ['a phone that begins with 0', { phoneNumber: '0712000111' }, FORM],
  ['a phone of another country', { phoneNumber: '254712000111' }, UNSUPPORTED],
  ['a phone that is too short', { phoneNumber: '25571200011' }, UNSUPPORTED],
  ['a phone of TTCL', { phoneNumber: '255731000111' }, UNSUPPORTED],
  ['a phone of Smile', { phoneNumber: '255661000111' }, UNSUPPORTED],
  ['a phone of a prefix that is not in use', { phoneNumber: '255721000111' }, UNSUPPORTED],
]

describe('what a push and its preview refuse', () => {
  test.each(REFUSED)('%s', async (_, changes, message) => {
    const { preview, push } = await openShop()
    expect(seen(await preview(changes))).toEqual(refused(400, message))
    expect(seen(await push(changes))).toEqual(refused(400, message))
  })

  test.each([
    ['500', 200],
    ['3000000', 200],
    [1000, 200],
  ])('not %s, which is within the limits', async (amount, status) => {
    const { preview, push } = await openShop()
    expect([(await preview({ amount })).statusCode, (await push({ amount })).statusCode]).toEqual([
      status,
      status,
    ])
  })

  test('a missing phone, where one is needed', async () => {
    const { push, preview } = await openShop()
    expect(seen(await push({ phoneNumber: undefined }))).toEqual(
      refused(400, ['phoneNumber must be a string']),
    )
    expect(seen(await push({ phoneNumber: '' }))).toEqual(refused(400, UNSUPPORTED))
    expect((await preview({ phoneNumber: '' })).statusCode).toBe(200)
  })

  test('a missing amount and currency, both at once', async () => {
    const { push } = await openShop()
    const reply = await push({ amount: undefined, currency: undefined })
    expect(seen(reply)).toEqual(
      refused(400, ['amount must be a number string', 'currency must be one of the following values: TZS']),
    )
  })

  test('an application without the feature, as one for hosted pages is', async () => {
    const { preview, push } = await openShop({ features: ['hosted-checkout'] })
    expect(seen(await preview())).toEqual(refused(400, FEATURE))
    expect(seen(await push())).toEqual(refused(400, FEATURE))
  })

  test('an application that is disabled', async () => {
    const { shop, sandbox } = await openShop()
    const authorization = await shop.token()
    await sandbox.applications.change(shop.id, shop.clientId, { enabled: false })
    for (const path of [PREVIEW, INITIATE]) {
      const reply = await shop.post(path, PUSH, { authorization })
      expect(seen(reply)).toEqual(refused(400, 'Valid Client ID is required'))
    }
  })

  test('an account without any method, and one without the method of the phone', async () => {
    const none = { 'M-PESA': 'MISSING', 'TIGO-PESA': 'MISSING', 'AIRTEL-MONEY': 'MISSING' } as const
    const without = await openShop({ collectionMethods: { ...none, HALOPESA: 'MISSING' } })
    const others = await openShop({ collectionMethods: none })
    for (const call of ['preview', 'push'] as const) {
      expect(seen(await without[call]())).toEqual(refused(404, 'Account has no payment collection methods'))
      expect(seen(await others[call]())).toEqual(refused(404, 'Account has no valid payment method'))
    }
  })

  test('a push over a method that does not work now, which the preview only shows', async () => {
    const { preview, push } = await openShop({ collectionMethods: { 'TIGO-PESA': 'UNAVAILABLE' } })
    expect((await preview()).statusCode).toBe(200)
    expect(seen(await push())).toEqual(refused(404, 'Account has no valid payment method'))
  })

  test('a reference that a push or a link has used, and a link one that a push has', async () => {
    const { push, shop } = await openShop()
    const used = refused(409, 'Order reference SBX0003C already used: Create a different reference')
    await push()
    expect(seen(await push())).toEqual(used)
    const link = { totalPrice: '1000', orderCurrency: 'TZS', orderReference: PUSH.orderReference }
    expect(seen(await shop.post('/checkout-link/generate-checkout-url', link))).toEqual(used)
    await shop.createLink({ orderReference: 'LINK1' })
    expect((await push({ orderReference: 'LINK1' })).statusCode).toBe(409)
  })

  test('without using the reference up', async () => {
    const { push, query } = await openShop()
    expect((await push({ phoneNumber: '255731000111' })).statusCode).toBe(400)
    expect((await query()).message).toBe('Invalid or missing payment: SBX0003C')
    expect((await push()).statusCode).toBe(200)
  })
})

describe('collectionMethods', () => {
  test('can be set by the control API, and by the scenario of the merchant or of the order', async () => {
    const { app, sandbox, shop, push, preview } = await openShop()
    const url = `/sandbox/api/v1/merchants/${shop.id}`
    const changed = await app.inject({
      method: 'PATCH',
      url,
      payload: { collectionMethods: { 'TIGO-PESA': 'UNAVAILABLE' } },
    })
    expect(changed.json()).toMatchObject({ collectionMethods: { 'TIGO-PESA': 'UNAVAILABLE' } })
    expect((await push()).statusCode).toBe(404)
    await sandbox.scenarios.add('all-well', {
      title: 'All well',
      about: 'For a test.',
      timeline: [{ after: '1s', status: 'SUCCESS' }],
      collectionMethods: { 'TIGO-PESA': 'AVAILABLE', HALOPESA: 'MISSING' },
    })
    expect((await push({}, { 'x-sandbox-scenario': 'all-well' })).statusCode).toBe(200)
    await sandbox.scenarios.setDefault(shop.id, 'all-well')
    const { activeMethods } = (await preview()).json()
    expect(activeMethods.map(({ name }: { name: string }) => name)).toEqual(METHODS.slice(0, 3))
  })

  test('refuses a method and a state that do not exist', async () => {
    const { app, shop } = await openShop()
    for (const collectionMethods of [{ PAYPAL: 'AVAILABLE' }, { HALOPESA: 'BROKEN' }]) {
      const reply = await app.inject({
        method: 'PATCH',
        url: `/sandbox/api/v1/merchants/${shop.id}`,
        payload: { collectionMethods },
      })
      expect(reply.statusCode).toBe(400)
    }
  })
})
