import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { buy, openPage, openShop, useHarness } from './harness.js'

const harness = useHarness()

const payByPhone = async (page: Page) => {
  await page.getByTestId('phone-number').fill('0744 000 111')
  await page.getByTestId('pay').click()
}

const waitForThePrompt = (page: Page) =>
  page.getByRole('heading', { name: 'Enter your PIN on your phone' }).waitFor()

const deliveriesOf = (merchantId: string) =>
  harness.server.sandbox.engine.store.find('deliveries', { where: { merchantId } })

describe('the example shop and a real browser', () => {
  it('brings a paying customer back to the shop, which got one valid webhook', async () => {
    const shop = await openShop(harness.server, { clock: { frozen: false } })
    const page = await openPage(harness.browser)
    const validationMessages: string[] = []
    page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) validationMessages.push(message.text())
    })
    const reference = await buy(page, shop)
    expect(await page.getByTestId('amount').textContent()).toBe('TZS 9,000')
    await payByPhone(page)
    await page.waitForURL(`${shop.url}/return?orderReference=${reference}&status=SUCCESS`)
    await expect.poll(() => page.getByTestId('order-status').textContent()).toBe('paid')
    await expect
      .poll(() => shop.order(reference))
      .toMatchObject({ status: 'paid', fulfilled: 1, webhooks: 1, duplicates: 0 })
    expect(await deliveriesOf(shop.merchantId)).toMatchObject([
      { event: 'PAYMENT RECEIVED', status: 'delivered', attempted: { count: 1, outcomes: ['received'] } },
    ])
    expect(validationMessages).toEqual([])
  })

  it('lets a customer whose payment failed try again on the same page', async () => {
    const shop = await openShop(harness.server, { scenario: 'fail-then-success' })
    const page = await openPage(harness.browser)
    const reference = await buy(page, shop)
    await payByPhone(page)
    await waitForThePrompt(page)
    await shop.advance(2000)
    const failure = page.getByTestId('failure')
    await failure.waitFor()
    expect(await failure.textContent()).toContain('Insufficient balance')
    expect(await shop.order(reference)).toMatchObject({ status: 'failed', webhooks: 1 })
    await page.getByTestId('retry').click()
    await payByPhone(page)
    await waitForThePrompt(page)
    await shop.advance(1000)
    await page.waitForURL(`${shop.url}/return?orderReference=${reference}&status=SUCCESS`)
    expect(await shop.order(reference)).toMatchObject({ status: 'paid', fulfilled: 1, webhooks: 2 })
  })

  it('tells the shop by webhook when the customer closes the tab', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    const reference = await buy(page, shop)
    await payByPhone(page)
    await waitForThePrompt(page)
    await page.close()
    expect(await shop.order(reference)).toMatchObject({ status: 'waiting', webhooks: 0 })
    await shop.advance(1000)
    expect(await shop.order(reference)).toMatchObject({ status: 'paid', paidBy: 'webhook', webhooks: 1 })
  })

  it('gets along without JavaScript', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser, { javaScriptEnabled: false })
    const reference = await buy(page, shop)
    await payByPhone(page)
    await waitForThePrompt(page)
    await shop.advance(1000)
    await page.getByText('taking you back to Duka la Asha').waitFor()
    await page.waitForURL(`${shop.url}/return?orderReference=${reference}&status=SUCCESS`)
    expect(await page.getByTestId('order-status').textContent()).toBe('paid')
  })

  it.each([true, false])(
    'makes one payment of a double click (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const shop = await openShop(harness.server)
      const page = await openPage(harness.browser, { javaScriptEnabled })
      const reference = await buy(page, shop)
      await page.getByTestId('phone-number').fill('0744000111')
      await page.getByTestId('pay').dblclick()
      await waitForThePrompt(page)
      expect(
        await harness.server.sandbox.engine.store.find('payments', {
          where: { merchantId: shop.merchantId, orderReference: reference },
        }),
      ).toHaveLength(1)
    },
  )

  it('leaves by the link as well as by itself', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    const reference = await buy(page, shop)
    await payByPhone(page)
    await waitForThePrompt(page)
    // The page's own way is answered with "no content", which leaves the browser where it is.
    await page.route('**/return', (route) => route.fulfill({ status: 204 }), { times: 1 })
    const ownWay = page.waitForRequest('**/return')
    await shop.advance(1000)
    await ownWay
    await page.getByTestId('return-link').click()
    await page.waitForURL(`${shop.url}/return?orderReference=${reference}&status=SUCCESS`)
  })

  it('goes back to the shop after a failure where the dialect says so', async () => {
    const shop = await openShop(harness.server, {
      scenario: 'insufficient-balance',
      dialect: { redirectOnFailure: 'redirect' },
    })
    const page = await openPage(harness.browser)
    const reference = await buy(page, shop)
    await payByPhone(page)
    await waitForThePrompt(page)
    await shop.advance(2000)
    await page.waitForURL(`${shop.url}/return?orderReference=${reference}&status=FAILED`)
    expect(await page.getByTestId('order-status').textContent()).toBe('failed')
  })
})

describe('the payment page in a real browser', () => {
  it('names the operator while the number is typed, until one is picked by hand', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    await page.goto(await shop.link({ customer: {} }))
    const phone = page.getByTestId('phone-number')
    const recognised = page.getByTestId('recognised')
    await phone.pressSequentially('07')
    expect(await recognised.textContent()).toBe('')
    await phone.pressSequentially('44')
    expect(await recognised.textContent()).toBe('M-Pesa recognised')
    await phone.fill('+255 68')
    expect(await recognised.textContent()).toBe('Airtel Money recognised')
    await page.getByTestId('method-HALOPESA').check()
    expect(await recognised.textContent()).toBe('')
  })

  it('asks for a phone number only where one is needed', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    await page.goto(await shop.link())
    expect(await page.getByTestId('phone-number').isVisible()).toBe(true)
    for (const method of ['CONTROL-NUMBER', 'BANK']) {
      await page.getByTestId(`method-${method}`).check()
      expect(await page.getByTestId('phone-number').isVisible()).toBe(false)
    }
    await page.getByTestId('pay').click()
    await page.getByRole('heading', { name: 'Confirm the transfer with your bank' }).waitFor()
  })

  it('can be paid with the keyboard alone, on the phone as well, and puts the cursor where a mistake is', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    await page.goto(await shop.link({ customer: {} }))
    const phone = page.getByTestId('phone-number')
    for (let i = 0; i < 10 && !(await isFocused(page)); i++) await page.keyboard.press('Tab')
    await page.keyboard.type('0744')
    await page.keyboard.press('Enter')
    await page.getByTestId('error').waitFor()
    // The browser focuses the field before the script of the page has run, which may fill it in.
    await page.waitForLoadState('load')
    await expect.poll(() => isFocused(page)).toBe(true)
    await page.keyboard.press('End')
    await page.keyboard.type('000111')
    expect(await phone.inputValue()).toBe('0744000111')
    await page.keyboard.press('Enter')
    await waitForThePrompt(page)
    for (let i = 0; i < 10 && !(await isFocused(page, 'phone-right-pin')); i++)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const payments = () =>
      harness.server.sandbox.engine.store.find('payments', {
        where: { merchantId: shop.merchantId, orderReference: 'ORDER1' },
      })
    await expect.poll(payments).toMatchObject([{ phoneAnswer: 'right-pin' }])
    await shop.advance(1000)
    await page.waitForURL(`${shop.url}/return?orderReference=ORDER1&status=SUCCESS`)
  })

  it('has what was typed again in another language', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    await page.goto(await shop.link())
    await page.getByTestId('phone-number').fill('0684 000 111')
    await page.getByTestId('method-HALOPESA').check()
    await page.getByTestId('language-sw').click()
    await page.getByRole('heading', { name: 'Ungependa kulipa kwa njia gani?' }).waitFor()
    // The script puts it there, which comes after the heading.
    await expect.poll(() => page.getByTestId('phone-number').inputValue()).toBe('0684 000 111')
    expect(await page.getByTestId('method-HALOPESA').isChecked()).toBe(true)
    await page.reload()
    expect(await page.getByTestId('method-HALOPESA').isChecked()).toBe(false)
  })

  it('lets a tester choose what happens', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    await page.goto(await shop.link())
    await page.getByTestId('bar-toggle').click()
    await page.getByTestId('scenario').fill('insufficient-balance')
    await page.getByTestId('pay').click()
    await waitForThePrompt(page)
    expect(await page.getByTestId('bar-scenario').textContent()).toContain('follows insufficient-balance')
    await shop.advance(2000)
    await page.getByTestId('failure').waitFor()
  })

  it('says when the connection is lost, and goes on by itself when it is back', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    await page.goto(await shop.link())
    await page.getByTestId('pay').click()
    await waitForThePrompt(page)
    await page.context().setOffline(true)
    await page.getByTestId('offline').waitFor()
    await shop.advance(1000)
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'Payment received' }).waitFor()
  })

  it('accepts the test cards', async () => {
    const shop = await openShop(harness.server)
    const page = await openPage(harness.browser)
    await page.goto(await shop.link({ total: { minor: 49_90, currency: 'USD' } }))
    await page.getByTestId('card-number').fill('4111 1111 1111 1111')
    await page.getByTestId('card-expiry').fill('12/39')
    await page.getByTestId('card-cvc').fill('123')
    await page.getByTestId('pay').click()
    await page.getByRole('heading', { name: 'Your bank is checking the card' }).waitFor()
  })
})

function isFocused(page: Page, testId = 'phone-number'): Promise<boolean> {
  return page.locator(`[data-testid="${testId}"]:focus`).count().then(Boolean)
}
