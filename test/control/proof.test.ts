import { describe, expect, test } from 'vitest'
import type { ProofView } from '../../server/control/views.js'
import type { WrittenScenario } from '../../server/scenario/scenario.js'
import { pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'

const NINE = '2026-05-04T09:00:00.000Z'
const SUCCESS: WrittenScenario['timeline'] = [{ after: '1s', status: 'SUCCESS' }]

async function orderUnder(written: Partial<WrittenScenario>, checksumEnabled = false) {
  const scenarios = [{ name: 'mine', title: 'x', about: 'y', ...written }]
  const box = await startSandbox({ scenarios })
  const receiver = await startReceiver()
  const shop = await box.openShop({
    scenario: 'mine',
    returnUrl: `${receiver.url}/back`,
    webhooks: { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url },
  })
  const linkId = await shop.createLink({ callbackUrl: `${receiver.url}/callback` })
  if (checksumEnabled) await box.sandbox.applications.change(shop.id, shop.clientId, { checksumEnabled })
  const proof = async (at?: string) => {
    const query = at === undefined ? '' : `?at=${at}`
    const url = `/sandbox/api/v1/merchants/${shop.id}/orders/ORDER1001/proof${query}`
    return (await box.app.inject({ url })).json<ProofView>()
  }
  const control = (path: string, payload = {}) =>
    box.app.inject({ method: 'POST', url: `/sandbox/api/v1/merchants/${shop.id}${path}`, payload })
  return { ...box, receiver, shop, linkId, proof, control }
}

const later = (ms: number) => new Date(Date.parse(NINE) + ms).toISOString()

describe('the proof of an order', () => {
  test('is empty before anybody pays, and at any instant before', async () => {
    const { proof, sandbox, shop, linkId } = await orderUnder({ timeline: SUCCESS })
    const nothing = { asked: { amount: '12500', currency: 'TZS' }, told: [], knowable: [] }
    expect(await proof()).toEqual({ orderReference: 'ORDER1001', at: NINE, ...nothing })
    await pay(sandbox, linkId)
    await sandbox.clocks.advance(shop.id, 60_000)
    expect(await proof(later(-1))).toMatchObject({ at: later(-1), ...nothing })
  })

  test('tells each message that arrived, how it was answered, and what a query would have shown', async () => {
    const { proof, sandbox, shop, linkId, receiver } = await orderUnder({
      timeline: SUCCESS,
      callback: { delay: '3s' },
    })
    const payment = await pay(sandbox, linkId)
    receiver.answerWith(500, 200)
    await sandbox.clocks.advance(shop.id, 60_000)
    const said = {
      paymentId: payment.id,
      orderReference: 'ORDER1001',
      status: 'SUCCESS',
      amount: '12500',
      currency: 'TZS',
    }
    const { told, knowable } = await proof()
    const [webhook, callback] = told
    expect(webhook).toEqual({
      at: later(1000),
      by: 'webhook',
      event: 'PAYMENT RECEIVED',
      deliveryId: expect.stringContaining('-D'),
      says: [said],
      genuine: true,
      why: null,
      answered: 500,
    })
    expect(callback).toMatchObject({
      at: later(4000),
      by: 'callback',
      event: null,
      genuine: true,
      answered: 200,
    })
    expect(callback?.says).toEqual([{ ...said, paymentId: null }])
    expect(knowable).toEqual([
      { paymentId: payment.id, status: 'SUCCESS', amount: '12500', currency: 'TZS', exchangedFrom: null },
    ])
    const earlier = await proof(later(999))
    expect([earlier.told, earlier.knowable.map(({ status }) => status)]).toEqual([[], ['PROCESSING']])
  })

  test('leaves out what never reached the merchant', async () => {
    const { proof, sandbox, shop, linkId, receiver } = await orderUnder({ timeline: SUCCESS })
    await receiver.close()
    await pay(sandbox, linkId)
    await sandbox.clocks.advance(shop.id, 60_000)
    expect((await proof()).told).toEqual([])
  })

  test.each<[damage: object, why: string]>([
    [{ checksum: 'wrong-key' }, 'its checksum was made with another key'],
    [{ amount: '1' }, 'its amount is "1"'],
    [{ event: 'PAYMENT FAILED' }, 'it says PAYMENT FAILED'],
    [{ text: 'cut-off' }, 'its JSON breaks off half-way'],
  ])('says of a message with %j that it is not genuine, and why', async (damage, why) => {
    const { proof, sandbox, shop, linkId } = await orderUnder(
      { timeline: SUCCESS, webhook: { damage } },
      true,
    )
    await pay(sandbox, linkId)
    await sandbox.clocks.advance(shop.id, 1000)
    const webhook = (await proof()).told.find(({ by }) => by === 'webhook')
    expect(webhook).toMatchObject({ genuine: false, why })
  })

  test.each<[damage: object, checksumEnabled: boolean]>([
    [{ text: 'reordered' }, true],
    [{ extraFields: { a: 1 } }, true],
    [{ shape: 'march2025' }, true],
    [{ checksum: 'wrong-key' }, false],
  ])('takes one with %j for genuine (checksums: %s)', async (damage, checksumEnabled) => {
    const written = { timeline: SUCCESS, webhook: { damage } }
    const { proof, sandbox, shop, linkId } = await orderUnder(written, checksumEnabled)
    await pay(sandbox, linkId)
    await sandbox.clocks.advance(shop.id, 1000)
    const webhook = (await proof()).told.find(({ by }) => by === 'webhook')
    expect(webhook).toMatchObject({
      genuine: true,
      says: [{ status: 'SUCCESS', amount: '12500', currency: 'TZS' }],
    })
  })

  test('tells of a forged success of an order that nobody paid', async () => {
    const { proof, control } = await orderUnder({})
    await control('/orders/ORDER1001/messages')
    expect(await proof()).toMatchObject({
      told: [
        { genuine: false, why: 'it is about a payment that nobody made', says: [{ status: 'SUCCESS' }] },
      ],
      knowable: [],
    })
  })

  test('tells what queries were answered: of the order, and of all payments', async () => {
    const { proof, sandbox, shop, linkId } = await orderUnder({ timeline: SUCCESS, query: { lag: '2m' } })
    await shop.get('/payments/ORDER1001')
    const payment = await pay(sandbox, linkId)
    await sandbox.clocks.advance(shop.id, 60_000)
    await shop.get('/payments/ORDER1001')
    await shop.get('/payments/all?currency=TZS')
    await shop.createLink({ orderReference: 'ORDER10012' })
    const { told, knowable } = await proof()
    const queries = told.filter(({ by }) => by === 'query')
    expect(queries.map(({ says, genuine }) => [says.map(({ status }) => status), genuine])).toEqual([
      [[], true],
      [['PROCESSING'], true],
      [['SUCCESS'], true],
    ])
    expect(knowable).toMatchObject([{ paymentId: payment.id, status: 'PROCESSING' }])
    expect((await proof(later(121_000))).knowable).toMatchObject([{ status: 'SUCCESS' }])
  })

  test('says of a browser that comes back whether what it claims is true', async () => {
    const { proof, sandbox, shop, linkId } = await orderUnder({
      timeline: [{ after: '30s', status: 'FAILED' }],
      return: { when: 'at-once', status: 'SUCCESS' },
    })
    const payment = await pay(sandbox, linkId, { inBrowser: true })
    await sandbox.payments.noteReturn(
      payment,
      'http://shop.test/back?orderReference=ORDER1001&status=SUCCESS',
    )
    await sandbox.payments.noteReturn(payment, 'http://shop.test/back')
    await sandbox.clocks.advance(shop.id, 30_000)
    await sandbox.payments.noteReturn(payment, 'http://shop.test/back?orderReference=ORDER1001&status=FAILED')
    const returns = (await proof()).told.filter(({ by }) => by === 'return')
    expect(returns.map(({ says, genuine, why }) => [says[0]?.status ?? null, genuine, why])).toEqual([
      ['SUCCESS', false, 'the browser claims what was not true then'],
      [null, true, null],
      ['FAILED', true, null],
    ])
  })

  test('shows what was paid beside what was collected in another currency', async () => {
    const { proof, sandbox, shop, linkId } = await orderUnder({
      timeline: SUCCESS,
      collected: { exchange: { currency: 'USD', rate: 0.0004 } },
    })
    await pay(sandbox, linkId)
    await sandbox.clocks.advance(shop.id, 1000)
    expect((await proof()).knowable).toMatchObject([
      { amount: '5', currency: 'USD', exchangedFrom: { amount: '12500', currency: 'TZS' } },
    ])
  })

  test('of an order that is not there says so, and an instant must be one', async () => {
    const { app, shop, proof } = await orderUnder({})
    const reply = await app.inject({ url: `/sandbox/api/v1/merchants/${shop.id}/orders/NONE1/proof` })
    expect([reply.statusCode, reply.json()]).toMatchObject([404, { code: 'LINK_NOT_FOUND' }])
    expect(await proof('yesterday')).toMatchObject({ code: 'INVALID_INPUT' })
  })
})
