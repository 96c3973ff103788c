import { describe, expect, it } from 'vitest'
import { pay, paymentsOf } from '../support/builders.js'
import { openCheckout, PHONE } from './support.js'

const form = { 'content-type': 'application/x-www-form-urlencoded' }

async function openBar(settings: Parameters<typeof openCheckout>[0] = {}) {
  const checkout = await openCheckout({ scenario: 'decide-on-phone', ...settings })
  const { app, linkId } = checkout
  const post = (below: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: `/checkout/${linkId}${below}`,
      headers: { ...form, ...headers },
      payload: new URLSearchParams(fields).toString(),
    })
  return { ...checkout, post, get: (below: string) => app.inject(`/checkout/${linkId}${below}`) }
}

describe('the bar', () => {
  it('says which scenario may have been meant, while it is typed and when it is sent', async () => {
    const { customer, get } = await openBar()
    const meant = async (name: string) => (await get(`/scenarios?name=${name}`)).json()
    expect(await meant('funds')).toEqual({
      explanation: 'Did you mean card-no-funds, insufficient-balance, payout-insufficient-balance?',
    })
    expect(await meant('sucess')).toMatchObject({
      explanation: expect.stringContaining('Did you mean success'),
    })
    expect(await meant('')).toEqual({})
    const sent = await customer.send({ phoneNumber: PHONE, scenario: 'wrongpin' })
    expect(sent.html).toContain('There is no scenario called wrongpin. Did you mean wrong-pin')
  })

  it('leads to the order in the inspector', async () => {
    const { app, customer } = await openBar()
    const [, href = ''] = (await customer.open()).tag('bar-inspector').match(/href="([^"]*)"/) ?? []
    const inspected = await app.inject(href)
    expect([inspected.statusCode, inspected.body.includes('<h1>Order ORDER1001')]).toEqual([200, true])
  })

  it('shows by how much the clock is ahead', async () => {
    const { customer, advance } = await openBar()
    expect((await customer.open()).html).not.toContain('ahead of real time')
    await advance(3_600_000)
    expect((await customer.open()).html).toContain('1h ahead of real time')
  })
})

describe('the phone on the page', () => {
  it('is there while the prompt waits for an answer, and asks for no PIN', async () => {
    const { customer } = await openBar()
    const page = await customer.open(await customer.pay())
    expect(page.tag('phone')).not.toBe('')
    expect(page.html).not.toMatch(/<input(?![^>]*type="hidden")/)
    expect(page.tag('phone-right-pin')).toContain('value="right-pin"')
  })

  it('is not there with the bar hidden, for a card, or once it was answered', async () => {
    const { customer, post } = await openBar()
    const status = await customer.pay()
    expect((await customer.open(`${status}?bar=0`)).tag('phone')).toBe('')
    await post(`${status}/phone`, { answer: 'ignore' })
    expect((await customer.open(status)).tag('phone')).toBe('')

    const dollars = await openCheckout({}, { orderCurrency: 'USD', totalPrice: '49.90' })
    const card = await dollars.customer.pay({
      cardNumber: '4111111111111111',
      cardExpiry: '01/30',
      cardCvc: '123',
    })
    expect((await dollars.customer.open(card)).tag('phone')).toBe('')
  })

  it.each([
    ['right-pin', 1000, 'SUCCESS'],
    ['wrong-pin', 5000, 'FAILED'],
    ['cancel', 3000, 'FAILED'],
    ['ignore', 60_000, 'FAILED'],
  ])('takes the answer %s', async (answer, ms, outcome) => {
    const { customer, post, advance, sandbox, linkId } = await openBar()
    const status = await customer.pay()
    const reply = await post(`${status}/phone`, { answer })
    expect([reply.statusCode, reply.headers.location]).toEqual([303, `/checkout/${linkId}${status}`])
    await advance(ms)
    expect((await paymentsOf(sandbox, linkId)).map((payment) => payment.status)).toEqual([outcome])
  })

  it('is answered at once by the page, which says what was done before the outcome is known', async () => {
    const { customer, post } = await openBar()
    const status = await customer.pay()
    await post(`${status}/phone`, { answer: 'wrong-pin' })
    const page = await customer.open(status)
    expect(page.html).toContain('A wrong PIN was entered')
    expect(page.html).toContain('M-Pesa refuses the payment')
    expect(page.html).not.toContain('Enter your PIN on your phone')
    expect((await customer.open(`${status}?lang=sw`)).html).toContain('PIN isiyo sahihi imeingizwa')
  })

  it('is waited for where the merchant says so, and only where it is shown and nobody chose a scenario', async () => {
    const settings = { scenario: 'success', waitsForPhone: true }
    const statusAfterAnHour = async (
      paid: (checkout: Awaited<ReturnType<typeof openBar>>) => Promise<unknown>,
      changes: Parameters<typeof openBar>[0] = {},
    ) => {
      const checkout = await openBar({ ...settings, ...changes })
      await paid(checkout)
      await checkout.advance(3_600_000)
      return (await paymentsOf(checkout.sandbox, checkout.linkId))[0]?.status
    }
    expect(await statusAfterAnHour(({ customer }) => customer.pay())).toBe('PROCESSING')
    expect(
      await statusAfterAnHour(async ({ customer, post }) =>
        post(`${await customer.pay()}/phone`, { answer: 'right-pin' }),
      ),
    ).toBe('SUCCESS')
    expect(
      await statusAfterAnHour(
        async ({ customer, post }) => post(`${await customer.pay()}/phone`, { answer: 'right-pin' }),
        { scenario: 'insufficient-balance' },
      ),
    ).toBe('FAILED')
    expect(await statusAfterAnHour(({ customer }) => customer.pay({ scenario: 'success' }))).toBe('SUCCESS')
    expect(await statusAfterAnHour(({ customer }) => customer.pay({ method: 'BANK' }))).toBe('SUCCESS')
    expect(await statusAfterAnHour(({ post }) => post('/pay?bar=0', { phoneNumber: PHONE }))).toBe('SUCCESS')
    expect(await statusAfterAnHour(({ sandbox, linkId }) => pay(sandbox, linkId))).toBe('SUCCESS')
    expect(await statusAfterAnHour(({ customer }) => customer.pay(), { waitsForPhone: false })).toBe(
      'SUCCESS',
    )
  })

  it('takes no other answer, and none from another site', async () => {
    const { customer, post, sandbox, linkId } = await openBar()
    const status = await customer.pay()
    expect((await post(`${status}/phone`, { answer: 'constructor' })).statusCode).toBe(422)
    const crossSite = await post(
      `${status}/phone`,
      { answer: 'cancel' },
      { origin: 'https://elsewhere.test' },
    )
    expect(crossSite.statusCode).toBe(403)
    expect((await paymentsOf(sandbox, linkId))[0]?.phoneAnswer).toBeUndefined()
  })
})

describe('a control number', () => {
  it('is the same whenever the link is paid by one, and is paid from the page', async () => {
    const { customer, post, advance, sandbox, linkId } = await openBar()
    const status = await customer.pay({ method: 'CONTROL-NUMBER', phoneNumber: '' })
    const page = await customer.open(status)
    const number = page.text('control-number').replaceAll(' ', '')
    expect(number).toMatch(/^99\d{12}$/)
    expect(page.tag('status')).toContain('data-status="PENDING"')
    expect(page.html).toContain('*150*00#')
    expect(page.tag('phone-wrong-pin')).toBe('')
    await post(`${status}/phone`, { answer: 'right-pin' })
    await advance(1000)
    const [payment] = await paymentsOf(sandbox, linkId)
    expect(payment).toMatchObject({ status: 'SUCCESS', controlNumber: number, channel: 'M-PESA' })
  })
})

describe('the clock in the bar', () => {
  it.each([
    ['1m', 60_000],
    ['1h', 3_600_000],
    ['idle', 45_000],
  ])('is moved by %s, and the browser stays where it was', async (move, ms) => {
    const { customer, post, sandbox, shop, linkId } = await openBar({ scenario: 'slow-success' })
    const status = await customer.pay()
    const before = (await sandbox.clocks.read(shop.id)).now
    const reply = await post('/clock', { move, back: `/checkout/${linkId}${status}` })
    expect(reply.headers.location).toBe(`/checkout/${linkId}${status}`)
    expect((await sandbox.clocks.read(shop.id)).now - before).toBe(ms)
  })

  it('sends nobody anywhere else, and is not moved from another site', async () => {
    const { post, sandbox, shop, linkId } = await openBar()
    const reply = await post('/clock', { move: '1m', back: 'https://elsewhere.test' })
    expect(reply.headers.location).toBe(`/checkout/${linkId}`)
    const { now } = await sandbox.clocks.read(shop.id)
    expect((await post('/clock', { move: '1m' }, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect((await post('/clock', { move: 'constructor' })).statusCode).toBe(422)
    expect((await sandbox.clocks.read(shop.id)).now).toBe(now)
  })
})

describe('what happened so far', () => {
  it('is listed, and goes on from where the list ended', async () => {
    const { customer, get } = await openBar()
    const page = await customer.open()
    const after = /data-after="(\d+)"/.exec(page.html)?.[1]
    expect(page.html).toContain('the payment page of')
    const waiting = get(`/happenings?after=${after}&wait=20s`)
    await customer.pay({ phoneNumber: PHONE })
    const news = (await waiting).json<{ items: { text: string }[]; after: number }>()
    expect(news.items[0]?.text).toContain('attempt 1 follows decide-on-phone')
    expect(news.after).toBeGreaterThan(Number(after))
  })

  it('is that of this order alone', async () => {
    const { shop, get } = await openBar()
    await shop.createLink({ orderReference: 'OTHER1' })
    const { items } = (await get('/happenings')).json<{ items: { text: string }[] }>()
    expect(items).toHaveLength(1)
  })
})

it('the bar says what a scenario does', async () => {
  const { get } = await openBar()
  expect((await get('/scenarios?name=webhook-lost')).json()).toMatchObject({
    explanation: expect.stringContaining('The webhook is never sent.'),
  })
  expect((await get('/scenarios?name=constructor')).json()).toEqual({})
})
