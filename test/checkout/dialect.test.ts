import { describe, expect, it } from 'vitest'
import { paymentsOf } from '../support/builders.js'
import { openCheckout, PHONE, RETURN_URL } from './support.js'

describe('linkClosesAfter', () => {
  it('firstSuccess: a paid link takes nothing more', async () => {
    const { customer, advance } = await openCheckout({ dialect: { linkClosesAfter: 'firstSuccess' } })
    await customer.pay()
    await advance(1000)
    expect((await customer.open()).text('title')).toBe('This order is already paid')
  })

  it('never: a paid link says so and takes another payment', async () => {
    const { customer, advance, sandbox, linkId } = await openCheckout({
      dialect: { linkClosesAfter: 'never' },
    })
    await customer.pay({ attempt: '1' })
    await advance(1000)
    const page = await customer.open()
    expect(page.text('paid-before')).toContain('has been paid already')
    expect(page.html).toContain('name="attempt" value="2"')
    await customer.pay({ attempt: '2' })
    await advance(1000)
    expect(await paymentsOf(sandbox, linkId)).toMatchObject([{ status: 'SUCCESS' }, { status: 'SUCCESS' }])
  })
})

describe('linkExpirySeconds', () => {
  it('none: a link can be paid after years', async () => {
    const { customer, advance } = await openCheckout({ dialect: { linkExpirySeconds: 'none' } })
    await advance(1000 * 86_400_000)
    expect((await customer.open()).tag('pay')).not.toBe('')
  })

  it('a number: the page says that the link has expired, and no form pays it', async () => {
    const { customer, advance, sandbox, linkId } = await openCheckout({ dialect: { linkExpirySeconds: 60 } })
    await advance(59_999)
    expect((await customer.open()).tag('pay')).not.toBe('')
    await advance(1)
    const page = await customer.open()
    expect(page.text('title')).toBe('This payment link has expired')
    expect(page.tag('pay')).toBe('')
    expect(page.tag('back-to-shop')).toContain(`href="${RETURN_URL}"`)
    const late = await customer.send({ phoneNumber: PHONE, attempt: '1' })
    expect(late.status).toBe(303)
    expect(late.location).toBe(`/checkout/${linkId}`)
    expect(await paymentsOf(sandbox, linkId)).toEqual([])
  })

  it('a number: a payment that was begun in time may end after it', async () => {
    const { customer, advance } = await openCheckout({
      dialect: { linkExpirySeconds: 60 },
      scenario: 'slow-success',
    })
    await advance(59_000)
    const status = await customer.pay()
    await advance(45_000)
    expect((await customer.open(status)).text('title')).toBe('Payment received')
    expect((await customer.open()).text('title')).toBe('This order is already paid')
  })

  it('a number: an attempt that failed late leaves the link expired', async () => {
    const { customer, advance, linkId } = await openCheckout({
      dialect: { linkExpirySeconds: 60 },
      scenario: 'insufficient-balance',
    })
    await advance(59_000)
    await customer.pay()
    await advance(2000)
    expect((await customer.open()).text('title')).toBe('This payment link has expired')
    const again = await customer.send({ phoneNumber: PHONE, attempt: '2' })
    expect(again.location).toBe(`/checkout/${linkId}`)
  })
})

describe('redirectParams', () => {
  it.each([
    ['full', `${RETURN_URL}?orderReference=ORDER1001&status=SUCCESS`],
    ['referenceOnly', `${RETURN_URL}?orderReference=ORDER1001`],
    ['none', RETURN_URL],
  ] as const)('%s: the browser comes back to %s', async (redirectParams, address) => {
    const { customer, advance } = await openCheckout({ dialect: { redirectParams } })
    const status = await customer.pay()
    await advance(1000)
    expect((await customer.open(`${status}/return`)).location).toBe(address)
  })
})

describe('redirectOnFailure', () => {
  it('stay: the page offers another try', async () => {
    const { customer, advance, linkId } = await openCheckout({
      scenario: 'insufficient-balance',
      dialect: { redirectOnFailure: 'stay' },
    })
    const status = await customer.pay()
    await advance(2000)
    expect((await customer.open(status)).location).toBe(`/checkout/${linkId}`)
  })

  it('redirect: the browser goes back to the shop with status=FAILED', async () => {
    const { customer, advance, linkId } = await openCheckout({
      scenario: 'insufficient-balance',
      dialect: { redirectOnFailure: 'redirect' },
    })
    const status = await customer.pay()
    await advance(2000)
    const page = await customer.open(status)
    expect(page.status).toBe(200)
    expect(page.text('title')).toBe('The payment failed')
    expect(page.html).toContain('Insufficient balance.Please top up')
    expect(page.html).toContain(`content="1; url=/checkout/${linkId}${status}/return"`)
    expect(page.tag('retry')).toContain(`href="/checkout/${linkId}"`)
    const back = await customer.open(`${status}/return`)
    expect(back.status).toBe(302)
    expect(back.location).toBe(`${RETURN_URL}?orderReference=ORDER1001&status=FAILED`)
  })

  it('redirect: the page stays all the same when the shop has no Return URL', async () => {
    const { customer, advance, linkId } = await openCheckout({
      returnUrl: null,
      scenario: 'insufficient-balance',
      dialect: { redirectOnFailure: 'redirect' },
    })
    const status = await customer.pay()
    await advance(2000)
    expect((await customer.open(status)).location).toBe(`/checkout/${linkId}`)
  })
})

describe('redirectStatusCode', () => {
  it.each([302, 303] as const)('%i is what sends the browser back', async (redirectStatusCode) => {
    const { customer, advance } = await openCheckout({ dialect: { redirectStatusCode } })
    const status = await customer.pay()
    await advance(1000)
    expect((await customer.open(`${status}/return`)).status).toBe(redirectStatusCode)
  })
})
