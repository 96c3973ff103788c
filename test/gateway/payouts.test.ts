import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountHolderOf } from '../../server/domain/account-holder.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { qrChecksum } from '../../server/domain/merchant-qr.js'
import { refused, seen } from '../support/answers.js'
import { pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { canonicalText, hmac } from '../support/reference-checksum.js'
import { startSandbox } from '../support/sandbox.js'

const CREATE = '/payouts/create-mobile-money-payout'
const PREVIEW = '/payouts/preview-mobile-money-payout'
const PAYOUT = { amount: 20000, currency: 'TZS', orderReference: 'PAY0001', phoneNumber: '255754000222' }

const BANK = {
  ...{ amount: 20000, currency: 'TZS', orderReference: 'PAY0001', accountNumber: '0150000001' },
  ...{ accountName: 'Juma Ally', bic: 'CORUTZTZ', transferType: 'ACH', accountCurrency: 'TZS' },
}
const LIPA = {
  ...{ amount: 20000, currency: 'TZS', orderReference: 'PAY0001' },
  ...{ lipaNamba: '5512345', providerCode: 'mpesa_tanzania' },
}

/** A merchant with a million shillings, and a receiver of everything about payouts. */
async function open(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const receiver = await startReceiver()
  const { url } = receiver
  const webhooks = { 'PAYOUT INITIATED': url, 'PAYOUT REFUNDED': url, 'PAYOUT REVERSED': url }
  const shop = await box.openShop({ webhooks, ...settings })
  await box.sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
  const balance = async () => (await box.sandbox.account.balances(shop.id))[0]?.amount
  const told = () => receiver.received.map(({ text }) => JSON.parse(text))
  return { ...box, shop, balance, told }
}

describe('a payout to a phone', () => {
  test('takes amount and fee out of the account at once, and is AUTHORIZED', async () => {
    const { shop, balance } = await open()
    expect((await shop.post(CREATE, PAYOUT)).json()).toMatchObject({
      orderReference: 'PAY0001',
      amount: '21180.00',
      fee: '1180.00',
      currency: 'TZS',
      status: 'AUTHORIZED',
      channel: 'MOBILE MONEY',
      channelProvider: 'M-PESA',
      order: { amount: '20000.00', currency: 'TZS' },
      beneficiary: { accountNumber: '255754000222', amount: '20000.00' },
      clientId: shop.clientId,
    })
    expect(await balance()).toBe(97_882_000)
  })

  test('can be previewed, which changes nothing', async () => {
    const { shop, balance } = await open()
    expect((await shop.post(PREVIEW, PAYOUT)).json()).toMatchObject({
      amount: 21180,
      balance: 1_000_000,
      fee: 1180,
      order: { amount: 20000, currency: 'TZS', id: 'PAY0001' },
      payoutFeeBearer: 'merchant',
      receiver: { accountNumber: '255754000222', accountCurrency: 'TZS', amount: 20000 },
    })
    expect(await balance()).toBe(100_000_000)
    expect((await shop.post(CREATE, PAYOUT)).statusCode).toBe(200)
  })

  test('in dollars is exchanged for its receiver', async () => {
    const { sandbox, shop } = await open()
    await sandbox.account.deposit(shop.id, { money: { minor: 5_000, currency: 'USD' } })
    const payout = { ...PAYOUT, amount: 10, currency: 'USD' }
    expect((await shop.post(CREATE, payout)).json()).toMatchObject({
      amount: '10.47',
      fee: '0.47',
      exchanged: true,
      exchange: { sourceCurrency: 'USD', targetCurrency: 'TZS', rate: 2500 },
      beneficiary: { amount: '25000.00' },
    })
  })

  test.each([
    [{ orderReference: undefined }, 400, 'Order reference is required'],
    [
      { orderReference: 'PAY-1' },
      400,
      'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank',
    ],
    [{ amount: 99 }, 400, 'Amount must be between 100 and 5000000'],
    [{ amount: 5_000_001 }, 400, 'Amount must be between 100 and 5000000'],
    [{ phoneNumber: '255732000111' }, 400, 'Invalid / unsupported phone number'],
    [
      { phoneNumber: '0754000222' },
      400,
      'Phone number must start with country code and without the plus sign',
    ],
    [{ amount: 999_000 }, 400, 'Insufficient balance: available balance is 1000000 TZS'],
    [{ currency: 'USD', amount: 10 }, 400, 'Insufficient balance: available balance is 0 USD'],
  ])('is refused with %o, and so is its preview, and no money moves', async (changes, status, text) => {
    const { shop, balance } = await open()
    for (const path of [PREVIEW, CREATE]) {
      expect(seen(await shop.post(path, { ...PAYOUT, ...changes }))).toEqual(refused(status, text))
    }
    expect(await balance()).toBe(100_000_000)
    expect((await shop.get('/payouts/all')).json()).toEqual({ data: [], totalCount: 0 })
  })

  test('is refused to an application without the feature', async () => {
    const { shop } = await open({ features: ['payment-api'] })
    const text = 'Application has no access to DISBURSEMENT API feature. Enable it on your application.'
    for (const path of [PREVIEW, CREATE])
      expect(seen(await shop.post(path, PAYOUT))).toEqual(refused(400, text))
  })

  test('that is asked for again meets the cooldown for a minute, and then its used reference', async () => {
    const { sandbox, shop, balance } = await open()
    await shop.post(CREATE, PAYOUT)
    await sandbox.clocks.advance(shop.id, 18_000)
    const cooling = 'Payout request is already in progress, please retry after 42 seconds'
    expect(seen(await shop.post(CREATE, PAYOUT))).toEqual(refused(400, cooling))
    expect(seen(await shop.post(CREATE, { ...PAYOUT, orderReference: 'PAY0002' }))).toEqual(
      refused(400, cooling),
    )
    await sandbox.clocks.advance(shop.id, 42_000)
    const used = 'Order reference PAY0001 already used: Create a different reference'
    expect(seen(await shop.post(CREATE, PAYOUT))).toEqual(refused(409, used))
    expect(await balance()).toBe(97_882_000)
    expect((await shop.post(CREATE, { ...PAYOUT, orderReference: 'PAY0002' })).statusCode).toBe(200)
  })

  test('may have the reference of an order', async () => {
    const { shop } = await open()
    await shop.createLink({ orderReference: 'PAY0001' })
    expect((await shop.post(CREATE, PAYOUT)).statusCode).toBe(200)
  })
})

describe('a payout to a bank account', () => {
  test('takes amount and fee out of the account, and names bank and holder', async () => {
    const { shop, balance } = await open()
    expect((await shop.post('/payouts/preview-bank-payout', BANK)).json()).toMatchObject({
      amount: 22360,
      balance: 1_000_000,
      channelProvider: 'CRDB Bank',
      fee: 2360,
      receiver: { accountName: 'Juma Ally', accountNumber: '0150000001', accountCurrency: 'TZS' },
    })
    expect((await shop.post('/payouts/create-bank-payout', BANK)).json()).toMatchObject({
      amount: '22360.00',
      fee: '2360.00',
      status: 'AUTHORIZED',
      channel: 'BANK TRANSFER',
      channelProvider: 'CRDB Bank',
      beneficiary: { accountNumber: '0150000001', accountName: 'Juma Ally', amount: '20000.00' },
    })
    expect(await balance()).toBe(97_764_000)
    const listed = (await shop.get('/payouts/all?channel=BANK TRANSFER')).json()
    expect([listed, (await shop.get('/payouts/PAY0001')).json()]).toMatchObject([
      { totalCount: 1 },
      [{ channel: 'BANK TRANSFER' }],
    ])
  })

  test('is told of with its bank, and the same after a restore', async () => {
    const { sandbox, shop, told } = await open()
    await shop.post('/payouts/create-bank-payout', BANK)
    await sandbox.restoreMerchant(shop.id, JSON.parse(JSON.stringify(await sandbox.snapshots.take(shop.id))))
    await sandbox.clocks.advance(shop.id, 10_000)
    expect(told()).toMatchObject([
      {
        event: 'PAYOUT INITIATED',
        data: {
          channel: 'BANK TRANSFER',
          channelProvider: 'CRDB Bank',
          transferType: 'ACH',
          beneficiary: { accountNumber: '0150000001', accountName: 'Juma Ally', swiftNumber: 'CORUTZTZ' },
        },
      },
    ])
  })

  test('looks the holder up where no name was sent, and takes the code of a branch', async () => {
    const { shop } = await open()
    const { accountName: _, ...unnamed } = BANK
    const { receiver, channelProvider } = (
      await shop.post('/payouts/preview-bank-payout', { ...unnamed, bic: 'corutztzxxx' })
    ).json()
    expect([receiver.accountName, channelProvider]).toEqual([accountHolderOf('0150000001'), 'CRDB Bank'])
  })

  test('is exchanged for an account in another currency, and not for one in the same', async () => {
    const { sandbox, shop } = await open()
    await sandbox.account.deposit(shop.id, { money: { minor: 50_000, currency: 'USD' } })
    const preview = async (changes: object) =>
      (await shop.post('/payouts/preview-bank-payout', { ...BANK, ...changes })).json()
    expect(await preview({ accountCurrency: 'USD' })).toMatchObject({
      exchange: { sourceCurrency: 'TZS', targetCurrency: 'USD', rate: 0.0004 },
      receiver: { accountCurrency: 'USD', amount: 8 },
    })
    const dollars = await preview({ amount: 100, currency: 'USD', accountCurrency: 'USD' })
    expect([dollars.exchanged, dollars.fee, dollars.receiver.amount]).toEqual([undefined, 0.94, 100])
  })

  test.each([
    [{ orderReference: undefined }, 'Order reference is required'],
    [
      { orderReference: 'PAY-1' },
      'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank',
    ],
    [{ amount: 20_000_001 }, 'Amount must be between 100 and 20000000'],
    [{ amount: 1_000_000_001, transferType: 'RTGS' }, 'Amount must be between 100 and 1000000000'],
    [{ amount: 1_000_001, currency: 'USD', transferType: 'RTGS' }, 'Amount must be between 0.04 and 1000000'],
    [{ bic: 'ABCDTZTZ' }, 'Invalid / unsupported bank'],
    [{ bic: 'CORUTZTZX' }, 'Invalid / unsupported bank'],
    [{ accountNumber: ' ' }, ['accountNumber must be a string']],
    [{ amount: 999_000 }, 'Insufficient balance: available balance is 1000000 TZS'],
    [{ amount: 990_000, transferType: 'RTGS' }, 'Insufficient balance: available balance is 1000000 TZS'],
  ])('is refused with %o, and so is its preview, and no money moves', async (changes, text) => {
    const { shop, balance } = await open()
    for (const path of ['/payouts/preview-bank-payout', '/payouts/create-bank-payout']) {
      expect(seen(await shop.post(path, { ...BANK, ...changes }))).toEqual(refused(400, text))
    }
    expect(await balance()).toBe(100_000_000)
  })
})

describe('a payout by Lipa Namba', () => {
  const shopCode = (fields: string) => `${fields}6304${qrChecksum(`${fields}6304`)}`
  const DUKA = '26470014tz.go.bot.tips0114mpesa_tanzania02075512345'

  test('pays the shop whose number and provider are sent', async () => {
    const { shop, balance } = await open()
    expect((await shop.get('/payouts/lipa-namba-providers')).json()).toContainEqual({
      name: 'M-PESA',
      providerCode: 'mpesa_tanzania',
    })
    expect((await shop.post('/payouts/create-lipa-namba-payout', LIPA)).json()).toMatchObject({
      amount: '21180.00',
      channel: 'MOBILE MONEY',
      channelProvider: 'M-PESA',
      beneficiary: { accountNumber: '5512345', accountName: accountHolderOf('5512345') },
    })
    expect(await balance()).toBe(97_882_000)
  })

  test.each([
    ['with its name', shopCode(`000201${DUKA}5913DUKA LA NEEMA`), 'M-PESA', 'DUKA LA NEEMA'],
    ['without a name', shopCode(`000201${DUKA}`), 'M-PESA', accountHolderOf('5512345')],
    [
      'of a provider that we do not know',
      shopCode('26330014TZ.GO.BOT.TIPS010399902045512'),
      'TANQR',
      accountHolderOf('5512'),
    ],
  ])('pays the shop in a QR code: %s', async (_, qrCode, provider, name) => {
    const { shop } = await open()
    const { lipaNamba: __, providerCode: ___, ...order } = LIPA
    expect(
      (await shop.post('/payouts/preview-lipa-namba-payout', { ...order, qrCode })).json(),
    ).toMatchObject({ channelProvider: provider, receiver: { accountName: name } })
  })

  test.each([
    [
      { orderReference: '' },
      'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank',
    ],
    [{ amount: 5_000_001 }, 'Amount must be between 100 and 5000000'],
    [{ lipaNamba: undefined }, ['lipaNamba or qrCode must be a string']],
    [
      { providerCode: undefined },
      [
        'providerCode must be one of the following values: mpesa_tanzania, tigo_pesa_tanzania, airtel_money_tanzania, halopesa_tanzania',
      ],
    ],
    [{ lipaNamba: 'SHOP' }, 'Invalid / unsupported Lipa Namba'],
    [{ lipaNamba: '', qrCode: 'https://duka.test' }, 'Invalid / unsupported Lipa Namba'],
    [{ lipaNamba: '', qrCode: `000201${DUKA}6304FFFF` }, 'Invalid / unsupported Lipa Namba'],
    [{ lipaNamba: '', qrCode: shopCode('0002015802TZ') }, 'Invalid / unsupported Lipa Namba'],
    [{ lipaNamba: '', qrCode: shopCode('26990014tz.go') }, 'Invalid / unsupported Lipa Namba'],
    [{ amount: 999_000 }, 'Insufficient balance: available balance is 1000000 TZS'],
  ])('is refused with %o, and so is its preview, and no money moves', async (changes, text) => {
    const { shop, balance } = await open()
    for (const path of ['/payouts/preview-lipa-namba-payout', '/payouts/create-lipa-namba-payout']) {
      expect(seen(await shop.post(path, { ...LIPA, ...changes }))).toEqual(refused(400, text))
    }
    expect(await balance()).toBe(100_000_000)
  })
})

describe.each([
  ['bank', BANK],
  ['lipa-namba', LIPA],
])('a payout by %s', (way, body) => {
  test('is refused to an application without the feature', async () => {
    const { shop } = await open({ features: ['payment-api'] })
    const text = 'Application has no access to DISBURSEMENT API feature. Enable it on your application.'
    for (const path of [`/payouts/preview-${way}-payout`, `/payouts/create-${way}-payout`])
      expect(seen(await shop.post(path, body))).toEqual(refused(400, text))
  })

  test('meets the cooldown and its used reference, and needs another receiver or a minute', async () => {
    const { sandbox, shop } = await open()
    const path = `/payouts/create-${way}-payout`
    await shop.post(path, body)
    const cooling = 'Payout request is already in progress, please retry after 60 seconds'
    expect(seen(await shop.post(path, { ...body, orderReference: 'PAY0002' }))).toEqual(refused(400, cooling))
    expect((await shop.post(CREATE, { ...PAYOUT, orderReference: 'PAY0003' })).statusCode).toBe(200)
    await sandbox.clocks.advance(shop.id, 60_000)
    const used = 'Order reference PAY0001 already used: Create a different reference'
    expect(seen(await shop.post(path, body))).toEqual(refused(409, used))
  })
})

describe('the query', () => {
  test('finds a payout by its reference, in a list, and refuses any other', async () => {
    const { shop } = await open()
    await shop.post(CREATE, PAYOUT)
    expect((await shop.get('/payouts/PAY0001')).json()).toMatchObject([{ orderReference: 'PAY0001' }])
    expect(seen(await shop.get('/payouts/PAY0009'))).toEqual(
      refused(404, 'Invalid or missing payout: PAY0009'),
    )
  })

  test('lists all payouts, filtered, newest first and in pages', async () => {
    const { sandbox, shop } = await open()
    for (const [i, phoneNumber] of ['255754000001', '255754000002', '255754000003'].entries()) {
      await shop.post(CREATE, { ...PAYOUT, phoneNumber, orderReference: `PAY${i}` })
      await sandbox.clocks.advance(shop.id, 2000)
    }
    const references = async (query: string) => {
      const { data, totalCount } = (await shop.get(`/payouts/all${query}`)).json()
      return [totalCount, ...data.map((one: { orderReference: string }) => one.orderReference)]
    }
    expect(await references('')).toEqual([3, 'PAY2', 'PAY1', 'PAY0'])
    expect(await references('?limit=1&skip=1')).toEqual([3, 'PAY1'])
    expect(await references('?sortBy=orderReference&orderBy=ASC&limit=2')).toEqual([3, 'PAY0', 'PAY1'])
    expect(await references('?status=SUCCESS')).toEqual([1, 'PAY0'])
    expect(await references('?currency=USD')).toEqual([0])
  })
})

describe("the merchant's server", () => {
  test.each([
    ['payout-success', ['PAYOUT INITIATED SUCCESS'], 97_882_000],
    ['payout-pending', [], 97_882_000],
    ['payout-bank-next-day', ['PAYOUT INITIATED SUCCESS'], 97_882_000],
    ['payout-failed-refunded', ['PAYOUT REFUNDED REFUNDED'], 100_000_000],
    ['payout-reversed', ['PAYOUT INITIATED SUCCESS', 'PAYOUT REVERSED REVERSED'], 99_882_000],
  ])('hears of %s what there is to hear: %o', async (scenario, events, left) => {
    const { sandbox, shop, told, balance } = await open({ scenario })
    await shop.post(CREATE, PAYOUT)
    await sandbox.clocks.advance(shop.id, 24 * 3_600_000)
    expect(told().map(({ event, data }) => `${event} ${data.status}`)).toEqual(events)
    expect(await balance()).toBe(left)
  })

  test.each([
    ['payout-cooldown', ['refused 400', 'AUTHORIZED'], ['PAYOUT INITIATED SUCCESS'], 97_882_000],
    ['payout-duplicate', ['lost', 'refused 400', 'refused 409'], ['PAYOUT INITIATED SUCCESS'], 97_882_000],
    ['payout-insufficient-balance', ['refused 400', 'refused 400'], [], 100_000_000],
  ])(
    'that pays out again under %s hears of what was paid out, once',
    async (scenario, calls, events, left) => {
      const { sandbox, shop, told, balance } = await open({ scenario })
      const seen: string[] = []
      for (const _ of calls) {
        const answer = await shop.post(CREATE, PAYOUT).catch(() => null)
        const refused = answer?.statusCode === 200 ? answer.json().status : `refused ${answer?.statusCode}`
        seen.push(answer === null ? 'lost' : refused)
        if (seen.length > 1) await sandbox.clocks.advance(shop.id, 60_000)
      }
      await sandbox.clocks.advance(shop.id, 24 * 3_600_000)
      expect(seen).toEqual(calls)
      expect(told().map(({ event, data }) => `${event} ${data.status}`)).toEqual(events)
      expect(await balance()).toBe(left)
    },
  )

  test('gets signed messages with all that is documented', async () => {
    const { sandbox, shop, told } = await open({
      checksumEnabled: true,
      checksumKey: 'CHKpayouts',
      scenario: 'payout-reversed',
    })
    const checksum = hmac(canonicalText(PAYOUT), 'CHKpayouts')
    expect((await shop.post(CREATE, { ...PAYOUT, checksum })).statusCode).toBe(200)
    await sandbox.clocks.advance(shop.id, 2 * 3_600_000)
    const [, reversed] = told()
    expect(reversed.data).toMatchObject({
      orderReference: 'PAY0001',
      amount: '21180.00',
      fee: '1180.00',
      reverse: { message: 'Returned by the provider', reversedWithFee: false },
    })
    const { checksum: signature, checksumMethod: _, ...signed } = reversed
    expect(signature).toBe(hmac(canonicalText(signed), 'CHKpayouts'))
  })

  test('hears of a payout that is moved by hand; a move that cannot be is refused', async () => {
    const { app, sandbox, shop, told, balance } = await open({ scenario: 'payout-pending' })
    const { id } = (await shop.post(CREATE, PAYOUT)).json()
    const move = (payload: object) =>
      app.inject({
        method: 'POST',
        url: `/sandbox/api/v1/merchants/${shop.id}/payouts/${id}/status`,
        payload,
      })
    expect((await move({ status: 'SUCCESS' })).json()).toMatchObject({ status: 'SUCCESS', total: '21180' })
    expect((await move({ status: 'REVERSED', withFee: true })).statusCode).toBe(200)
    expect((await move({ status: 'SUCCESS' })).json()).toMatchObject({ code: 'ILLEGAL_MOVE' })
    await sandbox.clocks.advance(shop.id, 1000)
    expect(told().map(({ event }) => event)).toEqual(['PAYOUT INITIATED', 'PAYOUT REVERSED'])
    expect(await balance()).toBe(100_000_000)
    const listed = await app.inject(`/sandbox/api/v1/merchants/${shop.id}/payouts?status=REVERSED`)
    expect(listed.json().items).toMatchObject([{ id, orderReference: 'PAY0001' }])
  })
})

test('the money adds up at every instant, whatever payments, payouts and deposits do, and after a restore', async () => {
  const { sandbox, openShop } = await startSandbox()
  const actions = fc.array(
    fc.record({
      what: fc.constantFrom('deposit', 'payment', 'SETTLED', 'REVERSED', 'REFUNDED', 'payout', 'restore'),
      amount: fc.integer({ min: 100, max: 3_000_000 }),
      scenario: fc.constantFrom('payout-success', 'payout-failed-refunded', 'payout-reversed'),
    }),
    { maxLength: 15 },
  )
  await fc.assert(
    fc.asyncProperty(actions, async (all) => {
      const shop = await openShop({ dialect: { balanceCreditedOn: 'success' } })
      const made: string[] = []
      for (const [i, { what, amount, scenario }] of all.entries()) {
        const currency = amount % 2 === 0 ? 'TZS' : 'USD'
        if (what === 'deposit') await sandbox.account.deposit(shop.id, { money: { minor: amount, currency } })
        else if (what === 'payment')
          made.push(
            (await pay(sandbox, await shop.createLink({ orderReference: `R${i}`, totalPrice: `${amount}` })))
              .id,
          )
        else if (what === 'payout')
          await shop.post(
            CREATE,
            { ...PAYOUT, amount, currency, orderReference: `P${i}` },
            { 'x-sandbox-scenario': scenario },
          )
        else if (what === 'restore')
          await sandbox.restoreMerchant(
            shop.id,
            JSON.parse(JSON.stringify(await sandbox.snapshots.take(shop.id))),
          )
        else await sandbox.payments.moveByHand(shop.id, made.at(-1) ?? '', what as 'SETTLED').catch(() => {})
        await sandbox.clocks.advance(shop.id, 61_000)
        for (const one of ['TZS', 'USD'] as const) {
          const { openingBalance, totalCredits, totalDebits, closingBalance, entries } =
            await sandbox.account.statement(shop.id, one)
          expect(openingBalance + totalCredits - totalDebits).toBe(closingBalance)
          expect(entries.every(({ balance }) => balance >= 0)).toBe(true)
        }
      }
      await sandbox.removeMerchant(shop.id)
    }),
    { numRuns: 15 },
  )
})
