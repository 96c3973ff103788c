import { expect, test } from 'vitest'
import { pay } from '../support/builders.js'
import { withoutRealTime } from '../support/dump.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'

/** A merchant with one of everything, and another who knows all its names. */
async function twoMerchants() {
  const box = await startSandbox()
  const { app, sandbox, openShop } = box
  const receiver = await startReceiver()
  const owner = await openShop({ webhooks: { 'PAYMENT RECEIVED': receiver.url } })
  const other = await openShop()
  await sandbox.account.deposit(owner.id, { money: { minor: 100_000_000, currency: 'TZS' } })
  const payment = await pay(sandbox, await owner.createLink())
  await sandbox.clocks.advance(owner.id, 60_000)
  const sent = { amount: 20000, currency: 'TZS', orderReference: 'PAYOUT1', phoneNumber: '255754000222' }
  const payout = (await owner.post('/payouts/create-mobile-money-payout', sent)).json()
  const asked = { billDescription: 'Two baskets', billAmount: 18000, billReference: 'BILL1' }
  const { billPayNumber } = (await owner.post('/billpay/create-order-control-number', asked)).json()
  await owner.post('/payout-link/generate-payout-url', { amount: '5000', orderReference: 'PAYOUTLINK1' })
  const control = async (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    payload?: object,
  ) => app.inject({ method, url: `/sandbox/api/v1${path}`, ...(payload ? { payload } : {}) })
  const [delivery] = (await control('GET', `/merchants/${owner.id}/deliveries`)).json().items
  const [application] = (await control('GET', `/merchants/${owner.id}/applications`)).json().items
  return { ...box, control, owner, other, payment, payout, billPayNumber, delivery, application }
}

test('nothing of a merchant is found or changed by way of another, whoever knows its name', async () => {
  const all = await twoMerchants()
  const { app, sandbox, control, owner, other, payment, payout, billPayNumber, delivery, application } = all
  const [key] = application.apiKeys
  expect([payment.id, payout.id, billPayNumber, delivery.id, key.id]).not.toContain(undefined)
  const before = withoutRealTime(await sandbox.snapshots.take(owner.id))

  const home = `/merchants/${other.id}`
  for (const [method, path, body] of [
    ['PATCH', `${home}/applications/${owner.clientId}`, { name: 'Taken' }],
    ['POST', `${home}/applications/${owner.clientId}/api-keys`, { name: 'Taken' }],
    ['DELETE', `${home}/api-keys/${key.id}`],
    ['DELETE', `${home}/applications/${owner.clientId}/api-keys/${key.id}`],
    ['DELETE', `${home}/applications/${other.clientId}/api-keys/${key.id}`],
    ['POST', `${home}/orders/ORDER1001/payments`, {}],
    ['POST', `${home}/orders/ORDER1001/messages`, {}],
    ['GET', `${home}/orders/ORDER1001/proof`],
    ['POST', `${home}/control-numbers/${billPayNumber}/payments`, {}],
    ['POST', `${home}/payments/${payment.id}/status`, { status: 'REFUNDED' }],
    ['POST', `${home}/deliveries/${delivery.id}/redeliver`, {}],
    ['POST', `${home}/payouts/${payout.id}/status`, { status: 'SUCCESS' }],
    ['POST', `${home}/payout-links/PAYOUTLINK1/claim`, {}],
  ] as const) {
    expect([path, (await control(method, path, body)).statusCode]).toEqual([path, 404])
  }
  for (const list of ['links', 'payments', 'payouts', 'deliveries']) {
    expect((await control('GET', `${home}/${list}?orderReference=ORDER1001`)).json().items).toEqual([])
  }

  const pages = `/sandbox/merchants/${other.id}`
  for (const path of [`/orders/ORDER1001`, `/deliveries/${delivery.id}`, `/payouts/${payout.id}`]) {
    expect([path, (await app.inject(pages + path)).statusCode]).toEqual([path, 404])
  }
  for (const path of [
    `/deliveries/${delivery.id}/redeliver`,
    `/payouts/${payout.id}/status`,
    `/payments/${payment.id}/phone`,
    '/orders/ORDER1001/pay',
  ]) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const payload = 'status=SUCCESS&answer=pin&method=M-PESA'
    const reply = await app.inject({ method: 'POST', url: pages + path, headers, payload })
    expect(reply.statusCode).toBeGreaterThanOrEqual(400)
  }

  for (const answered of [
    sandbox.payments.answerPhone(other.id, payment.id, 'right-pin'),
    sandbox.payments.answerBank(other.id, payment.id, 'passed'),
  ])
    await expect(answered).rejects.toMatchObject({ code: 'PAYMENT_NOT_FOUND' })

  for (const path of ['/payments/ORDER1001', '/payouts/PAYOUT1', `/billpay/${billPayNumber}`]) {
    expect([path, (await other.get(path)).statusCode]).not.toEqual([path, 200])
  }
  for (const path of ['/payments/all', '/payouts/all']) {
    const { data, totalCount } = (await other.get(path)).json()
    expect([data, totalCount]).toEqual([[], 0])
  }
  expect(withoutRealTime(await sandbox.snapshots.take(owner.id))).toBe(before)
})
