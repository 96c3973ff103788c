import { describe, expect, test, vi } from 'vitest'
import { withPayment } from '../../server/domain/order.js'
import { anOrder, aPayment, pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, submit, textOf } from './support.js'

describe('the list of orders', () => {
  test('says that nothing matches', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    const { body } = await app.inject({ url: `/sandbox/merchants/${shop.id}/payments?q=nobody` })
    expect(body).toContain('No order matches')
    expect(body).not.toContain('ORDER1001</a>')
  })

  test('finds orders by what is typed, by status, method and scenario', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink({ customerName: 'Neema Mushi' })
    await pay(sandbox, await shop.createLink({ orderReference: 'ORDER1002' }), {
      scenario: 'insufficient-balance',
    })
    const listed = async (query: string) => {
      const { body } = await app.inject({ url: `/sandbox/merchants/${shop.id}/payments?${query}` })
      return [...body.matchAll(/orders\/(\w+)"/g)].map(([, reference]) => reference)
    }
    expect(await listed('')).toEqual(['ORDER1002', 'ORDER1001'])
    expect(await listed('q=neema')).toEqual(['ORDER1001'])
    expect(await listed('q=255754000333')).toEqual(['ORDER1002'])
    expect(await listed('status=not+paid+yet')).toEqual(['ORDER1001'])
    expect(await listed('method=M-PESA')).toEqual(['ORDER1002'])
    expect(await listed('scenario=insufficient-balance')).toEqual(['ORDER1002'])
    expect(await listed('scenario=success')).toEqual([])
  })

  test('shows ten thousand payments fifty at a time, each once, with few questions to the store', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await sandbox.engine.transact(shop.id, async (tx) => {
      for (let i = 0; i < 10_000; i++) {
        const seq = tx.nextNumber()
        const of = { merchantId: shop.id, orderReference: `MANY${i}`, seq }
        const payment = aPayment({ ...of, id: `LCPC${i}`, orderId: `O${i}` })
        tx.put('orders', withPayment(anOrder({ ...of, id: `O${i}`, linkId: `CHE${i}` }), payment))
        tx.put('payments', payment)
      }
    })
    const seen = new Set<string>()
    let url: string | undefined = `/sandbox/merchants/${shop.id}/payments?q=MANY99&status=PROCESSING`
    const questions = vi.spyOn(sandbox.engine.store, 'find')
    while (url) {
      questions.mockClear()
      const { body }: { body: string } = await app.inject({ url })
      expect(questions.mock.calls.length).toBeLessThan(10)
      const references = [...body.matchAll(/orders\/(\w+)"/g)].map(([, reference = '']) => reference)
      expect(references.length).toBeLessThanOrEqual(50)
      for (const reference of references) {
        expect(seen.has(reference)).toBe(false)
        seen.add(reference)
      }
      url = body.match(/href="([^"]*before=\d+)"/)?.[1]?.replaceAll('&amp;', '&')
    }
    expect(seen.size).toBe(111)
  })
})

describe('the page of an order', () => {
  test('says that there is no such order', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    const reply = await app.inject({ url: `/sandbox/merchants/${shop.id}/orders/NONE` })
    expect([reply.statusCode, textOf(reply.body)]).toEqual([404, expect.stringContaining('no order NONE')])
  })

  test('keeps what was typed and says beside the field what is wrong with it', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    const here = `/sandbox/merchants/${shop.id}/orders/ORDER1001`
    const mistakes = [
      ['pay', { phoneNumber: '12345' }, 'pay-phoneNumber', 'is not a Tanzanian phone number'],
      ['pay', { scenario: 'no-such' }, 'pay-scenario', 'there is no scenario'],
      ['scenario', { name: 'no-such' }, 'order-scenario-name', 'there is no scenario'],
      ['clock', { move: 'advance', duration: 'soon' }, 'clock-duration', 'is not a duration'],
      ['clock', { move: 'next' }, 'clock-duration', 'nothing is planned'],
    ] as const
    for (const [form, fields, id, words] of mistakes) {
      const reply = await submit(app, `${here}/${form}`, fields)
      expect(reply.statusCode).toBe(422)
      expect(reply.body).toContain(`aria-describedby="${id}-error"`)
      expect(reply.body).toContain(`href="#${id}"`)
      expect(textOf(reply.body).toLowerCase()).toContain(words.toLowerCase())
    }
    const reply = await submit(app, `${here}/pay`, { phoneNumber: '12345' })
    expect(reply.body).toContain('value="12345"')
  })

  test('refuses forms of other sites', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    const here = `/sandbox/merchants/${shop.id}/orders/ORDER1001/pay`
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'http://evil.test', host: 'sandbox.test' },
    ]) {
      expect((await submit(app, here, {}, headers)).statusCode).toBe(403)
    }
  })

  test('chooses the scenario of whoever pays the order', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const linkId = await shop.createLink()
    const here = `/sandbox/merchants/${shop.id}/orders/ORDER1001`
    const offered = async () =>
      (await app.inject({ url: here })).body.includes('the scenario that is chosen automatically')
    expect(await offered()).toBe(true)
    await submit(app, `${here}/scenario`, { name: 'wrong-pin' })
    expect(await offered()).toBe(false)
    expect((await pay(sandbox, linkId)).scenario).toBe('wrong-pin')
  })

  test('pays, goes to the next event, and moves the payment by hand', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    const here = `/sandbox/merchants/${shop.id}/orders/ORDER1001`
    const statusNow = async () =>
      (
        await sandbox.engine.store.find('payments', {
          where: { merchantId: shop.id, orderReference: 'ORDER1001' },
        })
      ).at(-1)?.status

    const paid = await submit(app, `${here}/pay`, {
      phoneNumber: '0744 000 111',
      scenario: 'insufficient-balance',
    })
    expect([paid.statusCode, paid.headers.location]).toEqual([303, here])
    expect(await statusNow()).toBe('PROCESSING')
    await submit(app, `${here}/clock`, { move: 'next' })
    expect(await statusNow()).toBe('FAILED')

    await submit(app, `${here}/pay`, { method: 'BANK' })
    const [, second] = await sandbox.engine.store.find('payments', {
      where: { merchantId: shop.id, orderReference: 'ORDER1001' },
    })
    expect(second?.channel).toBe('BANK')
    const wrong = await submit(app, `${here}/status`, { paymentId: second?.id ?? '', status: 'REVERSED' })
    expect([wrong.statusCode, textOf(wrong.body)]).toEqual([422, expect.stringContaining('not REVERSED')])
    await submit(app, `${here}/status`, { paymentId: second?.id ?? '', status: 'SUCCESS' })
    expect(await statusNow()).toBe('SUCCESS')
  })

  test('tells who did what and because of what, and what is planned', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const receiver = await startReceiver(500)
    const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': receiver.url } })
    const linkId = await shop.createLink()
    await shop.get('/payments/ORDER1001')
    await pay(sandbox, linkId)
    await sandbox.clocks.advance(shop.id, 2000)
    const { body } = await app.inject({ url: `/sandbox/merchants/${shop.id}/orders/ORDER1001` })
    const text = textOf(body)
    for (const words of [
      'Your app POST /third-parties/checkout-link/generate-checkout-url: answered 200',
      'Query GET /third-parties/payments/ORDER1001: answered 200',
      'API checkout link',
      'attempt 1 follows success',
      'PROCESSING became SUCCESS (scenario success) scenario success',
      'dialect paymentReceivedShape',
      'answered 500',
      'planned: attempt 2 of the PAYMENT RECEIVED webhook',
    ]) {
      expect(text).toContain(words)
    }
    for (const [, id] of body.matchAll(/<a href="#([^"]*)"><title>/g))
      expect(body).toContain(`<tr id="${id}"`)
    expect(body).toMatch(
      /<a href="#what-happened-moment-\d+"><title>[\d:]+ Payment: PROCESSING became SUCCESS/,
    )
    expect(body).toMatch(/<a href="[^"]*\/requests\/\d+"><title>[\d:]+ Query: GET/)
    expect(body).toMatch(/<a href="[^"]*\/deliveries\/[^"]+"><title>[\d:]+ Webhook: attempt 2/)
    expect(body.match(/<circle/g)?.length).toBe(
      text.match(/\d\d:\d\d:\d\d (Your app|API|Hosted page|Payment|Webhook|Callback|Return|Query) /g)?.length,
    )
  })

  test('shows hostile names and references as text', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink({ customerName: HOSTILE, description: HOSTILE })
    for (const part of ['payments', 'orders/ORDER1001', `payments?q=${encodeURIComponent(HOSTILE)}`]) {
      const { body } = await app.inject({ url: `/sandbox/merchants/${shop.id}/${part}` })
      expect(body).not.toContain(HOSTILE)
      expect(body).toContain('&lt;script>')
    }
  })
})
