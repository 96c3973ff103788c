import { describe, expect, test } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { deliveriesOf, pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
const TRACED = { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01`, tracestate: 'congo=t61rcWkgMzE' }

const HOUR = 3_600_000

/** A merchant whose receiver hears of everything. */
async function open(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const receiver = await startReceiver(200)
  const { url } = receiver
  const webhooks = { 'PAYMENT RECEIVED': url, 'PAYOUT INITIATED': url }
  const shop = await box.openShop({ webhooks, ...settings })
  const carried = () =>
    receiver.received.map(({ headers: { traceparent, tracestate } }) => ({ traceparent, tracestate }))
  const { sandbox } = box
  /** Asks for a link with these headers, pays, and lets a day pass. */
  const payTraced = async (headers: Record<string, string>, order: object = {}) => {
    const body = { totalPrice: '1000', orderReference: 'TRACED1', orderCurrency: 'TZS', ...order }
    const reply = await shop.post('/checkout-link/generate-checkout-url', body, headers)
    await pay(sandbox, reply.json<{ checkoutLink: string }>().checkoutLink.split('/').at(-1) ?? '')
    await sandbox.clocks.advance(shop.id, 24 * HOUR)
  }
  return {
    payTraced,
    sandbox,
    shop,
    receiver,
    carried,
    pass: (ms: number) => sandbox.clocks.advance(shop.id, ms),
  }
}

const CHILD = {
  traceparent: expect.stringMatching(new RegExp(`^00-${TRACE_ID}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`)),
  tracestate: TRACED.tracestate,
}

describe('the trace of a call', () => {
  test('goes on in the webhook and the callback that follow from it, each under a span of its own', async () => {
    const { payTraced, receiver, carried } = await open()
    await payTraced(TRACED, { callbackUrl: `${receiver.url}/callback` })
    expect(carried()).toEqual([CHILD, CHILD])
    expect(new Set(carried().map(({ traceparent }) => traceparent)).size).toBe(2)
  })

  test.each([
    [
      '/payments/initiate-ussd-push-request',
      { amount: '1000', currency: 'TZS', phoneNumber: '255712000111' },
    ],
    ['/payouts/create-mobile-money-payout', { amount: 20000, currency: 'TZS', phoneNumber: '255754000222' }],
  ])('goes on from %s', async (path, body) => {
    const { sandbox, shop, carried, pass } = await open()
    await sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
    const reply = await shop.post(path, { ...body, orderReference: 'TRACED2' }, TRACED)
    expect(reply.statusCode).toBe(200)
    await pass(HOUR)
    expect(carried()).toEqual([CHILD])
  })

  test('is carried by every attempt under another span, and stands where the attempt and the call are shown', async () => {
    const { payTraced, sandbox, shop, receiver, carried } = await open()
    receiver.answerWith(500, 200)
    await payTraced(TRACED)
    expect(carried()).toEqual([CHILD, CHILD])
    const [delivery] = await deliveriesOf(sandbox, shop.id)
    expect(delivery?.attempts.map(({ trace }) => trace)).toEqual(carried())
    const where = { merchantId: shop.id }
    const attempted = (await sandbox.engine.store.find('journal', { where })).filter(
      ({ type }) => type === 'delivery:attempted',
    )
    expect(attempted.map(({ data }) => data?.traceId)).toEqual([TRACE_ID, TRACE_ID])
    const calls = await sandbox.engine.store.find('requests', { where })
    expect(calls.map(({ traceId }) => traceId)).toEqual([undefined, TRACE_ID])
  })

  test.each([
    ['names none', {}],
    ['names one that is malformed', { ...TRACED, traceparent: '00-0af7-b7ad-01' }],
  ])('adds nothing to a webhook where the caller %s', async (_, headers) => {
    const { payTraced, receiver } = await open()
    await payTraced(headers)
    expect(receiver.received).toHaveLength(1)
    expect(Object.keys(receiver.received[0]?.headers ?? {})).toEqual([
      'host',
      'connection',
      'content-type',
      'user-agent',
      'content-length',
    ])
  })
})
