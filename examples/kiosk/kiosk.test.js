import { once } from 'node:events'
import { createSandbox } from 'clickpesa-sandbox'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { createKiosk } from './kiosk.js'

/**
 * One sandbox for the file, and a merchant of its own for each test. The merchant is strict: a call that the docs
 * do not allow fails a test. Its clock stands still, and `advance` resolves once everything due has happened.
 */
const sandbox = await createSandbox({ port: 0 })
afterAll(() => sandbox.close())

const PHONE = '0754 000 111'

async function openKiosk({ scenario = 'success' } = {}) {
  const merchant = await sandbox.createMerchant({
    scenario,
    strict: true,
    checksumEnabled: true,
    clock: { frozen: true },
  })
  const { apiUrl: baseUrl, clientId, apiKey, checksumKey } = merchant
  const server = createKiosk({ baseUrl, clientId, apiKey, checksumKey }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.close())
  const url = `http://127.0.0.1:${server.address().port}`
  const webhook = `${url}/clickpesa`
  const events = [
    'PAYMENT RECEIVED',
    'PAYMENT FAILED',
    'PAYOUT INITIATED',
    'PAYOUT REFUNDED',
    'PAYOUT REVERSED',
  ]
  await merchant.change({ webhooks: Object.fromEntries(events.map((event) => [event, webhook])) })
  const post = (path, body) => fetch(url + path, { method: 'POST', body: JSON.stringify(body) })
  return {
    merchant,
    post,
    sell: (sale = {}) => post('/sales', { phone: PHONE, amount: 5000, ...sale }),
    sold: async () => (await post('/sales', { phone: PHONE, amount: 5000 })).json(),
    refund: (sale) => post('/refunds', { sale }),
    lookAtRefund: async (reference) => (await fetch(`${url}/refunds/${reference}`)).json(),
    look: async (reference) => (await fetch(`${url}/sales/${reference}`)).json(),
    pushes: async () => (await merchant.requests()).filter(({ path }) => path.includes('initiate-ussd-push')),
  }
}

test('a sale waits for the phone, tells whose it is, and is paid by the webhook', async () => {
  const { merchant, sold, look } = await openKiosk()
  const { reference, payer, state } = await sold()
  expect([typeof payer, state]).toEqual(['string', 'waiting'])
  await merchant.pay(reference)
  await merchant.clock.advance('1m')
  const asked = (await merchant.requests()).filter(({ method }) => method === 'GET')
  expect(asked).toEqual([])
  expect(await look(reference)).toMatchObject({ state: 'paid', handedOver: 1 })
})

test('a wrong PIN ends the sale, and says why', async () => {
  const { merchant, sold, look } = await openKiosk()
  const { reference } = await sold()
  await merchant.pay(reference, { answer: 'wrong-pin' })
  await merchant.clock.advance('5m')
  expect(await look(reference)).toMatchObject({ state: 'failed', handedOver: 0, why: expect.any(String) })
})

test('a failure in the very moment of the push is not overwritten by its answer', async () => {
  const { merchant, sold, look } = await openKiosk({ scenario: 'failed-at-once' })
  const { reference } = await sold()
  await merchant.clock.advance('1s')
  expect(await look(reference)).toMatchObject({ state: 'failed' })
})

test('the query tells what a lost webhook did not', async () => {
  const { merchant, sold, look } = await openKiosk({ scenario: 'webhook-lost' })
  const { reference } = await sold()
  expect(await look(reference)).toMatchObject({ state: 'waiting' })
  await merchant.pay(reference)
  await merchant.clock.runUntilIdle()
  expect(await look(reference)).toMatchObject({ state: 'paid', handedOver: 1 })
})

test('the goods are handed over once, though the webhook comes three times', async () => {
  const { merchant, sold, look } = await openKiosk({ scenario: 'webhook-duplicate' })
  const { reference } = await sold()
  await merchant.pay(reference)
  await merchant.clock.runUntilIdle()
  const deliveries = await merchant.deliveries()
  expect(deliveries.length).toBe(3)
  expect(await look(reference)).toMatchObject({ state: 'paid', handedOver: 1 })
})

test('a person looks at money that does not fit', async () => {
  const { merchant, sold, look } = await openKiosk({ scenario: 'amount-mismatch' })
  const { reference } = await sold()
  await merchant.pay(reference)
  await merchant.clock.runUntilIdle()
  expect(await look(reference)).toMatchObject({ state: 'check', handedOver: 0 })
})

test('a person looks at a payment that is taken back', async () => {
  const { merchant, sold, look } = await openKiosk({ scenario: 'success-then-late-failed' })
  const { reference } = await sold()
  await merchant.pay(reference)
  await merchant.clock.runUntilIdle()
  expect(await look(reference)).toMatchObject({ state: 'check', handedOver: 1 })
})

test.each(['webhook-bad-checksum', 'webhook-wrong-key', 'webhook-tampered-amount'])(
  'a message with a false checksum changes nothing, and the query knows (%s)',
  async (scenario) => {
    const { merchant, sold, look } = await openKiosk({ scenario })
    const { reference } = await sold()
    await merchant.pay(reference)
    await merchant.clock.advance('1m')
    const [delivery] = await merchant.deliveries()
    expect(delivery.attempts[0].response.status).toBe(401)
    expect(await look(reference)).toMatchObject({ state: 'paid', handedOver: 1 })
  },
)

test('no prompt is sent to an operator that cannot be asked', async () => {
  const { sell, pushes } = await openKiosk({ scenario: 'push-method-unavailable' })
  const reply = await sell()
  expect([reply.status, await reply.json()]).toEqual([
    409,
    { message: 'M-PESA cannot be asked now: take cash' },
  ])
  expect(await pushes()).toEqual([])
})

test('what ClickPesa refuses is told in its own words', async () => {
  const { sell } = await openKiosk()
  const reply = await sell({ amount: 499 })
  expect([reply.status, await reply.json()]).toEqual([
    422,
    { message: 'Amount must be between 500 and 3000000' },
  ])
})

test.each(['12', '+254 712 000 111', ''])(
  'the phone %j is refused before anybody is asked',
  async (phone) => {
    const { merchant, sell } = await openKiosk()
    expect((await sell({ phone })).status).toBe(400)
    expect(await merchant.requests()).toEqual([])
  },
)

test('a push whose answer is lost is not sent again: the sale waits, and is paid', async () => {
  const { merchant, sold, look, pushes } = await openKiosk()
  await sandbox.addScenario('push-answer-lost', {
    title: 'The prompt is shown, and the answer is lost',
    about: 'The push does its work, and the connection is reset.',
    timeline: [{ after: '1s', status: 'SUCCESS' }],
    api: [{ endpoint: 'initiate-ussd-push', times: 1, connection: 'reset', workDone: true }],
  })
  await merchant.useScenario('push-answer-lost')
  const { reference, state } = await sold()
  expect(state).toBe('waiting')
  await merchant.pay(reference)
  await merchant.clock.advance('1m')
  expect(await pushes()).toHaveLength(1)
  expect(await look(reference)).toMatchObject({ state: 'paid', handedOver: 1 })
})

test('a token that dies early is renewed, and the cashier notices nothing', async () => {
  const { sell } = await openKiosk({ scenario: 'token-expires-early' })
  expect((await sell()).status).toBe(202)
})

test('what is not JSON, and what nobody sold, is answered and changes nothing', async () => {
  const { post, look } = await openKiosk()
  expect((await post('/sales', [])).status).toBe(400)
  expect((await post('/nowhere', {})).status).toBe(404)
  expect(await look('KIOSKNEVER')).toEqual({ message: 'no such sale' })
})

/** A sale that was paid, by a merchant that has some money beside. */
async function paidSale(kiosk) {
  const { reference } = await kiosk.sold()
  await kiosk.merchant.pay(reference)
  await kiosk.merchant.clock.advance('1m')
  await kiosk.merchant.deposit({ amount: '50000', currency: 'TZS' })
  return reference
}

/** The payouts that ClickPesa was asked for. */
async function payoutsAsked({ merchant }) {
  return (await merchant.requests()).filter(({ path }) => path.includes('create-mobile-money-payout'))
}

test('a sale is refunded to its phone, and the webhook says when the money has arrived', async () => {
  const kiosk = await openKiosk()
  const sale = await paidSale(kiosk)
  await kiosk.merchant.useScenario('payout-success')
  const reply = await kiosk.refund(sale)
  expect([reply.status, await reply.json()]).toEqual([
    202,
    { reference: `BACK${sale}`, sale, amount: 5000, phone: '255754000111', state: 'sent' },
  ])
  await kiosk.merchant.clock.advance('1m')
  const told = await kiosk.merchant.deliveries({ event: 'PAYOUT INITIATED' })
  expect(told.map(({ status }) => status)).toEqual(['delivered'])
  expect(await kiosk.lookAtRefund(`BACK${sale}`)).toMatchObject({ state: 'arrived' })
  expect(await kiosk.merchant.balances()).toEqual([{ currency: 'TZS', amount: '43820' }])
})

test('a sale is refunded once, however often and quickly somebody asks', async () => {
  const kiosk = await openKiosk()
  const sale = await paidSale(kiosk)
  await Promise.all([kiosk.refund(sale), kiosk.refund(sale)])
  await kiosk.merchant.clock.advance('1h')
  await kiosk.refund(sale)
  expect(await payoutsAsked(kiosk)).toHaveLength(1)
})

test('a payout whose answer is lost is not sent again: the query finds it', async () => {
  const kiosk = await openKiosk()
  const sale = await paidSale(kiosk)
  await kiosk.merchant.useScenario('payout-duplicate')
  expect((await kiosk.refund(sale)).status).toBe(202)
  await kiosk.merchant.clock.advance('1m')
  expect(await payoutsAsked(kiosk)).toHaveLength(1)
  expect(await kiosk.lookAtRefund(`BACK${sale}`)).toMatchObject({ state: 'arrived' })
})

test.each(['payout-failed-refunded', 'payout-reversed'])(
  'money that comes back is noticed (%s)',
  async (scenario) => {
    const kiosk = await openKiosk()
    const sale = await paidSale(kiosk)
    await kiosk.merchant.useScenario(scenario)
    await kiosk.refund(sale)
    await kiosk.merchant.clock.advance('2h')
    expect(await kiosk.lookAtRefund(`BACK${sale}`)).toMatchObject({ state: 'back' })
  },
)

test('a refund that the account cannot pay is told in the words of ClickPesa, and can be asked for later', async () => {
  const kiosk = await openKiosk()
  const { reference: sale } = await kiosk.sold()
  await kiosk.merchant.pay(sale)
  await kiosk.merchant.clock.advance('1m')
  const refused = await kiosk.refund(sale)
  expect([refused.status, await refused.json()]).toEqual([
    422,
    { message: 'Insufficient balance: available balance is 0 TZS' },
  ])
  await kiosk.merchant.deposit({ amount: '50000', currency: 'TZS' })
  expect((await kiosk.refund(sale)).status).toBe(202)
})

test('what was not paid is not refunded', async () => {
  const kiosk = await openKiosk()
  const { reference } = await kiosk.sold()
  expect((await kiosk.refund(reference)).status).toBe(409)
  expect(await payoutsAsked(kiosk)).toEqual([])
  expect(await kiosk.lookAtRefund('BACKNEVER')).toEqual({ message: 'no such refund' })
})
