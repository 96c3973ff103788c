import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openPage, openShop, type Shop, useHarness } from './harness.js'

const harness = useHarness()

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
}
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 900 } }

const VIEWS: [name: string, options: BrowserContextOptions][] = [
  ['a phone', PHONE],
  ['a phone without JavaScript', { ...PHONE, javaScriptEnabled: false }],
  ['a desktop', DESKTOP],
  ['a desktop without JavaScript', { ...DESKTOP, javaScriptEnabled: false }],
]

/** Where what is tested does not depend on the size of the window. */
const WITH_AND_WITHOUT_SCRIPT = [VIEWS[0], VIEWS[3]] as typeof VIEWS

const titled = (page: Page, title: string) => page.getByRole('heading', { level: 1, name: title }).waitFor()
const prompted = (page: Page) => titled(page, 'Enter your PIN on your phone')
const paymentsOf = (shop: Shop) =>
  harness.server.sandbox.engine.store.find('payments', {
    where: { merchantId: shop.merchantId, orderReference: 'ORDER1' },
  })

describe.each(VIEWS)('on %s', (_name, options) => {
  /** Moves the clock on, and looks again where no script does: the refresh has a test of its own. */
  const pass = async (page: Page, shop: Shop, ms: number) => {
    await shop.advance(ms)
    if (options.javaScriptEnabled === false) await page.reload()
  }

  it('an order is corrected, fails, is tried again, is paid, and is closed', async () => {
    const shop = await openShop(harness.server, { scenario: 'fail-then-success', returnUrl: null })
    const page = await openPage(harness.browser, options)
    const link = await shop.link({ customer: {} })
    await page.goto(link)
    await titled(page, 'Pay Duka la Asha')
    expect(await page.getByTestId('amount').textContent()).toBe('TZS 12,500')
    await page.getByTestId('pay').click()
    expect(await page.getByTestId('error').getAttribute('data-field')).toBe('phoneNumber')
    await page.getByTestId('phone-number').fill('0744 000 111')
    await page.getByTestId('pay').click()
    await prompted(page)
    expect(await page.getByTestId('status').getAttribute('data-status')).toBe('PROCESSING')
    expect(await page.getByTestId('phone').isVisible()).toBe(true)
    await pass(page, shop, 2000)
    await page.getByTestId('failure').waitFor()
    expect(await page.getByTestId('failure').textContent()).toContain('Insufficient balance')
    await page.getByTestId('phone-number').fill('0744 000 111')
    await page.getByTestId('pay').click()
    await prompted(page)
    await pass(page, shop, 1000)
    await titled(page, 'Payment received')
    expect(await page.getByTestId('status').textContent()).toBe('You can close this page.')
    await page.goto(link)
    await titled(page, 'This order is already paid')
    expect(await page.getByTestId('pay').count()).toBe(0)
    expect((await paymentsOf(shop)).map(({ status }) => status)).toEqual(['FAILED', 'SUCCESS'])
  })
})

describe.each(WITH_AND_WITHOUT_SCRIPT)('on %s', (_name, options) => {
  it('a customer who left comes back to a link that expired, and to one that nobody made', async () => {
    const shop = await openShop(harness.server, {
      scenario: 'abandoned-before-pay',
      dialect: { linkExpirySeconds: 60 },
    })
    const page = await openPage(harness.browser, options)
    await page.goto(await shop.link())
    await page.getByTestId('pay').click()
    await titled(page, 'You left without paying')
    await page.getByTestId('retry').click()
    await titled(page, 'Pay Duka la Asha')
    await shop.advance(60_000)
    await page.getByTestId('pay').click()
    await titled(page, 'This payment link has expired')
    expect(await page.getByTestId('back-to-shop').getAttribute('href')).toBe(`${shop.url}/return`)
    await page.goto(`${harness.server.url}/checkout/CHE0000000`)
    await titled(page, 'There is no such payment page')
    expect(await paymentsOf(shop)).toEqual([])
  })

  it('reloading, going back and a second tab make no second payment', async () => {
    const shop = await openShop(harness.server)
    const [page, other] = [await openPage(harness.browser, options), await openPage(harness.browser, options)]
    const link = await shop.link()
    await Promise.all([page.goto(link), other.goto(link)])
    await page.getByTestId('pay').click()
    await prompted(page)
    const status = page.url()
    await page.reload()
    await page.goBack()
    await prompted(page)
    expect(page.url()).toBe(status)
    await other.getByTestId('pay').click()
    await prompted(other)
    expect(other.url()).toBe(status)
    expect(await paymentsOf(shop)).toHaveLength(1)
  })
})

it('the phone beside the page takes each answer: a wrong PIN, cancel, none, and the right PIN', async () => {
  const shop = await openShop(harness.server, { scenario: 'decide-on-phone', returnUrl: null })
  const page = await openPage(harness.browser)
  await page.goto(await shop.link())
  const answers = ['wrong-pin', 'cancel', 'ignore', 'right-pin'] as const
  for (const [i, answer] of answers.entries()) {
    await page.getByTestId('pay').click()
    await page.getByTestId(`phone-${answer}`).click()
    await expect.poll(async () => (await paymentsOf(shop))[i]?.phoneAnswer).toBe(answer)
    await shop.advance(60_000)
    await (answer === 'right-pin' ? titled(page, 'Payment received') : page.getByTestId('failure').waitFor())
  }
  expect((await paymentsOf(shop)).map(({ status }) => status)).toEqual([
    'FAILED',
    'FAILED',
    'FAILED',
    'SUCCESS',
  ])
})

describe('the sandbox bar', () => {
  it('explains scenarios, stays open, moves the clock, and lists what happens as it happens', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    await page.goto(await shop.link())
    await page.getByTestId('bar-toggle').click()
    await page.getByTestId('scenario').fill('insufficient-balance')
    await page.getByTestId('scenario-means').getByText('it becomes FAILED').waitFor()
    const happenings = page.getByTestId('happenings')
    expect(await happenings.getByText('attempt 1').count()).toBe(0)
    await page.getByTestId('pay').click()
    await prompted(page)
    await happenings.getByText('attempt 1 follows insufficient-balance').waitFor()
    await page.getByTestId('clock-1m').click()
    await page.getByTestId('failure').waitFor()
    await page.getByTestId('scenario-decide').click()
    expect(await page.getByTestId('scenario').inputValue()).toBe('decide-on-phone')
    // Elsewhere the customer gives the order another try: the list tells, and the page stays.
    const [link] = await harness.server.sandbox.engine.store.find('orders', {
      where: { merchantId: shop.merchantId },
    })
    if (!link) throw new TypeError('the shop has made a link')
    await harness.server.sandbox.payments.pay(link, { channel: 'BANK', scenario: 'success' })
    await happenings.getByText('attempt 2 follows success').waitFor()
    expect(await page.getByTestId('scenario').inputValue()).toBe('decide-on-phone')
  })
})
