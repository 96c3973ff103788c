import { describe, expect, test } from 'vitest'
import { refused, seen } from '../support/answers.js'
import { pay } from '../support/builders.js'
import { startSandbox } from '../support/sandbox.js'

const TZS = (minor: number) => ({ money: { minor, currency: 'TZS' } }) as const

describe('the balance', () => {
  test('is refused before any money was moved', async () => {
    const { openShop } = await startSandbox()
    const shop = await openShop()
    const text = 'No balance account is linked to this merchant yet.'
    expect(seen(await shop.get('/account/balance'))).toEqual(refused(404, text))
    expect(seen(await shop.get('/account/statement?currency=TZS'))).toEqual(refused(404, text))
  })

  test('has one element for each currency', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await sandbox.account.deposit(shop.id, TZS(250_050))
    await sandbox.account.deposit(shop.id, { money: { minor: 1_000, currency: 'USD' } })
    expect((await shop.get('/account/balance')).json()).toEqual([
      { currency: 'TZS', balance: 2500.5 },
      { currency: 'USD', balance: 10 },
    ])
  })

  test("is nobody else's", async () => {
    const { sandbox, openShop } = await startSandbox()
    const [shop, other] = [await openShop(), await openShop()]
    await sandbox.account.deposit(shop.id, TZS(250_050))
    expect((await other.get('/account/balance')).statusCode).toBe(404)
  })
})

describe('the statement', () => {
  test('tells what moved the money, and adds up', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop({ clock: { frozen: true, start: '2026-05-04T09:00:00.000Z' } })
    await sandbox.account.deposit(shop.id, TZS(100_000))
    const payment = await pay(sandbox, await shop.createLink())
    await sandbox.clocks.advance(shop.id, 60_000)
    await sandbox.payments.moveByHand(shop.id, payment.id, 'SETTLED')
    await sandbox.clocks.advance(shop.id, 24 * 3_600_000)
    await sandbox.payments.moveByHand(shop.id, payment.id, 'REVERSED')
    const statement = (await shop.get('/account/statement?currency=TZS')).json()
    expect(statement.accountDetails).toEqual({
      currency: 'TZS',
      openingBalance: 0,
      closingBalance: 1000,
      totalCredits: 13500,
      totalDebits: 12500,
    })
    expect(statement.transactions).toMatchObject([
      { type: 'DEPOSIT', entry: 'Credit', amount: 1000, balance: 1000, date: '2026-05-04T09:00:00.000Z' },
      { type: 'PAYMENT', entry: 'Credit', amount: 12500, balance: 13500, orderReference: 'ORDER1001' },
      { type: 'PAYMENT RETURNED', entry: 'Debit', amount: 12500, balance: 1000, orderReference: 'ORDER1001' },
    ])
    const secondDay = await shop.get(
      '/account/statement?currency=TZS&startDate=2026-05-05&endDate=05-05-2026',
    )
    expect(secondDay.json().accountDetails).toMatchObject({
      openingBalance: 13500,
      closingBalance: 1000,
      totalCredits: 0,
      totalDebits: 12500,
    })
    const before = await shop.get('/account/statement?currency=TZS&endDate=2026-05-03')
    expect(before.json()).toMatchObject({ accountDetails: { closingBalance: 0 }, transactions: [] })
  })

  test('of a currency that was never moved is empty, where another was', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await sandbox.account.deposit(shop.id, TZS(100_000))
    expect((await shop.get('/account/statement?currency=USD')).json().transactions).toEqual([])
  })

  test('needs a currency', async () => {
    const { openShop } = await startSandbox()
    const shop = await openShop()
    expect(seen(await shop.get('/account/statement'))).toEqual(
      refused(400, ['currency must be one of the following values: TZS, USD']),
    )
  })
})

describe('exchange rates', () => {
  test('are listed with the time, all or for one currency', async () => {
    const { openShop } = await startSandbox()
    const shop = await openShop({ clock: { frozen: true, start: '2026-05-04T09:00:00.000Z' } })
    expect((await shop.get('/exchange-rates/all')).json()).toHaveLength(2)
    expect((await shop.get('/exchange-rates/all?source=USD')).json()).toEqual([
      { source: 'USD', target: 'TZS', rate: 2500, date: '2026-05-04T09:00:00.000Z' },
    ])
    expect((await shop.get('/exchange-rates/all?source=USD&target=USD')).json()).toEqual([])
  })
})

test('banks are listed with their SWIFT codes', async () => {
  const { openShop } = await startSandbox()
  const shop = await openShop()
  const banks = (await shop.get('/list/banks')).json()
  expect(banks).toContainEqual({ name: 'CRDB Bank', value: 'crdb_bank_tanzania', bic: 'CORUTZTZ' })
})
