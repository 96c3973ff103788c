import { describe, expect, it } from 'vitest'
import { CheckoutPage } from '../../server/testing/playwright.js'
import { openPage, openShop, useHarness } from './harness.js'

const harness = useHarness()

it('has the number to type and the button to press on one screen of a phone, with all ways to pay', async () => {
  const shop = await openShop(harness.server)
  const page = await openPage(harness.browser, { viewport: { width: 390, height: 844 }, isMobile: true })
  await page.goto(await shop.link())
  const boxes = [page.locator('#pay-heading'), page.getByTestId('pay')].map((place) => place.boundingBox())
  const [heading, button] = await Promise.all(boxes)
  expect((button?.y ?? 844) + (button?.height ?? 0) - (heading?.y ?? 0)).toBeLessThan(844 * 0.6)
})

describe('the page object', () => {
  it('tells what has to be corrected', async () => {
    const shop = await openShop(harness.server)
    const checkout = new CheckoutPage(await openPage(harness.browser))
    await checkout.open(await shop.link({ customer: {} }))
    await checkout.typePhone('12')
    await checkout.pay()
    expect(await checkout.complaint()).toContain('phone number')
  })

  it('sees a payment fail, tries again with another method, and goes back to the shop', async () => {
    const shop = await openShop(harness.server)
    const checkout = new CheckoutPage(await openPage(harness.browser))
    await checkout.open(await shop.link())
    expect(await checkout.amount()).toBe('TZS 12,500')
    const reference = await checkout.orderReference()
    await checkout.typePhone('0744 000 111')
    await checkout.chooseScenario('insufficient-balance')
    await checkout.pay()
    await checkout.waitForStatus('PROCESSING')
    await shop.advance(2000)
    await checkout.waitForStatus('FAILED')
    expect(await checkout.failure()).toContain('Insufficient balance')
    await checkout.retry()
    await checkout.chooseMethod('BANK')
    await checkout.chooseScenario('success')
    await checkout.pay()
    await checkout.waitForStatus('PENDING')
    await shop.advance(1000)
    expect(await checkout.backToShop()).toBe(`${shop.url}/return?orderReference=${reference}&status=SUCCESS`)
  })

  it('sees a failure that leaves for the shop', async () => {
    const shop = await openShop(harness.server, {
      scenario: 'insufficient-balance',
      dialect: { redirectOnFailure: 'redirect' },
    })
    const checkout = new CheckoutPage(await openPage(harness.browser))
    await checkout.open(await shop.link())
    await checkout.pay()
    await checkout.waitForStatus('PROCESSING')
    await shop.advance(2000)
    await checkout.waitForStatus('FAILED')
    expect(await checkout.backToShop()).toContain('status=FAILED')
  })

  it('pays by card, and finds the way back on a link that is paid already', async () => {
    const shop = await openShop(harness.server)
    const link = await shop.link({ total: { minor: 49_90, currency: 'USD' } })
    const checkout = new CheckoutPage(await openPage(harness.browser))
    await checkout.open(link)
    await checkout.typeCard()
    await checkout.pay()
    await checkout.waitForStatus('PENDING')
    await shop.advance(1000)
    await checkout.backToShop()
    await checkout.open(link)
    expect(await checkout.backToShop()).toBe(`${shop.url}/return`)
  })

  it('refuses a card with which nobody can pay', async () => {
    const shop = await openShop(harness.server)
    const checkout = new CheckoutPage(await openPage(harness.browser))
    await checkout.open(await shop.link({ total: { minor: 49_90, currency: 'USD' } }))
    await checkout.typeCard({ number: '4242 4242 4242 4242' })
    await checkout.pay()
    expect(await checkout.complaint()).toContain('card')
  })
})
