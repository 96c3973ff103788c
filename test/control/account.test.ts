import { describe, expect, test } from 'vitest'
import { pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox, type TestSandbox } from '../support/sandbox.js'

const API = '/sandbox/api/v1'

const deposit = (app: TestSandbox['app'], id: string, payload: object) =>
  app.inject({ method: 'POST', url: `${API}/merchants/${id}/deposits`, payload })

const balances = async (app: TestSandbox['app'], id: string) =>
  (await app.inject({ url: `${API}/merchants/${id}/balances` })).json().items

describe('a deposit', () => {
  test("is in the account, and the merchant's own address hears of it", async () => {
    const { app, openShop } = await startSandbox()
    const own = await startReceiver()
    const ofApplication = await startReceiver()
    const shop = await openShop({
      merchantWebhooks: { 'DEPOSIT RECEIVED': own.url },
      webhooks: { 'DEPOSIT RECEIVED': ofApplication.url },
    })
    const reply = await deposit(app, shop.id, { amount: '2500.50', paymentReference: 'REF0099' })
    expect(reply.statusCode).toBe(201)
    expect(reply.json()).toMatchObject({ amount: '2500.50', currency: 'TZS', balance: '2500.50' })
    expect(await balances(app, shop.id)).toEqual([{ currency: 'TZS', amount: '2500.50' }])
    expect(own.received.map(({ text }) => JSON.parse(text))).toMatchObject([
      {
        event: 'DEPOSIT RECEIVED',
        data: {
          id: reply.json().id,
          status: 'SUCCESS',
          paymentReference: 'REF0099',
          depositAmount: '2500.50',
          depositCurrency: 'TZS',
          channel: 'CRDB COLLECTION',
        },
      },
    ])
    expect(ofApplication.received).toEqual([])
  })

  test('is kept for each currency by itself', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await deposit(app, shop.id, { amount: '10', currency: 'USD' })
    await deposit(app, shop.id, { amount: '500' })
    expect(await balances(app, shop.id)).toEqual([
      { currency: 'TZS', amount: '500' },
      { currency: 'USD', amount: '10' },
    ])
  })

  test.each([
    [{ amount: '0' }],
    [{ amount: '-5' }],
    [{ amount: 5 }],
    [{}],
    [{ amount: '5', currency: 'KES' }],
  ])('of %o is refused, and nothing is booked', async (body) => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    expect((await deposit(app, shop.id, body)).statusCode).toBe(400)
    expect(await balances(app, shop.id)).toEqual([])
  })

  test('can be sent again with something wrong in it', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const own = await startReceiver()
    const shop = await openShop({ merchantWebhooks: { 'DEPOSIT RECEIVED': own.url } })
    await deposit(app, shop.id, { amount: '500' })
    const [delivery] = await sandbox.engine.store.find('deliveries', { where: { merchantId: shop.id } })
    await sandbox.deliveriesByHand.redeliverTampered(shop.id, delivery?.id ?? '', { extraFields: { odd: 1 } })
    const [, copy] = own.received.map(({ text }) => JSON.parse(text))
    expect(copy).toMatchObject({ event: 'DEPOSIT RECEIVED', data: { depositAmount: '500', odd: 1 } })
  })
})

describe('the balance', () => {
  test('gets what a payment collected once it is settled, and gives it back when that is reversed', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const payment = await pay(sandbox, await shop.createLink())
    await sandbox.clocks.advance(shop.id, 60_000)
    expect(await balances(app, shop.id)).toEqual([])
    await sandbox.payments.moveByHand(shop.id, payment.id, 'SETTLED')
    expect(await balances(app, shop.id)).toEqual([{ currency: 'TZS', amount: '12500' }])
    await sandbox.payments.moveByHand(shop.id, payment.id, 'REVERSED')
    expect(await balances(app, shop.id)).toEqual([{ currency: 'TZS', amount: '0' }])
  })

  test('survives a snapshot, and nothing is left of it after a reset', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await deposit(app, shop.id, { amount: '500' })
    const snapshot = JSON.parse(JSON.stringify(await sandbox.snapshots.take(shop.id)))
    await deposit(app, shop.id, { amount: '700' })
    await sandbox.restoreMerchant(shop.id, snapshot)
    expect(await balances(app, shop.id)).toEqual([{ currency: 'TZS', amount: '500' }])
    await sandbox.resetMerchant(shop.id)
    expect(await balances(app, shop.id)).toEqual([])
  })
})
