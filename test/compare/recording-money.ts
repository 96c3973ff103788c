import type { Dialect } from '../../server/domain/dialect.js'
import { payBill } from '../../server/sandbox/pay-bill.js'
import { deliveriesOf } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import type { Recorded } from './recording.js'

/**
 * What a team could have recorded of cards, control numbers, payouts and the account, from a gateway that speaks this
 * dialect.
 */
export async function recordMoney(dialect: Partial<Dialect>): Promise<Recorded[]> {
  const { sandbox, app, openShop } = await startSandbox()
  const receiver = await startReceiver()
  const shop = await openShop({
    dialect,
    webhooks: { 'PAYOUT INITIATED': `${receiver.url}/payouts` },
    clock: { start: '2026-05-04T09:00:00.000Z', frozen: true },
  })
  const recorded: Recorded[] = []
  let token = ''
  const call = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => {
    const { now } = await sandbox.clocks.read(shop.id)
    const headers: Record<string, string> = token
      ? { authorization: token }
      : { 'client-id': shop.clientId, 'api-key': shop.apiKey }
    const type = body ? { 'content-type': 'application/json' } : {}
    const sent = body ? JSON.stringify(body) : ''
    const url = `/third-parties${path}`
    const answer = await app.inject({ method, url, headers: { ...headers, ...type }, payload: sent })
    recorded.push({
      at: new Date(now).toISOString(),
      request: {
        method,
        url: `https://api.clickpesa.test${url}`,
        headers: { ...headers, ...type },
        body: sent,
      },
      response: {
        status: answer.statusCode,
        headers: { 'content-type': String(answer.headers['content-type']) },
        body: answer.body,
      },
    })
    return answer.json()
  }
  const post = (path: string, body: object) => call('POST', path, body)
  /** Tokens live for an hour, and payouts cool down for a minute. */
  const later = async (ms: number) => {
    await sandbox.clocks.advance(shop.id, ms)
    token = ''
    token = (await call('POST', '/generate-token')).token
  }

  await later(0)
  await sandbox.account.deposit(shop.id, { money: { minor: 900_000_00, currency: 'TZS' } })
  await call('GET', '/account/balance')

  const usd = { currency: 'USD', customer: { fullName: 'José Mushi', email: 'jose@shop.test' } }
  await post('/payments/preview-card-payment', { amount: '25.50', orderReference: 'CARD1', ...usd })
  await post('/payments/initiate-card-payment', { amount: '25.50', orderReference: 'CARD1', ...usd })

  const bill = { billDescription: 'Rent', billAmount: 350000, billReference: 'LONGBILL0123456789012345' }
  await post('/billpay/create-order-control-number', bill)
  const { billPayNumber } = await post('/billpay/create-order-control-number', {
    billAmount: 9000,
    billReference: 'B2',
  })
  const tenant = { customerName: 'José Mushi', customerPhone: '255754000333' }
  await post('/billpay/create-customer-control-number', tenant)
  await post('/billpay/bulk-create-customer-control-numbers', { controlNumbers: [tenant] })
  await call('PATCH', `/billpay/${billPayNumber}`, { billAmount: 18000 })
  await call('GET', `/billpay/${billPayNumber}`)
  await post('/billpay/bulk-create-order-control-numbers', [{ billAmount: 1000 }])
  await post('/billpay/bulk-create-order-control-numbers', { controlNumbers: [{ billReference: 'B2' }, {}] })
  await payBill(sandbox, shop.id, billPayNumber, { phoneNumber: '255754000333', scenario: 'success' })
  await later(60_000)
  await call('GET', '/payments/B2')
  await call('GET', '/account/statement?currency=TZS')
  await call('GET', '/payments/B2')

  const payout = { currency: 'TZS', phoneNumber: '255754000333' }
  await post('/payouts/preview-mobile-money-payout', { ...payout, amount: 20000, orderReference: 'PAY1' })
  await post('/payouts/create-mobile-money-payout', { ...payout, amount: 20000, orderReference: 'PAY1' })
  await post('/payouts/create-mobile-money-payout', { ...payout, amount: 30000, orderReference: 'PAY2' })
  await later(3_600_000)
  const account = { accountNumber: '0150123456700', accountName: 'José Mushi', accountCurrency: 'TZS' }
  const bank = { amount: 150000, currency: 'TZS', transferType: 'RTGS', ...account }
  await post('/payouts/create-bank-payout', { ...bank, orderReference: 'BANK1', bic: 'CORUTZTZXXX' })
  await later(3_600_000)
  await post('/payouts/preview-bank-payout', { ...bank, orderReference: 'BANK2', bic: 'UNKNTZTZ' })
  const lipa = { amount: 15000, currency: 'TZS', lipaNamba: '5512345', providerCode: 'mpesa_tanzania' }
  await post('/payouts/preview-lipa-namba-payout', { ...lipa, orderReference: 'LIPA1' })
  await post('/payouts/create-lipa-namba-payout', { ...lipa, orderReference: 'LIPA1' })
  await later(3 * 86_400_000)
  for (const one of await deliveriesOf(sandbox, shop.id)) {
    recorded.push({
      at: new Date(one.createdAt).toISOString(),
      webhook: { url: one.url, headers: {}, body: one.body },
      response: { status: 200 },
    })
  }
  await post('/payout-link/generate-payout-url', { amount: 20000, orderReference: 'GIFT1' })
  await call('GET', '/payouts/PAY1')
  await call('GET', '/payouts/NOBODY1')
  await call('GET', '/payouts/all?status=SUCCESS')
  await call('GET', '/payouts/lipa-namba-providers')
  await call('GET', '/exchange-rates/all?source=USD&target=TZS')
  await call('GET', '/list/banks')
  return recorded
}
