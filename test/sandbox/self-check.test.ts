import { describe, expect, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { dialectOf } from '../../server/domain/dialect.js'
import { PublicAddress } from '../../server/http/public-address.js'
import { SelfCheck } from '../../server/sandbox/self-check.js'
import { pay } from '../support/builders.js'
import { shopOn, startSandbox } from '../support/sandbox.js'

const LIVE = dialectOf('live')

/** A sandbox whose faults are kept instead of failing the test. */
async function watched(selfCheck = true) {
  const faults: string[] = []
  const onInternalError = (fault: unknown, doing: string) =>
    faults.push(`${doing}: ${(fault as Error).message}`)
  return { faults, ...(await startSandbox({ selfCheck, onInternalError })) }
}

describe('the self-check', () => {
  test.each([
    [
      'an answer that lacks a field',
      'generate-token',
      200,
      { success: true },
      /^the 200 of generate-token does not fit its own schema: .*token/,
    ],
    ['an answer with a field too many', 'query-payments', 200, { data: [], totalCount: 0, page: 1 }, /page/],
    ['a refusal in another envelope', 'query-payment', 400, { message: 'Bad' }, /statusCode/],
    ['a refusal of an unknown route', undefined, 404, { message: 5 }, /^the 404 of an unknown route/],
  ] as const)('finds %s', (_, endpoint, status, body, sentence) => {
    const reported: string[] = []
    const check = new SelfCheck((fault) => reported.push(fault.message))
    const issue = check.answer({ endpoint, status, text: JSON.stringify(body) }, LIVE)
    expect(issue).toMatch(sentence)
    expect(reported).toEqual([issue])
  })

  test('finds an answer that is not JSON, and knows the envelope of the dialect', () => {
    const check = new SelfCheck(() => {})
    expect(check.answer({ endpoint: 'query-payment', status: 200, text: '<html>' }, LIVE)).toMatch(
      /is not JSON/,
    )
    const text = JSON.stringify({ message: 'Bad' })
    expect(check.answer({ endpoint: 'query-payment', status: 400, text }, dialectOf('documented'))).toBeNull()
  })

  test.each([
    ['PAYMENT RECEIVED', false, /the webhook PAYMENT RECEIVED/],
    [null, false, /the callbackUrl call/],
  ] as const)('finds a notification that is wrong: %s', (event, signed, sentence) => {
    const check = new SelfCheck(() => {})
    const body = JSON.stringify({ event: 'PAYMENT RECEIVED', data: {} })
    expect(check.message({ event, body, signed }, LIVE)).toMatch(sentence)
  })

  test('wants the signature where the dialect has it', () => {
    const check = new SelfCheck(() => {})
    const body = JSON.stringify({
      status: 'SUCCESS',
      orderReference: 'A1',
      paymentReference: 'R1',
      collectedAmount: '500',
      collectedCurrency: 'TZS',
      message: 'success',
    })
    expect(check.message({ event: null, body, signed: false }, LIVE)).toBeNull()
    expect(check.message({ event: null, body, signed: true }, LIVE)).toMatch(/checksum/)
  })
})

describe('a sandbox that checks itself', () => {
  test('reports a wrong answer, writes it down, and sends it all the same', async () => {
    const { faults, sandbox, openShop } = await watched()
    const app = await buildApp(sandbox, { publicAddress: new PublicAddress({ publicUrl: 'nowhere' }) })
    const shop = shopOn(app, await openShop())
    const reply = await shop.post('/checkout-link/generate-checkout-url', {
      totalPrice: '500',
      orderReference: 'A1',
      orderCurrency: 'TZS',
    })
    expect([reply.statusCode, reply.json().checkoutLink]).toEqual([
      200,
      expect.stringMatching(/^nowhere\/CHE/),
    ])
    expect(faults).toEqual([
      expect.stringMatching(
        /^the self-check: the 200 of generate-checkout-url .*checkoutLink: .* absolute URL$/,
      ),
    ])
    const entries = await sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })
    expect(entries.filter(({ type }) => type === 'check:failed')).toHaveLength(1)
    await app.close()
  })

  test('reports a wrong webhook and callback, and sends them all the same', async () => {
    const { faults, sandbox, openShop } = await watched()
    const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:9/hook' } })
    const link = await shop.createLink({ callbackUrl: 'http://127.0.0.1:9/callback' })
    const payment = await pay(sandbox, link)
    await sandbox.engine.transact(shop.id, async (work) =>
      work.put('payments', { ...payment, orderReference: 'NOT ONE' }),
    )
    await sandbox.clocks.advance(shop.id, 1000)
    expect(faults).toEqual([
      expect.stringMatching(/the webhook PAYMENT RECEIVED does not fit.*orderReference/),
      expect.stringMatching(/the callbackUrl call does not fit.*orderReference/),
    ])
    const deliveries = await sandbox.engine.store.find('deliveries', { where: { merchantId: shop.id } })
    expect(deliveries).toHaveLength(2)
  })

  test.each(['webhook-invalid-json', 'webhook-extra-fields', 'html-error-page', 'cut-off-json'])(
    'says nothing of what a scenario damages: %s',
    async (scenario) => {
      const { faults, sandbox, openShop } = await watched()
      const shop = await openShop({ scenario, webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:9/hook' } })
      const lenient = await openShop({ webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:9/hook' } })
      await shop.get('/payments/A1').catch(() => {})
      await pay(sandbox, await lenient.createLink(), { scenario })
      await sandbox.clocks.advance(lenient.id, 10_000)
      expect(faults).toEqual([])
    },
  )

  test('is not there unless it is asked for', async () => {
    const { faults, sandbox } = await watched(false)
    const app = await buildApp(sandbox, { publicAddress: new PublicAddress({ publicUrl: 'nowhere' }) })
    const shop = shopOn(app, await sandbox.merchants.open({}, 'a test'))
    await shop.createLink()
    expect([sandbox.selfCheck, faults]).toEqual([null, []])
    await app.close()
  })
})
