import { describe, expect, it } from 'vitest'
import { openCheckout, PHONE, RETURN_URL, timeline } from './support.js'

describe('the status page', () => {
  it('is not there for a payment of another link', async () => {
    const { customer, shop, app } = await openCheckout()
    const status = await customer.pay()
    const otherLink = await shop.createLink({ orderReference: 'ORDER1002' })
    for (const path of [status, `${status}/return`, `${status}/status`, '/payments/LCPCNOTHING']) {
      const reply = await app.inject(`/checkout/${otherLink}${path}`)
      expect(reply.statusCode).toBe(404)
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
    }
  })

  it('asks for the PIN while mobile money waits, and looks again without JavaScript', async () => {
    const { customer } = await openCheckout()
    const status = await customer.pay()
    const page = await customer.open(status)
    expect(page.status).toBe(200)
    expect(page.text('title')).toBe('Enter your PIN on your phone')
    expect(page.html).toContain(
      'M-Pesa has sent a request for TZS\u00a012,500 to +255\u00a0744\u00a0000\u00a0111',
    )
    expect(page.tag('status')).toContain('role="status"')
    expect(page.tag('status')).toContain('data-status="PROCESSING"')
    expect(page.html).toContain('<noscript><meta http-equiv="refresh" content="2"/></noscript>')
    expect(page.text('bar-scenario')).toBe('This payment follows success.')
  })

  it('speaks of the bank for transfers and of the card for cards', async () => {
    const bank = await openCheckout()
    const transfer = await bank.customer.open(await bank.customer.pay({ method: 'BANK' }))
    expect(transfer.text('title')).toBe('Confirm the transfer with your bank')
    const dollars = await openCheckout({}, { orderCurrency: 'USD', totalPrice: '49.90' })
    const card = await dollars.customer.open(
      await dollars.customer.pay({ cardNumber: '4111111111111111', cardExpiry: '01/30', cardCvc: '1234' }),
    )
    expect(card.text('title')).toBe('Your bank is checking the card')
    expect(card.tag('status')).toContain('data-status="PENDING"')
  })

  it('goes on waiting while a payment is on hold', async () => {
    const { customer, advance } = await openCheckout({ scenario: 'held' }, {}, ({ scenarios }) =>
      scenarios.add('held', timeline({ after: '1s', status: 'ON-HOLD' })),
    )
    const status = await customer.pay()
    await advance(1000)
    const page = await customer.open(status)
    expect(page.text('title')).toBe('Your payment is on hold')
    expect(page.html).toContain('content="2"')
  })

  it('goes to the form again after a failure', async () => {
    const { customer, advance, linkId } = await openCheckout({ scenario: 'insufficient-balance' })
    const status = await customer.pay()
    await advance(2000)
    const page = await customer.open(status)
    expect(page.status).toBe(303)
    expect(page.location).toBe(`/checkout/${linkId}`)
  })

  it('takes a paid customer back to the shop after a second', async () => {
    const { customer, advance, linkId } = await openCheckout()
    const status = await customer.pay()
    await advance(1000)
    const page = await customer.open(status)
    const back = `/checkout/${linkId}${status}/return`
    expect(page.text('title')).toBe('Payment received')
    expect(page.text('status')).toBe('Taking you back to Duka la Asha.')
    expect(page.html).toContain(`<noscript><meta http-equiv="refresh" content="1; url=${back}"/></noscript>`)
    expect(page.tag('return-link')).toContain(`href="${back}"`)
    expect(page.tag('return-link')).toContain('data-leave-after="1"')
    expect(page.html).not.toContain('data-follow')
  })

  it('shows the success and waits on while the way back is closed', async () => {
    const { customer, advance } = await openCheckout({ scenario: 'late' }, {}, ({ scenarios }) =>
      scenarios.add('late', { ...timeline({ after: '1s', status: 'SUCCESS' }), return: { delay: '5s' } }),
    )
    const status = await customer.pay()
    await advance(1000)
    const early = await customer.open(status)
    expect(early.text('title')).toBe('Payment received')
    expect(early.tag('return-link')).toBe('')
    expect(early.html).toContain('data-follow=')
    expect(early.html).toContain('content="2"')
    await advance(5000)
    expect((await customer.open(status)).tag('return-link')).not.toBe('')
  })

  it('stays on the success when the shop has no Return URL', async () => {
    const { customer, advance } = await openCheckout({ returnUrl: null })
    const status = await customer.pay()
    await advance(1000)
    const page = await customer.open(status)
    expect(page.text('title')).toBe('Payment received')
    expect(page.text('status')).toBe('You can close this page.')
    expect(page.html).not.toMatch(/http-equiv|data-follow|return-link/)
  })

  it('shows a settled payment as received', async () => {
    const { customer, advance, sandbox, shop } = await openCheckout({ returnUrl: null })
    const status = await customer.pay()
    await advance(1000)
    await sandbox.payments.moveByHand(shop.id, status.split('/').at(-1) ?? '', 'SETTLED')
    const page = await customer.open(status)
    expect(page.text('title')).toBe('Payment received')
    expect(page.tag('status')).toContain('data-status="SETTLED"')
  })

  it('says so when the money was given back', async () => {
    const { customer, advance, sandbox, shop, linkId } = await openCheckout()
    const status = await customer.pay()
    await advance(1000)
    await sandbox.payments.moveByHand(shop.id, status.split('/').at(-1) ?? '', 'REFUNDED')
    const page = await customer.open(status)
    expect(page.text('title')).toBe('Your money was given back')
    expect(page.html).not.toMatch(/http-equiv|data-follow|return-link/)
    expect((await customer.open(`${status}/return`)).location).toBe(`/checkout/${linkId}${status}`)
  })
})

describe('the live status', () => {
  it('answers at once without a wait, and is never stored', async () => {
    const { customer } = await openCheckout()
    const status = await customer.pay()
    const reply = await customer.open(`${status}/status`)
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(JSON.parse(reply.html)).toEqual({ status: 'PROCESSING', decided: false, returnOpen: false })
  })

  it('answers at once when the browser has seen something else', async () => {
    const { customer } = await openCheckout()
    const status = await customer.pay()
    const reply = await customer.open(`${status}/status?seen=PENDING&wait=20s`)
    expect(JSON.parse(reply.html)).toMatchObject({ status: 'PROCESSING' })
  })

  it('waits until the payment moves', async () => {
    const { customer, advance } = await openCheckout()
    const status = await customer.pay()
    const answer = customer.open(`${status}/status?seen=PROCESSING&wait=20s`)
    await advance(1000)
    expect(JSON.parse((await answer).html)).toEqual({ status: 'SUCCESS', decided: true, returnOpen: true })
  })

  it('waits on through a success until the way back opens', async () => {
    const { customer, advance } = await openCheckout({ scenario: 'late' }, {}, ({ scenarios }) =>
      scenarios.add('late', { ...timeline({ after: '1s', status: 'SUCCESS' }), return: { delay: '5s' } }),
    )
    const status = await customer.pay()
    await advance(1000)
    const answer = customer.open(`${status}/status?seen=SUCCESS&wait=20s`)
    await advance(5000)
    expect(JSON.parse((await answer).html)).toEqual({ status: 'SUCCESS', decided: true, returnOpen: true })
  })

  it.each([
    ['20s', 20_000],
    ['3d', 25_000],
  ])('gives up waiting for %s after %i ms', async (wait, ms) => {
    const { customer, realClock } = await openCheckout()
    const status = await customer.pay()
    let answered = false
    const answer = customer.open(`${status}/status?seen=PROCESSING&wait=${wait}`).then((page) => {
      answered = true
      return page
    })
    await realClock.pass(ms - 1)
    expect(answered).toBe(false)
    await realClock.pass(1)
    expect(JSON.parse((await answer).html)).toMatchObject({ status: 'PROCESSING' })
  })

  it('is gone when the merchant is removed meanwhile', async () => {
    const { customer, sandbox, shop } = await openCheckout()
    const status = await customer.pay()
    const answer = customer.open(`${status}/status?seen=PROCESSING&wait=20s`)
    // One look has been taken when another request has been through.
    await customer.open(`${status}/status`)
    await sandbox.merchants.remove(shop.id)
    expect((await answer).status).toBe(404)
  })
})

describe('the way back to the shop', () => {
  it.each(['GET', 'POST'] as const)('sends the browser on by %s, and the journal knows', async (method) => {
    const { customer, advance, app, linkId, journal } = await openCheckout()
    const status = await customer.pay()
    await advance(1000)
    const reply = await app.inject({ method, url: `/checkout/${linkId}${status}/return` })
    expect(reply.statusCode).toBe(302)
    expect(reply.headers.location).toBe(`${RETURN_URL}?orderReference=ORDER1001&status=SUCCESS`)
    expect(await journal('return:sent')).toMatchObject([
      { orderReference: 'ORDER1001', data: { address: reply.headers.location } },
    ])
  })

  it('keeps the query and the fragment of the Return URL', async () => {
    const { customer, advance } = await openCheckout({ returnUrl: 'https://duka.test/r?shop=1&x=%20#thanks' })
    const status = await customer.pay()
    await advance(1000)
    expect((await customer.open(`${status}/return`)).location).toBe(
      'https://duka.test/r?shop=1&x=%20&orderReference=ORDER1001&status=SUCCESS#thanks',
    )
  })

  it.each([
    ['myapp://payment/return', 'myapp://payment/return?orderReference=ORDER1001&status=SUCCESS'],
    ['com.shop.app:/return', 'com.shop.app:/return?orderReference=ORDER1001&status=SUCCESS'],
  ])('opens an app by its deep link %s', async (returnUrl, address) => {
    const { customer, advance } = await openCheckout({ returnUrl })
    const status = await customer.pay()
    await advance(1000)
    expect((await customer.open(`${status}/return`)).location).toBe(address)
  })

  it('is closed before the outcome, after a failure, and without a Return URL', async () => {
    const waiting = await openCheckout()
    const first = await waiting.customer.pay()
    expect((await waiting.customer.open(`${first}/return`)).location).toBe(
      `/checkout/${waiting.linkId}${first}`,
    )
    const failing = await openCheckout({ scenario: 'insufficient-balance' })
    const second = await failing.customer.pay()
    await failing.advance(2000)
    expect((await failing.customer.open(`${second}/return`)).location).toBe(
      `/checkout/${failing.linkId}${second}`,
    )
    const homeless = await openCheckout({ returnUrl: null })
    const third = await homeless.customer.pay({ phoneNumber: PHONE })
    await homeless.advance(1000)
    const page = await homeless.customer.open(`${third}/return`)
    expect(page.status).toBe(303)
    expect(page.location).toBe(`/checkout/${homeless.linkId}${third}`)
  })
})
