import { describe, expect, test } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { submit, textOf } from './support.js'

const PAYOUT = { amount: 20000, currency: 'TZS', orderReference: 'PAY1', phoneNumber: '255754000222' }

/** A merchant with a million shillings and one payout, and the inspector's pages of it. */
async function open(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const { url } = await startReceiver()
  const webhooks = { 'PAYOUT INITIATED': url, 'PAYOUT REVERSED': url }
  const shop = await box.openShop({ webhooks, ...settings })
  await box.sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
  const { id } = (await shop.post('/payouts/create-mobile-money-payout', PAYOUT)).json()
  const home = `/sandbox/merchants/${shop.id}`
  return {
    ...box,
    shop,
    home,
    id,
    page: `${home}/payouts/${id}`,
    read: async (address: string) => textOf((await box.app.inject(address)).body),
    html: async (address: string) => (await box.app.inject(address)).body,
  }
}

describe('the list of payouts', () => {
  test('has every payout, and finds them by reference, status and channel', async () => {
    const { shop, home, html } = await open()
    const bank = { accountNumber: '0150000001', bic: 'CORUTZTZ', transferType: 'ACH', accountCurrency: 'TZS' }
    const order = { amount: 20000, currency: 'TZS', orderReference: 'PAY2' }
    await shop.post('/payouts/create-bank-payout', { ...order, ...bank })
    const listed = async (query: string) =>
      [...(await html(`${home}/payouts?${query}`)).matchAll(/payouts\/\w+">(\w+)</g)].map(([, name]) => name)
    expect(await listed('')).toEqual(['PAY2', 'PAY1'])
    expect(await listed('q=PAY1')).toEqual(['PAY1'])
    expect(await listed('status=SUCCESS')).toEqual([])
    expect(await listed('channel=BANK+TRANSFER')).toEqual(['PAY2'])
  })

  test('has payout links with their addresses and how they stand', async () => {
    const { shop, home, read, html } = await open()
    const asked = { amount: 5000, orderReference: 'ZAWADI1' }
    const { payoutLink } = (await shop.post('/payout-link/generate-payout-url', asked)).json()
    expect(await read(`${home}/payouts`)).toMatch(/ZAWADI1 open TZS 5,000 Open/)
    expect(await html(`${home}/payouts`)).toContain(payoutLink)
  })
})

describe('the page of a payout', () => {
  test('tells how it went, what is planned, and who was told', async () => {
    const { sandbox, shop, page, read } = await open()
    const before = await read(page)
    expect(before).toContain('AUTHORIZED: TZS 21,180 to 255754000222 over M-PESA')
    expect(before).toMatch(/planned: payout PAY\w+ becomes PROCESSING/)
    expect(before).toContain('Nothing was sent.')
    await sandbox.clocks.advance(shop.id, 5000)
    const after = await read(page)
    expect(after).toContain('PROCESSING became SUCCESS')
    expect(after).toContain('PAYOUT INITIATED')
    expect(after).not.toContain('planned:')
  })

  test('moves it by hand, and says what cannot be', async () => {
    const { app, page, read, html } = await open({ scenario: 'payout-pending' })
    const form = { status: 'SUCCESS', message: 'by us' }
    expect((await submit(app, `${page}/status`, form)).statusCode).toBe(303)
    expect(await read(page)).toMatch(/Status SUCCESS by us/)
    const refused = await submit(app, `${page}/status`, { status: 'AUTHORIZED' })
    expect([refused.statusCode, textOf(refused.body)]).toEqual([
      422,
      expect.stringContaining('not AUTHORIZED'),
    ])
    expect((await submit(app, `${page}/status`, { status: 'LOST' })).statusCode).toBe(422)
    await submit(app, `${page}/status`, { status: 'REVERSED', withFee: 'on' })
    expect(await html(page)).toContain('It has ended.')
  })

  test('moves the clock to its own next event', async () => {
    const { app, page, read } = await open({ scenario: 'payout-success' })
    await submit(app, `${page}/clock`, { move: 'next' })
    expect(await read(page)).toContain('AUTHORIZED became PROCESSING')
  })

  test('is led to from its deliveries', async () => {
    const { sandbox, shop, page, html, home } = await open()
    await sandbox.clocks.advance(shop.id, 5000)
    const [delivery] = await sandbox.engine.store.find('deliveries', {
      where: { merchantId: shop.id, event: 'PAYOUT INITIATED' },
    })
    expect(await html(`${home}/deliveries/${delivery?.id}`)).toContain(`href="${page}"`)
  })

  test('keeps apart what happened to an order of the same reference', async () => {
    const { sandbox, shop, home, page, read } = await open()
    await pay(sandbox, await shop.createLink({ orderReference: 'PAY1' }))
    await sandbox.clocks.advance(shop.id, 5000)
    const [order, payout] = [await read(`${home}/orders/PAY1`), await read(page)]
    expect(order).not.toMatch(/PAYOUT INITIATED|create-mobile-money-payout/)
    expect(payout).not.toMatch(/generate-checkout-url|M-PESA 2557/)
  })

  test('has what names the reference and no id: links, refusals, and copies that claim something else', async () => {
    const { sandbox, shop, id, html, home } = await open()
    await shop.createLink({ orderReference: 'PAY1' })
    await shop.createLink({ orderReference: 'LINK1' })
    await sandbox.clocks.advance(shop.id, 5000)
    await shop.post('/payouts/create-mobile-money-payout', PAYOUT)
    const link = await shop.post('/payout-link/generate-payout-url', {
      amount: 5000,
      orderReference: 'LINK1',
    })
    await html(new URL(link.json().payoutLink).pathname)
    const [sent] = await sandbox.engine.store.find('deliveries', { where: { merchantId: shop.id } })
    await sandbox.deliveriesByHand.redeliverTampered(shop.id, sent?.id ?? '', { event: 'PAYMENT RECEIVED' })
    const [order, other, payout] = await Promise.all([
      sandbox.stories.order(shop.id, 'PAY1'),
      sandbox.stories.order(shop.id, 'LINK1'),
      sandbox.stories.payout(shop.id, id),
    ])
    const types = (story: typeof order | typeof payout) => story?.journal.map(({ type }) => type)
    expect(types(order)).toEqual(['link:created'])
    expect([order?.deliveries, order?.requests.length]).toEqual([[], 1])
    expect(types(other)).toEqual(['link:created'])
    expect(types(payout)).toEqual(
      expect.arrayContaining(['request:refused', 'payout:moved', 'balance:changed']),
    )
    expect(payout?.deliveries).toHaveLength(2)
    // The page of the order tells nothing of the link of the same reference either.
    expect(await html(`${home}/orders/LINK1`)).not.toMatch(/payout (link|page)|payout-url/)
  })

  test('is a 404 for another merchant', async () => {
    const { app, openShop, id } = await open()
    const other = await openShop()
    expect((await app.inject(`/sandbox/merchants/${other.id}/payouts/${id}`)).statusCode).toBe(404)
  })
})

describe('the account', () => {
  test('says what it holds, and what moved it, with ways there', async () => {
    const { home, page, read, html } = await open()
    const text = await read(`${home}/account`)
    expect(text).toContain('TZS TZS 978,820')
    expect(text).toContain('Credits TZS 1,000,000')
    expect(text).toContain('Debits TZS 21,180')
    expect(text).toContain('Closing balance TZS 978,820')
    expect(await html(`${home}/account`)).toContain(`href="${page}"`)
    expect(await read(`${home}/account?currency=USD`)).toContain('Statement in USD')
  })

  test('takes a deposit, and says what is wrong with one beside its field', async () => {
    const { app, sandbox, shop, home } = await open()
    const deposit = (fields: Record<string, string>) => submit(app, `${home}/account/deposit`, fields)
    expect((await deposit({ amount: '12.50', currency: 'USD' })).headers.location).toBe(
      `${home}/account?currency=USD`,
    )
    expect(await sandbox.account.balances(shop.id)).toContainEqual({ currency: 'USD', amount: 1250 })
    for (const amount of ['', 'much', '0', '-5']) {
      const refused = await deposit({ amount, currency: 'TZS' })
      expect([refused.statusCode, refused.body.includes('This is not an amount.')]).toEqual([422, true])
    }
  })

  test('of a merchant without money says that the gateway answers with 404', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    const { body } = await app.inject(`/sandbox/merchants/${shop.id}/account`)
    expect(textOf(body)).toContain('No money was ever moved in it')
  })
})

test('the list of orders says how each came to be, and shows those of one origin', async () => {
  const { app, openShop } = await startSandbox()
  const shop = await openShop()
  await shop.createLink()
  const push = { amount: '1000', currency: 'TZS', orderReference: 'PUSH1', phoneNumber: '255712000111' }
  await shop.post('/payments/initiate-ussd-push-request', push)
  await shop.post('/billpay/create-order-control-number', { billAmount: 5000, billReference: 'BILL1' })
  const customer = { fullName: 'Asha', email: 'asha@duka.test', phoneNumber: '255712000111' }
  const card = { amount: '25', currency: 'USD', orderReference: 'CARD1', customer }
  await shop.post('/payments/initiate-card-payment', card)
  const listed = async (query = '') => {
    const { body } = await app.inject(`/sandbox/merchants/${shop.id}/payments?${query}`)
    return [...body.matchAll(/orders\/(\w+)"/g)].map(([, reference]) => reference)
  }
  expect(await listed()).toEqual(['CARD1', 'BILL1', 'PUSH1', 'ORDER1001'])
  for (const [origin, reference] of [
    ['checkout-link', 'ORDER1001'],
    ['ussd-push', 'PUSH1'],
    ['card', 'CARD1'],
    ['control-number', 'BILL1'],
  ]) {
    expect(await listed(`origin=${origin}`)).toEqual([reference])
  }
})
