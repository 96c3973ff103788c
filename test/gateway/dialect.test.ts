import { describe, expect, test } from 'vitest'
import { accountHolderOf } from '../../server/domain/account-holder.js'
import { linkState } from '../../server/domain/checkout-link.js'
import { type Dialect, SWITCH_NAMES, type Switch, type SwitchName } from '../../server/domain/dialect.js'
import { SWITCHES } from '../../server/domain/dialect-switches.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { withPayment } from '../../server/domain/order.js'
import { returnAddress } from '../../server/domain/return.js'
import { refused, seen } from '../support/answers.js'
import { anOrder, aPayment, NINE_O_CLOCK, pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { canonicalText, hmac, legacyText, signed } from '../support/reference-checksum.js'
import { startSandbox } from '../support/sandbox.js'

/**
 * One test for each value of each switch: what a merchant, a receiver or a customer can tell it by. The
 * type asks for all of them, so a new switch does not compile until its values have tests.
 */
type Cases = {
  readonly [K in SwitchName]: {
    readonly [V in KeyOf<Dialect[K]>]: (context: CaseContext) => Promise<void>
  }
}
type KeyOf<Value> = Value extends string
  ? Value
  : number extends Value
    ? 'a number'
    : Value extends number
      ? `${Value}`
      : never

const LINKS = '/checkout-link/generate-checkout-url'
const KEY = 'CHKfakeSandboxKey00000000000000001'
const ORDER = { totalPrice: '12500', orderReference: 'SBX0001A', orderCurrency: 'TZS' }
const JOSE = { ...ORDER, customerName: 'José' }
const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR
const A_NUMBER = 900

type CaseContext = Awaited<ReturnType<typeof openCase>>

/** A sandbox with one switch set: a merchant, a receiver for everything it is owed, and its calls. */
async function openCase(dialect: Partial<Dialect>) {
  const box = await startSandbox({ dialect })
  const { app, sandbox } = box
  const application = await startReceiver()
  const merchant = await startReceiver()
  const callback = await startReceiver()
  const bodies = (receiver: typeof callback) => receiver.received.map(({ text }) => JSON.parse(text))
  const open = async (settings: MerchantSettings = {}) => {
    const shop = await box.openShop({
      webhooks: { 'PAYMENT RECEIVED': application.url, 'PAYMENT FAILED': application.url },
      checksumKey: KEY,
      ...settings,
    })
    const link = (changes: object = {}) => shop.post(LINKS, { ...ORDER, ...changes })
    /** A link, paid and decided. */
    const buy = async (orderReference = 'SBX0001A', scenario = 'success') => {
      const order = signed({ ...JOSE, orderReference, callbackUrl: callback.url }, KEY)
      const reply = await shop.post(LINKS, order)
      if (reply.statusCode !== 200) throw new Error(reply.body)
      const linkId = reply.json().checkoutLink.split('/').at(-1)
      const payment = await pay(sandbox, linkId, { scenario })
      await sandbox.clocks.advance(shop.id, 5000)
      return { linkId, payment }
    }
    return { shop, link, buy }
  }
  return {
    ...box,
    open,
    application,
    merchant,
    callback,
    bodies,
    query: (authorization: string) =>
      app.inject({ url: '/third-parties/payments/all', headers: { authorization } }),
    ask: (clientId: string, apiKey: string) =>
      app.inject({
        method: 'POST',
        url: '/third-parties/generate-token',
        headers: { 'client-id': clientId, 'api-key': apiKey },
      }),
  }
}

const badCredentials =
  (status: number) =>
  async ({ open, ask }: CaseContext) => {
    const { shop } = await open()
    const replies = [await ask(shop.clientId, 'SKWRONG'), await ask('IDNOBODY', 'SKWRONG')]
    expect(replies.map(seen)).toEqual([
      refused(status, 'Invalid or Expired API-Key'),
      refused(status, 'Invalid client details'),
    ])
  }

const tokenSentAs =
  (change: (token: string) => string, status: number) =>
  async ({ open, query }: CaseContext) => {
    const { shop } = await open()
    const reply = await query(change(await shop.token()))
    if (status === 401) expect(seen(reply)).toEqual(refused(401, 'Unauthorized'))
    else expect(reply.statusCode).toBe(status)
  }

const tokenWhenNewerWasMade =
  (status: number) =>
  async ({ open, query }: CaseContext) => {
    const { shop } = await open()
    const older = await shop.token()
    const newer = await shop.token()
    expect([(await query(older)).statusCode, (await query(newer)).statusCode]).toEqual([status, 200])
  }

const missingChecksum =
  (message: string) =>
  async ({ open }: CaseContext) => {
    const { link } = await open({ checksumEnabled: true })
    expect(seen(await link())).toEqual(refused(400, [message]))
    expect(seen(await link({ checksum: '' }))).toEqual(refused(400, [message]))
    expect(seen(await link({ checksum: 'wrong' }))).toEqual(refused(400, ['Invalid checksum']))
  }

const checksumByDefault =
  (accepted: 'canonical' | 'legacy') =>
  async ({ open }: CaseContext) => {
    const { link } = await open({ checksumEnabled: true })
    const canonical = hmac(canonicalText(ORDER), KEY)
    const legacy = hmac(legacyText(ORDER), KEY)
    const [right, wrong] = accepted === 'canonical' ? [canonical, legacy] : [legacy, canonical]
    expect(seen(await link({ checksum: wrong }))).toEqual(refused(400, ['Invalid checksum']))
    expect((await link({ checksum: right })).statusCode).toBe(200)
  }

const BULK = '/billpay/bulk-create-order-control-numbers'

const PUSH = { amount: '1000', currency: 'TZS', orderReference: 'SBX0003C', phoneNumber: '255712000111' }

const phoneOfPush =
  (message: string) =>
  async ({ open }: CaseContext) => {
    const { shop } = await open()
    for (const path of ['/payments/preview-ussd-push-request', '/payments/initiate-ussd-push-request']) {
      for (const phoneNumber of ['+255712000111', '0712000111']) {
        expect(seen(await shop.post(path, { ...PUSH, phoneNumber }))).toEqual(refused(400, message))
      }
    }
  }

const feeOfPreview =
  (fee: number) =>
  async ({ open }: CaseContext) => {
    const { shop } = await open()
    const { activeMethods } = (await shop.post('/payments/preview-ussd-push-request', PUSH)).json()
    expect(activeMethods.map((method: { fee: number }) => method.fee)).toEqual([fee, fee, fee, fee])
  }

/** The reply to a push. */
async function pushed({ open }: CaseContext, changes: object = {}) {
  const { shop } = await open()
  return (await shop.post('/payments/initiate-ussd-push-request', { ...PUSH, ...changes })).json()
}

/** The query's row of a payment that succeeded. */
async function rowOf({ open }: CaseContext) {
  const { shop, buy } = await open()
  await buy()
  return (await shop.get('/payments/SBX0001A')).json()[0]
}

const queryAmount = (collectedAmount: unknown) => async (context: CaseContext) => {
  expect((await rowOf(context)).collectedAmount).toBe(collectedAmount)
}

const queryOfUnknown =
  (status: number, inList: boolean) =>
  async ({ open }: CaseContext) => {
    const { shop } = await open()
    const reply = await shop.get('/payments/NEVER1')
    if (inList) expect([reply.statusCode, reply.body]).toEqual([status, '[]'])
    else expect(seen(reply)).toEqual(refused(status, 'Invalid or missing payment: NEVER1'))
  }

const received = async ({ open, application, bodies }: CaseContext, settings: MerchantSettings = {}) => {
  const { buy } = await open(settings)
  await buy()
  return bodies(application)[0]
}

const receivedSigned = (context: CaseContext) => received(context, { checksumEnabled: true })

const coverage = (application: number, merchant: number) => async (context: CaseContext) => {
  const url = context.merchant.url
  await received(context, { merchantWebhooks: { 'PAYMENT RECEIVED': url } })
  expect([context.application.received.length, context.merchant.received.length]).toEqual([
    application,
    merchant,
  ])
}

const coverageOfPush =
  (application: number, merchant: number) =>
  async ({ sandbox, open, ...context }: CaseContext) => {
    const before = [context.application.received.length, context.merchant.received.length]
    const { shop } = await open({ merchantWebhooks: { 'PAYMENT RECEIVED': context.merchant.url } })
    await shop.post('/payments/initiate-ussd-push-request', PUSH)
    await sandbox.clocks.advance(shop.id, 5000)
    expect([context.application.received.length, context.merchant.received.length]).toEqual([
      (before[0] ?? 0) + application,
      (before[1] ?? 0) + merchant,
    ])
  }

const attempts =
  (count: number) =>
  async ({ sandbox, open, application, callback }: CaseContext) => {
    const { shop, buy } = await open()
    application.answerWith(500)
    callback.answerWith(500)
    await buy()
    await sandbox.clocks.runUntilIdle(shop.id)
    expect([application.received.length, callback.received.length]).toEqual([count, count])
  }

const returned =
  (address: string) =>
  async ({ open }: CaseContext) => {
    const { merchant } = (await open()).shop
    const { redirectParams } = merchant.dialect
    expect(returnAddress('https://shop.test/done', 'SBX0001A', 'SUCCESS', redirectParams)).toBe(address)
  }

const settings =
  (name: SwitchName, value: unknown) =>
  async ({ open, sandbox }: CaseContext) => {
    expect((await open()).shop.merchant.dialect[name]).toBe(value)
    expect(sandbox.dialect[name]).toBe(value)
  }

const PAYOUT = { amount: 20000, currency: 'TZS', orderReference: 'PAY1', phoneNumber: '255754000222' }
const CREATE_PAYOUT = '/payouts/create-mobile-money-payout'

async function withMoney({ open, sandbox }: CaseContext, settings: MerchantSettings = {}) {
  const { shop } = await open(settings)
  await sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
  return shop
}

const feeBorneBy = (received: string, total: string) => async (context: CaseContext) => {
  const shop = await withMoney(context)
  const { amount, beneficiary } = (await shop.post(CREATE_PAYOUT, PAYOUT)).json()
  expect([beneficiary.amount, amount]).toEqual([received, total])
}

const secondPayout = (changes: object, status: number) => async (context: CaseContext) => {
  const shop = await withMoney(context)
  await shop.post(CREATE_PAYOUT, PAYOUT)
  const second = await shop.post(CREATE_PAYOUT, { ...PAYOUT, orderReference: 'PAY2', ...changes })
  expect(second.statusCode).toBe(status)
}

const BANK_PAYOUT = {
  ...{ amount: 20000, currency: 'TZS', orderReference: 'PAY1', accountNumber: '0150000001' },
  ...{ accountName: 'Juma Ally', bic: 'CORUTZTZ', transferType: 'ACH', accountCurrency: 'TZS' },
}
const CREATE_BANK_PAYOUT = '/payouts/create-bank-payout'

const holderShown = (expected: string) => async (context: CaseContext) => {
  const shop = await withMoney(context)
  const { beneficiary } = (await shop.post(CREATE_BANK_PAYOUT, BANK_PAYOUT)).json()
  expect(beneficiary.accountName).toBe(expected)
}

const payoutToBank = (bic: string) => async (context: CaseContext) => {
  const shop = await withMoney(context)
  return shop.post(CREATE_BANK_PAYOUT, { ...BANK_PAYOUT, bic })
}

const kindOfTransferUnder = (key: string, other: string) => async (context: CaseContext) => {
  const { application, bodies, sandbox } = context
  const shop = await withMoney(context, { webhooks: { 'PAYOUT INITIATED': application.url } })
  await shop.post(CREATE_BANK_PAYOUT, BANK_PAYOUT)
  await sandbox.clocks.advance(shop.id, 60_000)
  const [{ data }] = bodies(application) as [{ data: Record<string, unknown> }]
  expect([data[key], data[other]]).toEqual(['ACH', undefined])
}

const initiatedAs = (status: string) => async (context: CaseContext) => {
  const { application, bodies, sandbox } = context
  const shop = await withMoney(context, { webhooks: { 'PAYOUT INITIATED': application.url } })
  await shop.post(CREATE_PAYOUT, PAYOUT)
  await sandbox.clocks.advance(shop.id, 60_000)
  expect(bodies(application)).toMatchObject([{ event: 'PAYOUT INITIATED', data: { status } }])
}

const CASES: Cases = {
  badCredentialsStatus: { 403: badCredentials(403), 401: badCredentials(401) },
  doubledBearer: {
    refuse: tokenSentAs((token) => `Bearer ${token}`, 401),
    accept: tokenSentAs((token) => `Bearer ${token}`, 200),
  },
  bareToken: {
    refuse: tokenSentAs((token) => token.replace('Bearer ', ''), 401),
    accept: tokenSentAs((token) => token.replace('Bearer ', ''), 200),
  },
  olderTokens: { stayValid: tokenWhenNewerWasMade(200), revoked: tokenWhenNewerWasMade(401) },
  errorEnvelope: {
    nest: async ({ open, query }) => {
      const { link } = await open()
      const replies = [
        await link({ orderCurrency: 'KES', totalPrice: 'x' }),
        await link({ orderReference: '-' }),
        await query('Bearer x'),
      ]
      expect(replies.map(({ body }) => body)).toEqual([
        '{"statusCode":400,"message":["totalPrice must be a number string","orderCurrency must be one of the following values: TZS, USD"],"error":"Bad Request"}',
        '{"statusCode":400,"message":"Invalid Order Reference, should only contain alphanumeric characters and cannot be blank","error":"Bad Request"}',
        '{"statusCode":401,"message":"Unauthorized"}',
      ])
    },
    messageOnly: async ({ open, query }) => {
      const { link } = await open()
      const replies = [
        await link({ orderCurrency: 'KES', totalPrice: 'x' }),
        await link({ orderReference: '-' }),
        await query('Bearer x'),
      ]
      expect(replies.map(({ statusCode, body }) => [statusCode, body])).toEqual([
        [400, '{"message":"totalPrice must be a number string"}'],
        [
          400,
          '{"message":"Invalid Order Reference, should only contain alphanumeric characters and cannot be blank"}',
        ],
        [401, '{"message":"Unauthorized"}'],
      ])
    },
  },
  missingChecksumMessage: {
    checksumIsRequired: missingChecksum('checksum is required'),
    invalidChecksum: missingChecksum('Invalid checksum'),
  },
  checksumWhileDisabled: {
    ignore: async ({ open }) => {
      const { link } = await open()
      expect((await link({ checksum: 'anything', checksumMethod: 'anything' })).statusCode).toBe(200)
    },
    refuse: async ({ open }) => {
      const { link } = await open()
      const reply = await link({ checksum: 'anything' })
      expect(seen(reply)).toEqual(refused(400, ['property checksum should not exist']))
      expect((await link({ checksum: '' })).statusCode).toBe(200)
      expect((await link({ orderReference: 'SBX0002B' })).statusCode).toBe(200)
    },
  },
  checksumDefaultMethod: {
    canonical: checksumByDefault('canonical'),
    legacy: checksumByDefault('legacy'),
  },
  canonicalNonAscii: {
    raw: async ({ open }) => {
      const { shop } = await open({ checksumEnabled: true })
      const reply = await shop.post(LINKS, { ...JOSE, checksum: escapedChecksum() })
      expect(seen(reply)).toEqual(refused(400, ['Invalid checksum']))
      expect((await shop.post(LINKS, signed(JOSE, KEY))).statusCode).toBe(200)
    },
    either: async (context) => {
      const { shop } = await context.open({ checksumEnabled: true })
      expect((await shop.post(LINKS, { ...JOSE, checksum: escapedChecksum() })).statusCode).toBe(200)
      const other = { ...JOSE, orderReference: 'SBX0002B' }
      expect((await shop.post(LINKS, signed(other, KEY))).statusCode).toBe(200)
      const body = await receivedSigned(context)
      expect(body.checksum).toBe(hmac(canonicalText(body), KEY))
      expect(context.application.received[0]?.text).toContain('José')
    },
  },
  totalPriceType: {
    stringOrNumber: async (context) => {
      const { link } = await context.open()
      expect(await pushed(context, { amount: 1000 })).toMatchObject({ collectedAmount: '1000.00' })
      expect((await link({ totalPrice: 12500 })).statusCode).toBe(200)
      expect((await link({ orderReference: 'SBX0002B' })).statusCode).toBe(200)
    },
    stringOnly: async (context) => {
      const { link } = await context.open()
      expect(await pushed(context, { amount: 1000 })).toMatchObject({ message: ['amount must be a string'] })
      const item = { name: 'a', price: 5, quantity: 1 }
      expect(seen(await link({ totalPrice: 12500 }))).toEqual(refused(400, ['totalPrice must be a string']))
      expect(seen(await link({ orderItems: [item] }))).toEqual(
        refused(400, ['orderItems.0.price must be a string']),
      )
      expect((await link({ orderItems: [{ ...item, price: '5' }] })).statusCode).toBe(200)
    },
  },
  unknownBodyFields: {
    ignore: async ({ open }) => {
      const { link } = await open()
      expect((await link({ redirectUrl: 'https://a.test', metadata: {} })).statusCode).toBe(200)
    },
    refuse: async ({ open }) => {
      const { link } = await open()
      const orderItems = [{ name: 'a', price: '5', quantity: 1, sku: 'A1' }]
      expect(seen(await link({ redirectUrl: 'https://a.test', metadata: {}, orderItems }))).toEqual(
        refused(400, [
          'property orderItems.0.sku should not exist',
          'property redirectUrl should not exist',
          'property metadata should not exist',
        ]),
      )
      expect((await link({ wooCommerceCallbackURL: 'x', description: 'd' })).statusCode).toBe(200)
    },
  },
  referenceLengthLimit: {
    pushOnly20: async (context) => {
      const { link } = await context.open()
      expect(await pushed(context, { orderReference: 'R'.repeat(21) })).toMatchObject({ statusCode: 400 })
      expect((await link({ orderReference: 'R'.repeat(21) })).statusCode).toBe(200)
    },
    everywhere20: async (context) => {
      const { link } = await context.open()
      expect(await pushed(context, { orderReference: 'R'.repeat(21) })).toMatchObject({ statusCode: 400 })
      expect(seen(await link({ orderReference: 'R'.repeat(21) }))).toEqual(
        refused(400, 'Order Reference should be less than or equal to 20 characters'),
      )
      expect((await link({ orderReference: 'R'.repeat(20) })).statusCode).toBe(200)
    },
    none: async (context) => {
      const { link } = await context.open()
      expect(await pushed(context, { orderReference: 'R'.repeat(21) })).toMatchObject({
        channel: 'TIGO-PESA',
      })
      expect((await link({ orderReference: 'R'.repeat(1000) })).statusCode).toBe(200)
    },
  },
  clientIdInReplies: {
    present: async ({ open, application, bodies }) => {
      const { shop, link, buy } = await open()
      await buy()
      await buy('BAD1', 'insufficient-balance')
      const { clientId } = shop
      expect((await link({ orderReference: 'SBX0002B' })).json()).toMatchObject({ clientId })
      expect((await shop.get('/payments/SBX0001A')).json()).toMatchObject([{ clientId }])
      expect((await shop.get('/payments/all')).json().data).toMatchObject([{ clientId }, { clientId }])
      expect(bodies(application).map(({ data }) => data.clientId)).toEqual([clientId, clientId])
    },
    absent: async ({ open, application, bodies }) => {
      const { shop, link, buy } = await open()
      await buy()
      await buy('BAD1', 'insufficient-balance')
      const told = [
        (await link({ orderReference: 'SBX0002B' })).json(),
        ...(await shop.get('/payments/SBX0001A')).json(),
        ...(await shop.get('/payments/all')).json().data,
        ...bodies(application).map(({ data }) => data),
      ]
      expect(told).toHaveLength(6)
      for (const message of told) expect(message).not.toHaveProperty('clientId')
    },
  },
  linkExpirySeconds: {
    none: async ({ open, sandbox }) => {
      const { shop } = await open()
      const link = await shop.createLink()
      await sandbox.clocks.advance(shop.id, 9 * YEAR)
      expect((await pay(sandbox, link)).status).toBe('PROCESSING')
    },
    'a number': async ({ open, sandbox }) => {
      const { shop } = await open()
      const onTime = await shop.createLink()
      const late = await shop.createLink({ orderReference: 'LATE1' })
      await sandbox.clocks.advance(shop.id, A_NUMBER * 1000 - 1)
      expect((await pay(sandbox, onTime)).status).toBe('PROCESSING')
      await sandbox.clocks.advance(shop.id, 1)
      await expect(pay(sandbox, late)).rejects.toThrow('the link is expired')
    },
  },
  linkClosesAfter: {
    firstSuccess: async ({ open, sandbox, application }) => {
      const { buy } = await open()
      const { linkId } = await buy()
      await expect(pay(sandbox, linkId)).rejects.toThrow('the link is paid')
      expect(application.received).toHaveLength(1)
    },
    never: async ({ open, sandbox, application, bodies }) => {
      const { shop, buy } = await open()
      const { linkId, payment } = await buy()
      const second = await pay(sandbox, linkId)
      await sandbox.clocks.advance(shop.id, 5000)
      expect(bodies(application).map(({ data }) => data.id)).toEqual([payment.id, second.id])
    },
  },
  redirectParams: {
    full: returned('https://shop.test/done?orderReference=SBX0001A&status=SUCCESS'),
    referenceOnly: returned('https://shop.test/done?orderReference=SBX0001A'),
    none: returned('https://shop.test/done'),
  },
  redirectOnFailure: {
    stay: async (context) => {
      await settings('redirectOnFailure', 'stay')(context)
      const failed = aPayment({ status: 'FAILED' })
      expect(linkState(withPayment(anOrder(), failed), context.sandbox.dialect, NINE_O_CLOCK)).toBe('open')
    },
    redirect: async (context) => {
      await settings('redirectOnFailure', 'redirect')(context)
      const { redirectParams } = context.sandbox.dialect
      expect(returnAddress('https://shop.test/done', 'SBX0001A', 'FAILED', redirectParams)).toBe(
        'https://shop.test/done?orderReference=SBX0001A&status=FAILED',
      )
    },
  },
  redirectStatusCode: { 302: settings('redirectStatusCode', 302), 303: settings('redirectStatusCode', 303) },
  paymentIdStyle: {
    operatorCode: async (context) => {
      expect((await rowOf(context)).id).toMatch(/^LCPC[0-9A-Z]{10}$/)
      expect(await pushed(context)).toMatchObject({ id: expect.stringMatching(/^CLPLCPC[0-9A-Z]{6}$/) })
    },
    referencePrefixed: async (context) => {
      expect((await rowOf(context)).id).toMatch(/^SBX0001ALCP[0-9A-Z]{4}$/)
      expect(await pushed(context)).toMatchObject({ id: expect.stringMatching(/^SBX0003CLCP[0-9A-Z]{4}$/) })
    },
  },
  pushPhoneError: {
    countryCodeText: phoneOfPush('Phone number must start with country code and without the plus sign'),
    unsupportedText: phoneOfPush('Invalid / unsupported phone number'),
  },
  pushPreviewFee: {
    amountPlusCharge: feeOfPreview(1150),
    chargeOnly: feeOfPreview(150),
  },
  bulkBillPayBody: {
    objectOnly: async ({ open }) => {
      const { shop } = await open()
      const reply = await shop.post(BULK, [{ billAmount: 5000 }])
      expect(seen(reply)).toEqual(refused(400, 'Malformed JSON'))
    },
    objectOrArray: async ({ open }) => {
      const { shop } = await open()
      for (const body of [[{ billAmount: 5000 }], { controlNumbers: [{ billAmount: 5000 }] }]) {
        expect((await shop.post(BULK, body)).json()).toMatchObject({ created: 1, failed: 0 })
      }
    },
  },
  webhookChecksum: {
    topLevel: async (context) => {
      const body = await receivedSigned(context)
      expect(Object.keys(body)).toEqual(['event', 'data', 'checksum', 'checksumMethod'])
      expect(body).toMatchObject({ checksum: hmac(canonicalText(body), KEY), checksumMethod: 'canonical' })
    },
    topLevelNoMethod: async (context) => {
      const body = await receivedSigned(context)
      expect(Object.keys(body)).toEqual(['event', 'data', 'checksum'])
      expect(body.checksum).toBe(hmac(canonicalText(body), KEY))
    },
    insideDataLegacy: async (context) => {
      const body = await receivedSigned(context)
      expect(Object.keys(body)).toEqual(['event', 'data'])
      expect(body.data.checksum).toBe(hmac(legacyText(body.data), KEY))
      expect(body.data).not.toHaveProperty('checksumMethod')
    },
    none: async (context) => {
      const body = await receivedSigned(context)
      expect(JSON.stringify(body)).not.toContain('checksum')
    },
  },
  webhookSignatureHeader: {
    none: async (context) => {
      await receivedSigned(context)
      expect(context.application.received[0]?.headers).not.toHaveProperty('x-clickpesa-checksum')
    },
    xClickpesaChecksum: async (context) => {
      const { checksum } = await receivedSigned(context)
      expect(checksum).toMatch(/^[0-9a-f]{64}$/)
      expect(context.application.received[0]?.headers).toMatchObject({ 'x-clickpesa-checksum': checksum })
    },
  },
  webhookNonAscii: {
    raw: async (context) => {
      const body = await receivedSigned(context)
      expect(body.checksum).toBe(hmac(canonicalText(body), KEY))
      expect(canonicalText(body)).toContain('José')
    },
    escaped: async (context) => {
      const body = await receivedSigned(context)
      expect(body.checksum).toBe(hmac(canonicalText(body).replaceAll('é', '\\u00e9'), KEY))
      expect(context.application.received[0]?.text).toContain('José')
    },
  },
  webhookAmountFormat: {
    integerString: async (context) => {
      const { data } = await received(context)
      expect([data.collectedAmount, context.bodies(context.callback)[0].collectedAmount]).toEqual([
        '12500',
        '12500',
      ])
    },
    twoDecimals: async (context) => {
      const { data } = await received(context)
      expect([data.collectedAmount, context.bodies(context.callback)[0].collectedAmount]).toEqual([
        '12500.00',
        '12500.00',
      ])
    },
  },
  webhookEventKey: {
    event: async ({ open, application, bodies }) => {
      const { buy } = await open()
      await buy('BAD1', 'insufficient-balance')
      await buy()
      expect(bodies(application)).toMatchObject([{ event: 'PAYMENT FAILED' }, { event: 'PAYMENT RECEIVED' }])
    },
    eventTypeOnFailure: async ({ open, application, bodies }) => {
      const { buy } = await open()
      await buy('BAD1', 'insufficient-balance')
      await buy()
      expect(bodies(application).map((body) => Object.keys(body))).toEqual([
        ['eventType', 'data'],
        ['event', 'data'],
      ])
    },
  },
  paymentReceivedShape: {
    current: async (context) => {
      expect(Object.keys((await received(context)).data)).toEqual([
        'id',
        'status',
        'paymentReference',
        'orderReference',
        'collectedAmount',
        'collectedCurrency',
        'message',
        'channel',
        'updatedAt',
        'createdAt',
        'customer',
        'clientId',
      ])
    },
    middle2025: async (context) => {
      expect(Object.keys((await received(context)).data)).toEqual([
        'paymentId',
        'orderReference',
        'collectedAmount',
        'collectedCurrency',
        'status',
        'customer',
        'createdAt',
        'updatedAt',
        'clientId',
      ])
    },
    march2025: async (context) => {
      expect(Object.keys((await received(context)).data)).toEqual([
        'paymentId',
        'orderReference',
        'amount',
        'currency',
        'status',
        'customer',
        'createdAt',
        'updatedAt',
      ])
    },
  },
  settledRedelivery: {
    off: async ({ open, sandbox, application }) => {
      const { shop, buy } = await open()
      await sandbox.payments.moveByHand(shop.id, (await buy()).payment.id, 'SETTLED')
      expect(application.received).toHaveLength(1)
    },
    on: async ({ open, sandbox, application, callback, bodies }) => {
      const { shop, buy } = await open()
      await sandbox.payments.moveByHand(shop.id, (await buy()).payment.id, 'SETTLED')
      expect(bodies(application).map(({ event, data }) => [event, data.status])).toEqual([
        ['PAYMENT RECEIVED', 'SUCCESS'],
        ['PAYMENT RECEIVED', 'SETTLED'],
      ])
      expect(callback.received).toHaveLength(1)
    },
  },
  appWebhookCoverage: {
    allAppActivity: coverage(1, 0),
    apiInitiatedOnly: async (context) => {
      await coverage(0, 1)(context)
      await coverageOfPush(1, 0)(context)
    },
    none: async (context) => {
      await coverage(0, 1)(context)
      await coverageOfPush(0, 1)(context)
    },
  },
  notificationRetry: { invented: attempts(8), none: attempts(1), standardWebhooks: attempts(10) },
  callbackBody: {
    flat: async (context) => {
      await received(context)
      expect(Object.keys(context.bodies(context.callback)[0])).toEqual([
        'status',
        'orderReference',
        'paymentReference',
        'collectedAmount',
        'collectedCurrency',
        'message',
      ])
    },
    wrapped: async (context) => {
      await received(context)
      expect(context.callback.received[0]?.text).toBe(context.application.received[0]?.text)
    },
  },
  callbackChecksum: {
    whenEnabled: async (context) => {
      await receivedSigned(context)
      const [body] = context.bodies(context.callback)
      expect(body).toMatchObject({ checksum: hmac(canonicalText(body), KEY), checksumMethod: 'canonical' })
    },
    never: async (context) => {
      expect(await receivedSigned(context)).toHaveProperty('checksum')
      expect(context.callback.received[0]?.text).not.toContain('checksum')
    },
  },
  queryUnknownReference: {
    badRequest400: queryOfUnknown(400, false),
    notFound404: queryOfUnknown(404, false),
    emptyArray200: queryOfUnknown(200, true),
  },
  queryLinkWithoutAttempt: {
    emptyArray200: async ({ open }) => {
      const { shop, link } = await open()
      await link()
      const reply = await shop.get('/payments/SBX0001A')
      expect([reply.statusCode, reply.body]).toEqual([200, '[]'])
    },
    sameAsUnknown: async ({ open }) => {
      const { shop, link } = await open()
      await link()
      expect(seen(await shop.get('/payments/SBX0001A'))).toEqual(
        refused(400, 'Invalid or missing payment: SBX0001A'),
      )
      const lenient = await open({ dialect: { queryUnknownReference: 'emptyArray200' } })
      await lenient.link()
      expect((await lenient.shop.get('/payments/SBX0001A')).body).toBe('[]')
    },
  },
  queryAmountFormat: {
    number: queryAmount(12500),
    string: queryAmount('12500'),
    string2dp: queryAmount('12500.00'),
  },
  queryExtraAmount: {
    off: async (context) => {
      expect(await rowOf(context)).not.toHaveProperty('amount')
    },
    on: async (context) => {
      expect((await rowOf(context)).amount).toBe('12500.00')
    },
  },
  queryAttemptOrder: {
    newestFirst: async (context) => {
      expect(await statusesOfTwoAttempts(context)).toEqual(['SUCCESS', 'FAILED'])
    },
    oldestFirst: async (context) => {
      expect(await statusesOfTwoAttempts(context)).toEqual(['FAILED', 'SUCCESS'])
    },
  },
  paymentsAllOlderFilters: {
    ignored: async (context) => {
      expect(await foundByOlderFilters(context)).toEqual([2, 2, 2])
    },
    honoured: async (context) => {
      expect(await foundByOlderFilters(context)).toEqual([1, 0, 1])
    },
  },
  payoutFeeBearer: {
    merchant: feeBorneBy('20000.00', '21180.00'),
    both: feeBorneBy('19410.00', '20590.00'),
    customer: feeBorneBy('18820.00', '20000.00'),
  },
  payoutCooldown: {
    sameReceiver: secondPayout({ phoneNumber: '255754000333' }, 200),
    everyPayout: secondPayout({ phoneNumber: '255754000333' }, 400),
  },
  payoutAccountName: {
    asSent: holderShown('Juma Ally'),
    lookedUp: holderShown(accountHolderOf('0150000001')),
  },
  payoutUnknownBank: {
    refuse: async (context) => {
      expect(seen(await payoutToBank('ABCDTZTZ')(context))).toEqual(
        refused(400, 'Invalid / unsupported bank'),
      )
    },
    accept: async (context) => {
      expect((await payoutToBank('ABCDTZTZ')(context)).json()).toMatchObject({ channelProvider: 'ABCDTZTZ' })
    },
  },
  payoutTransferKey: {
    transferType: kindOfTransferUnder('transferType', 'settlementType'),
    settlementType: kindOfTransferUnder('settlementType', 'transferType'),
  },
  payoutInitiatedOn: {
    success: initiatedAs('SUCCESS'),
    created: initiatedAs('AUTHORIZED'),
  },
  balanceShape: {
    array: async ({ open, sandbox }) => {
      const { shop } = await open()
      await sandbox.account.deposit(shop.id, { money: { minor: 250_050, currency: 'TZS' } })
      expect((await shop.get('/account/balance')).json()).toEqual([{ currency: 'TZS', balance: 2500.5 }])
    },
    object: async ({ open, sandbox }) => {
      const { shop } = await open()
      await sandbox.account.deposit(shop.id, { money: { minor: 250_050, currency: 'TZS' } })
      const balances = [{ currency: 'TZS', balance: 2500.5 }]
      expect((await shop.get('/account/balance')).json()).toEqual({ balances })
    },
  },
  balanceCreditedOn: {
    settlement: async (context) => {
      expect(await balancesAsItIsPaid(context)).toEqual([[], [{ currency: 'TZS', amount: 1_250_000 }]])
    },
    success: async (context) => {
      const once = [{ currency: 'TZS', amount: 1_250_000 }]
      expect(await balancesAsItIsPaid(context)).toEqual([once, once])
    },
  },
}

describe.each(SWITCH_NAMES)('%s', (name) => {
  const { values }: Switch = SWITCHES[name]
  const cases: Record<string, (context: CaseContext) => Promise<void>> = CASES[name]
  const rows = values.map((position) => {
    const value = 'value' in position ? position.value : A_NUMBER
    const key = 'value' in position ? String(position.value) : 'a number'
    return { key, value, means: position.means }
  })

  test.each(rows)('$key: $means', async ({ key, value }) => {
    await cases[key]?.(await openCase({ [name]: value }))
    expect.hasAssertions()
  })

  test('has a test for each value, and for none that it does not have', () => {
    expect(Object.keys(cases).sort()).toEqual(rows.map(({ key }) => key).sort())
  })
})

describe('a dialect', () => {
  test('of one merchant changes nothing for another', async () => {
    const { openShop } = await startSandbox()
    const odd = await openShop({ dialect: { queryUnknownReference: 'emptyArray200' } })
    const plain = await openShop()
    expect((await odd.get('/payments/NEVER1')).body).toBe('[]')
    expect((await plain.get('/payments/NEVER1')).statusCode).toBe(400)
  })

  test('of the documented profile refuses with a message alone, also callers whom nobody knows', async () => {
    const { app } = await startSandbox({ profile: 'documented' })
    const reply = await app.inject({ url: '/third-parties/nothing' })
    expect([reply.statusCode, reply.body]).toEqual([404, '{"message":"Cannot GET /third-parties/nothing"}'])
  })

  test('can be changed while the merchant is in use', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await sandbox.merchants.change(shop.id, { dialect: { queryUnknownReference: 'notFound404' } })
    expect((await shop.get('/payments/NEVER1')).statusCode).toBe(404)
    await sandbox.merchants.change(shop.id, { profile: 'legacy2025' })
    expect((await shop.get('/payments/NEVER1')).statusCode).toBe(400)
  })
})

/** What the account holds once a payment is SUCCESS, and once it is SETTLED. */
async function balancesAsItIsPaid({ open, sandbox }: CaseContext) {
  const { shop, buy } = await open()
  const { payment } = await buy()
  const paid = await sandbox.account.balances(shop.id)
  await sandbox.payments.moveByHand(shop.id, payment.id, 'SETTLED')
  return [paid, await sandbox.account.balances(shop.id)]
}

/** The checksum of {@link JOSE} as clients make it whose JSON escapes accents. */
function escapedChecksum(): string {
  return hmac(canonicalText(JOSE).replace('é', '\\u00e9'), KEY)
}

async function statusesOfTwoAttempts({ open, sandbox }: CaseContext): Promise<string[]> {
  const { shop, buy } = await open()
  const { linkId } = await buy('SBX0001A', 'insufficient-balance')
  await pay(sandbox, linkId)
  await sandbox.clocks.advance(shop.id, 5000)
  const rows: { status: string }[] = (await shop.get('/payments/SBX0001A')).json()
  return rows.map(({ status }) => status)
}

/** How many of two payments, one of them failed, are found by `id`, `currency` and `search`. */
async function foundByOlderFilters({ open }: CaseContext): Promise<number[]> {
  const { shop, buy } = await open()
  const { payment } = await buy()
  await buy('BAD1', 'insufficient-balance')
  const counts: number[] = []
  for (const query of [`id=${payment.id}`, 'currency=USD', 'search=orderReference=bad,status=fail']) {
    counts.push((await shop.get(`/payments/all?${query}`)).json().totalCount)
  }
  return counts
}
