import { describe, expect, it } from 'vitest'
import { paymentsOf as paymentsOfLink } from '../support/builders.js'
import { type OpenCheckout, openCheckout, PHONE } from './support.js'

const CARD = { method: 'CARD', cardNumber: '4111 1111 1111 1111', cardExpiry: '12/27', cardCvc: '123' }
const DOLLARS = { orderCurrency: 'USD', totalPrice: '49.90' }

const paymentsOf = ({ sandbox, linkId }: OpenCheckout) => paymentsOfLink(sandbox, linkId)

describe('a form with a mistake in it', () => {
  it.each([
    ['no number', '', 'Enter the phone number that pays.'],
    ['too short a number', '0744 000', 'Enter a phone number of Tanzania'],
    ['a foreign number', '+254 744 000 111', 'Enter a phone number of Tanzania'],
    ['a number without mobile money', '0734 000 111', 'No mobile-money operator here'],
  ])('is shown again for %s, with the error beside the field', async (_case, phoneNumber, words) => {
    const checkout = await openCheckout()
    const page = await checkout.customer.send({ method: 'auto', phoneNumber, attempt: '1' })
    expect(page.status).toBe(422)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.errors).toEqual({ phoneNumber: expect.stringContaining(words) })
    expect(page.html).toContain('id="phoneNumber-error"')
    expect(page.tag('phone-number')).toContain('aria-describedby="phoneNumber-hint phoneNumber-error"')
    expect(page.tag('phone-number')).toContain('aria-invalid="true"')
    expect(page.tag('phone-number')).toContain(phoneNumber && `value="${phoneNumber}"`)
    expect(page.html).toContain('<title>Please correct: ')
    expect(await paymentsOf(checkout)).toEqual([])
  })

  it('keeps the method, the number and the scenario that were given', async () => {
    const { customer } = await openCheckout()
    const page = await customer.send({
      method: 'HALOPESA',
      phoneNumber: '07',
      scenario: 'slow-success',
      attempt: '1',
    })
    expect(page.tag('method-HALOPESA')).toContain('checked')
    expect(page.tag('method-auto')).not.toContain('checked')
    expect(page.tag('phone-number')).toContain('value="07"')
    expect(page.tag('scenario')).toContain('value="slow-success"')
  })

  it.each(['BITCOIN', 'CARD', '__proto__', 'constructor'])(
    'refuses the method %s for shillings',
    async (method) => {
      const { customer } = await openCheckout()
      const page = await customer.send({ ...CARD, method, phoneNumber: PHONE })
      expect(page.status).toBe(422)
      expect(page.errors.method).toContain('TZS')
    },
  )

  it('refuses mobile money for dollars', async () => {
    const { customer } = await openCheckout({}, DOLLARS)
    const page = await customer.send({ method: 'M-PESA', phoneNumber: PHONE })
    expect(page.status).toBe(422)
    expect(page.errors.method).toContain('USD')
  })

  it.each([
    ['400', 'no less than TZS 500'],
    ['3000001', 'no more than TZS 3,000,000'],
  ])('refuses a push for TZS %s and points to the other ways', async (totalPrice, words) => {
    const checkout = await openCheckout({}, { totalPrice })
    const page = await checkout.customer.send({ method: 'M-PESA', phoneNumber: PHONE })
    expect(page.status).toBe(422)
    expect(page.errors.method).toContain(words)
    expect(page.errors.method).toContain('Choose another way to pay')
    expect(await paymentsOf(checkout)).toEqual([])
  })

  it('refuses a scenario that does not exist', async () => {
    const { customer } = await openCheckout()
    const page = await customer.send({ phoneNumber: PHONE, scenario: 'sucess' })
    expect(page.status).toBe(422)
    expect(page.errors.scenario).toBe('There is no scenario called sucess. Did you mean success?')
  })

  it('refuses cards that are not test cards, and lists those that are', async () => {
    const checkout = await openCheckout({}, DOLLARS)
    for (const cardNumber of ['4242 4242 4242 4242', '4111', '']) {
      const page = await checkout.customer.send({ ...CARD, cardNumber })
      expect(page.status).toBe(422)
      expect(page.tag('card-number')).toContain(cardNumber && `value="${cardNumber}"`)
      expect(page.errors.cardNumber).toContain(cardNumber ? 'This is a sandbox' : 'Enter a card number.')
      expect(page.html).toContain('5555 5555 5555 4444')
      expect(page.html).toContain('6200 0000 0000 0005')
    }
    expect(await paymentsOf(checkout)).toEqual([])
  })

  it.each([
    ['13/29', 'Enter the month and year'],
    ['', 'Enter the month and year'],
    ['next May', 'Enter the month and year'],
    ['04/26', 'This card has expired.'],
  ])('refuses the expiry date "%s"', async (cardExpiry, words) => {
    const { customer } = await openCheckout({}, DOLLARS)
    const page = await customer.send({ ...CARD, cardExpiry })
    expect(page.status).toBe(422)
    expect(page.errors).toEqual({ cardExpiry: expect.stringContaining(words) })
  })

  it("takes a card until its month is over on the merchant's clock", async () => {
    const clock = { frozen: true, start: '2027-12-31T23:59:59Z' }
    const inTime = await openCheckout({ clock }, DOLLARS)
    expect((await inTime.customer.send({ ...CARD, cardExpiry: '11/27' })).status).toBe(422)
    expect((await inTime.customer.send({ ...CARD, cardExpiry: '12/27' })).status).toBe(303)
    const tooLate = await openCheckout({ clock }, DOLLARS)
    await tooLate.advance(1000)
    expect((await tooLate.customer.send({ ...CARD, cardExpiry: '12/27' })).status).toBe(422)
  })

  it.each(['', '12', '12345', 'abc'])(
    'refuses the security code "%s" and never sends it back',
    async (cardCvc) => {
      const { customer } = await openCheckout({}, DOLLARS)
      const page = await customer.send({ ...CARD, cardCvc })
      expect(page.errors).toEqual({ cardCvc: 'Enter the 3 or 4 digits of the security code.' })
      expect(page.tag('card-cvc')).not.toContain('value=')
    },
  )
})

describe('paying', () => {
  it.each([
    ['0744 000 111', 'M-PESA'],
    ['+255 712-000-111', 'TIGO-PESA'],
    ['255689000111', 'AIRTEL-MONEY'],
    ['0622000111', 'HALOPESA'],
    ['\u202a+255744000111\u202c', 'M-PESA'],
    ['\u2066255744000111\u2069\u200e', 'M-PESA'],
    ['\ufeff0744\u00a0000\u2011111', 'M-PESA'],
    ['\uff10744000111', 'M-PESA'],
  ])('recognises the operator of %s', async (phoneNumber, channel) => {
    const checkout = await openCheckout()
    const page = await checkout.customer.send({ method: 'auto', phoneNumber, attempt: '1' })
    const [payment] = await paymentsOf(checkout)
    expect(payment).toMatchObject({ channel, status: 'PROCESSING', attempt: 1 })
    expect(payment?.phoneNumber).toMatch(/^255\d{9}$/)
    expect(page.status).toBe(303)
    expect(page.location).toBe(`/checkout/${checkout.linkId}/payments/${payment?.id}`)
  })

  it('takes mobile money when no method was sent', async () => {
    const checkout = await openCheckout()
    await checkout.customer.pay({ phoneNumber: '0689000111' })
    expect(await paymentsOf(checkout)).toMatchObject([{ channel: 'AIRTEL-MONEY' }])
  })

  it('takes the operator that was picked by hand over the one of the number', async () => {
    const checkout = await openCheckout()
    await checkout.customer.pay({ method: 'TIGO-PESA', phoneNumber: '0734000111' })
    expect(await paymentsOf(checkout)).toMatchObject([{ channel: 'TIGO-PESA', phoneNumber: '255734000111' }])
  })

  it('needs no phone number for a bank transfer', async () => {
    const checkout = await openCheckout({}, { totalPrice: '5000000' })
    await checkout.customer.pay({ method: 'BANK', phoneNumber: '' })
    const [payment] = await paymentsOf(checkout)
    expect(payment).toMatchObject({ channel: 'BANK', status: 'PENDING' })
    expect(payment?.phoneNumber).toBeUndefined()
  })

  it('takes a card that was pasted with invisible marks and dashes', async () => {
    const checkout = await openCheckout({}, DOLLARS)
    const cardNumber = '\u202a4111\u2011\u200b1111\u20131111\u00a01111\u202c'
    const card = { cardNumber, cardExpiry: '\u200e12 / 27\ufeff', cardCvc: '\u2066123\u2069' }
    await checkout.customer.pay({ ...CARD, ...card })
    expect(await paymentsOf(checkout)).toMatchObject([{ channel: 'CARD', status: 'PENDING' }])
  })

  it.each(['4111111111111111', '5555-5555-5555-4444', '6200 0000 0000 0005'])(
    'takes the test card %s and stores nothing of it',
    async (cardNumber) => {
      const checkout = await openCheckout({}, DOLLARS)
      await checkout.customer.pay({ ...CARD, cardNumber })
      const [payment] = await paymentsOf(checkout)
      expect(payment).toMatchObject({ channel: 'CARD', status: 'PENDING' })
      const journal = await checkout.sandbox.engine.store.find('journal', {
        where: { merchantId: checkout.shop.id },
      })
      expect(JSON.stringify([payment, journal])).not.toMatch(/1111|4444|0005|"123"/)
    },
  )

  it('follows the scenario that was picked', async () => {
    const checkout = await openCheckout()
    await checkout.customer.pay({ scenario: 'insufficient-balance' })
    expect(await paymentsOf(checkout)).toMatchObject([{ scenario: 'insufficient-balance' }])
  })

  it('makes one payment of a form that is sent many times at once', async () => {
    const checkout = await openCheckout()
    const form = { method: 'auto', phoneNumber: PHONE, attempt: '1' }
    const pages = await Promise.all(Array.from({ length: 5 }, () => checkout.customer.send(form)))
    const payments = await paymentsOf(checkout)
    expect(payments).toHaveLength(1)
    for (const page of pages) {
      expect(page.status).toBe(303)
      expect(page.location).toBe(`/checkout/${checkout.linkId}/payments/${payments[0]?.id}`)
    }
  })

  it('makes no payment of a form from before the latest attempt', async () => {
    const checkout = await openCheckout({ scenario: 'insufficient-balance' })
    const status = await checkout.customer.pay({ attempt: '1' })
    await checkout.advance(2000)
    const stale = await checkout.customer.send({ phoneNumber: PHONE, attempt: '1' })
    expect(stale.location).toBe(`/checkout/${checkout.linkId}${status}`)
    expect((await checkout.customer.open(status)).location).toBe(`/checkout/${checkout.linkId}`)
    expect(await paymentsOf(checkout)).toHaveLength(1)
    await checkout.customer.pay({ attempt: '2' })
    expect(await paymentsOf(checkout)).toHaveLength(2)
  })

  it.each(['0', '-1', 'one', '1e9', '2'])('makes no payment for the attempt number %s', async (attempt) => {
    const checkout = await openCheckout()
    const page = await checkout.customer.send({ phoneNumber: PHONE, attempt })
    expect(page.location).toBe(`/checkout/${checkout.linkId}`)
    expect(await paymentsOf(checkout)).toEqual([])
  })

  it('makes no further payment of a paid link', async () => {
    const checkout = await openCheckout()
    const status = await checkout.customer.pay()
    await checkout.advance(1000)
    expect((await checkout.customer.send({ phoneNumber: PHONE, attempt: '2' })).location).toBe(
      `/checkout/${checkout.linkId}${status}`,
    )
    expect(await paymentsOf(checkout)).toHaveLength(1)
  })

  it('starts over when the address of the form is opened again', async () => {
    const { customer, linkId } = await openCheckout()
    const page = await customer.open('/pay')
    expect(page.status).toBe(303)
    expect(page.location).toBe(`/checkout/${linkId}`)
  })

  it('is impossible at a link that nobody made', async () => {
    const { app } = await openCheckout()
    const reply = await app.inject({
      method: 'POST',
      url: '/checkout/CHE0000000/pay',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `phoneNumber=${PHONE}`,
    })
    expect(reply.statusCode).toBe(404)
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
  })
})
