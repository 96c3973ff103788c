// Playwright Test. Start your shop in the configuration's `webServer`, or here, as in this recipe.
import { createServer } from 'node:http'
import { test as base, expect } from '@playwright/test'
import { fixtures } from 'clickpesa-sandbox/playwright'

// In TypeScript: base.extend<SandboxTestFixtures, SandboxWorkerFixtures>(fixtures)
const test = base.extend(fixtures)

test.use({ merchantSettings: { clock: { frozen: true } } })

test('the customer comes back after a payment', async ({ merchant, checkoutPage, page }) => {
  const shop = await startYourShop()
  await merchant.change({ returnUrl: `${shop.url}/return` })

  await checkoutPage.open(await shop.createLink(merchant, 'ORDER1001'))
  expect(await checkoutPage.amount()).toBe('TZS 12,500')
  await checkoutPage.typePhone('0744 000 111')
  await checkoutPage.pay()
  await checkoutPage.waitForStatus('PROCESSING')
  await merchant.clock.advance('1s')
  expect(await checkoutPage.backToShop()).toContain('orderReference=ORDER1001')
  await expect(page.getByText('Thank you')).toBeVisible()
  shop.close()
})

/** In place of this comes your own code, given the merchant's `apiUrl`, `clientId` and `apiKey`. */
async function startYourShop() {
  const server = createServer((_, response) => response.end('Thank you'))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => server.close(),
    async createLink({ apiUrl, clientId, apiKey }, orderReference) {
      const login = { method: 'POST', headers: { 'client-id': clientId, 'api-key': apiKey } }
      const { token } = await (await fetch(`${apiUrl}/generate-token`, login)).json()
      const link = await fetch(`${apiUrl}/checkout-link/generate-checkout-url`, {
        method: 'POST',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify({ totalPrice: '12500', orderCurrency: 'TZS', orderReference }),
      })
      return (await link.json()).checkoutLink
    },
  }
}
