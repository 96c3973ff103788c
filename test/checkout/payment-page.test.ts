import { describe, expect, it } from 'vitest'
import { openCheckout, PHONE, timeline } from './support.js'

describe('the payment page', () => {
  it('is not there for a link that nobody made', async () => {
    const { app } = await openCheckout()
    const reply = await app.inject('/checkout/CHE0000000')
    expect(reply.statusCode).toBe(404)
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(reply.body).toContain('There is no such payment page')
  })

  it('shows whose shop it is, what is paid, and that no money moves', async () => {
    const { customer } = await openCheckout(
      { email: 'asha@duka.test' },
      { customerName: 'José Mushi', description: 'Two baskets' },
    )
    const page = await customer.open()
    expect(page.status).toBe(200)
    expect(page.html).toContain('<html lang="en">')
    expect(page.html.match(/<h1/g)).toHaveLength(1)
    expect(page.text('title')).toBe('Pay Duka la Asha')
    expect(page.text('amount')).toBe('TZS 12,500')
    expect(page.text('order-reference')).toBe('ORDER1001')
    expect(page.text('customer-name')).toBe('José Mushi')
    expect(page.text('description')).toBe('Two baskets')
    expect(page.text('merchant-email')).toBe('asha@duka.test')
    expect(page.tag('merchant-email')).toContain('href="mailto:asha@duka.test"')
    expect(page.text('sandbox-mark')).toContain('Sandbox: no money moves')
  })

  it('lists the items with their prices when the order has any', async () => {
    const { customer } = await openCheckout(
      {},
      {
        totalPrice: undefined,
        orderItems: [
          { name: 'Kikoi cloth', price: '9000', quantity: 2 },
          { name: 'Café "Zanzibar"', price: '3500.50', quantity: 1 },
        ],
      },
    )
    const page = await customer.open()
    expect(page.text('amount')).toBe('TZS 21,500.50')
    const items = page.text('items')
    expect(items).toContain('Kikoi cloth 2 × TZS 9,000 TZS 18,000')
    expect(items).toContain('Café "Zanzibar" TZS 3,500.50')
  })

  it('offers mobile money and bank for shillings, and recognises the operator unless told', async () => {
    const { customer } = await openCheckout()
    const page = await customer.open()
    expect(page.tag('method-auto')).toContain('checked')
    for (const method of ['M-PESA', 'TIGO-PESA', 'AIRTEL-MONEY', 'HALOPESA', 'CONTROL-NUMBER', 'BANK']) {
      expect(page.tag(`method-${method}`)).not.toMatch(/^$|checked|disabled/)
    }
    expect(page.tag('method-CARD')).toBe('')
    expect(page.tag('card-number')).toBe('')
  })

  it('offers nothing but cards for dollars', async () => {
    const { customer } = await openCheckout({}, { orderCurrency: 'USD', totalPrice: '49.90' })
    const page = await customer.open()
    expect(page.text('amount')).toBe('USD 49.90')
    expect(page.html.match(/data-testid="method-[^"]+"/g)).toEqual(['data-testid="method-CARD"'])
    expect(page.tag('phone-number')).toBe('')
    expect(page.html).toContain('4111 1111 1111 1111')
  })

  it.each([
    ['499.99', 'no less than TZS 500', 'BANK'],
    ['3000000.01', 'no more than TZS 3,000,000', 'CONTROL-NUMBER'],
    ['5000000.01', 'no more than TZS 3,000,000', 'BANK'],
  ])('marks the operators when TZS %s breaks the limits of a push', async (totalPrice, words, left) => {
    const { customer } = await openCheckout({}, { totalPrice })
    const page = await customer.open()
    expect(page.text('unfit')).toContain(words)
    expect(page.tag('method-auto')).toContain('disabled')
    expect(page.tag('method-M-PESA')).toContain('disabled')
    expect(page.tag(`method-${left}`)).toContain('checked')
  })

  it.each(['500', '3000000'])('leaves the operators open at the limit of TZS %s', async (totalPrice) => {
    const { customer } = await openCheckout({}, { totalPrice })
    const page = await customer.open()
    expect(page.tag('unfit')).toBe('')
    expect(page.tag('method-M-PESA')).not.toContain('disabled')
  })

  it("fills in the customer's phone number, but not one that cannot pay", async () => {
    const known = await openCheckout({}, { customerPhone: PHONE })
    expect((await known.customer.open()).tag('phone-number')).toContain(`value="${PHONE}"`)
    const odd = await openCheckout({}, { customerPhone: '+44 20 7946 0000' })
    expect((await odd.customer.open()).tag('phone-number')).not.toContain('value=')
  })

  it('says that the clock is stopped, so that nobody waits for it', async () => {
    const stopped = await openCheckout()
    expect((await stopped.customer.open()).text('sandbox-mark')).toContain('The clock is stopped')
    const running = await openCheckout({ clock: { frozen: false } })
    expect((await running.customer.open()).text('sandbox-mark')).not.toContain('The clock is stopped')
  })

  it('writes in the journal that it was opened', async () => {
    const { customer, journal } = await openCheckout()
    await customer.open()
    expect(await journal('link:opened')).toMatchObject([{ orderReference: 'ORDER1001' }])
  })
})

describe('the page of a link that has seen a payment', () => {
  it('sends the browser to the payment while it is on its way', async () => {
    const { customer, linkId } = await openCheckout()
    const status = await customer.pay()
    const page = await customer.open()
    expect(page.status).toBe(303)
    expect(page.location).toBe(`/checkout/${linkId}${status}`)
  })

  it('says why the payment failed, and offers another try', async () => {
    const { customer, advance } = await openCheckout({ scenario: 'insufficient-balance' })
    await customer.pay()
    await advance(2000)
    const page = await customer.open()
    expect(page.status).toBe(200)
    expect(page.text('failure')).toContain('Insufficient balance.Please top up your account and try again')
    expect(page.text('retry')).toBe('Try again')
    expect(page.html).toContain('name="attempt" value="2"')
  })

  it('has words of its own for a failure without a message', async () => {
    const { customer, advance } = await openCheckout({ scenario: 'mute' }, {}, ({ scenarios }) =>
      scenarios.add('mute', timeline({ after: '1s', status: 'FAILED' })),
    )
    await customer.pay()
    await advance(1000)
    expect((await customer.open()).text('failure')).toContain('The operator did not say why')
  })

  it('mentions an earlier payment that is on hold', async () => {
    const { customer, advance } = await openCheckout({ scenario: 'held' }, {}, ({ scenarios }) =>
      scenarios.add('held', timeline({ after: '1s', status: 'ON-HOLD' })),
    )
    const status = await customer.pay()
    await advance(1000)
    const page = await customer.open()
    expect(page.text('on-hold')).toContain('on hold')
    expect(page.html).toContain(status)
  })

  it('says that the order is paid, with a plain way back to the shop', async () => {
    const { customer, advance } = await openCheckout({ returnUrl: 'https://duka.test/return?shop=1' })
    await customer.pay()
    await advance(1000)
    const page = await customer.open()
    expect(page.status).toBe(200)
    expect(page.text('title')).toBe('This order is already paid')
    expect(page.tag('back-to-shop')).toContain('href="https://duka.test/return?shop=1"')
    expect(page.tag('pay')).toBe('')
  })

  it('has no way back to a shop without a Return URL, nor to one that is not a web address', async () => {
    for (const returnUrl of [null, 'javascript:alert(1)', 'not an address']) {
      const { customer, advance } = await openCheckout({ returnUrl })
      await customer.pay()
      await advance(1000)
      const page = await customer.open()
      expect(page.text('title')).toBe('This order is already paid')
      expect(page.tag('back-to-shop')).toBe('')
    }
  })
})
