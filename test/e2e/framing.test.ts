import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPage, openShop, useHarness } from './harness.js'

const harness = useHarness()

let framer: Server
/** Of another site than the sandbox, which is at 127.0.0.1. */
let origin: string

beforeAll(async () => {
  framer = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    response.setHeader('content-type', 'text/html')
    response.end(
      pathname === '/return'
        ? `<p data-testid="back">${searchParams.get('status')}</p>`
        : `<iframe src="${searchParams.get('show')}" width="600" height="1200"></iframe>`,
    )
  })
  await new Promise<void>((resolve) => framer.listen(0, '127.0.0.1', resolve))
  origin = `http://localhost:${(framer.address() as AddressInfo).port}`
})

afterAll(() => {
  framer.closeAllConnections()
  framer.close()
})

describe('a page of another site that frames the checkout', () => {
  it.each([
    ['where the merchant allows no frames', []],
    ['where the merchant allows another origin', ['https://duka.test']],
  ])('shows nothing of it %s', async (_case, frameAncestors) => {
    const shop = await openShop(harness.server, { frameAncestors })
    const page = await openPage(harness.browser)
    const refusal = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await page.goto(`${origin}/?show=${await shop.link()}`)
    await refusal
    expect(await page.frameLocator('iframe').getByTestId('pay').count()).toBe(0)
  })

  it.each([true, false])(
    'takes a payment and comes back to the shop, in the language chosen in the frame (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const shop = await openShop(harness.server, { frameAncestors: [origin], returnUrl: `${origin}/return` })
      const page = await openPage(harness.browser, { javaScriptEnabled })
      await page.goto(`${origin}/?show=${await shop.link()}`)
      const frame = page.frameLocator('iframe')
      await frame.getByTestId('language-sw').click()
      await frame.getByRole('heading', { name: 'Ungependa kulipa kwa njia gani?' }).waitFor()
      await frame.getByTestId('phone-number').fill('12')
      await frame.getByTestId('pay').click()
      await frame.getByTestId('error').waitFor()
      await frame.getByTestId('phone-number').fill('0744000111')
      await frame.getByTestId('pay').click()
      await frame.getByRole('heading', { name: 'Ingiza PIN kwenye simu yako' }).waitFor()
      await frame.getByTestId('phone-right-pin').click()
      const payments = () =>
        harness.server.sandbox.engine.store.find('payments', {
          where: { merchantId: shop.merchantId, orderReference: 'ORDER1' },
        })
      await expect.poll(payments).toMatchObject([{ phoneAnswer: 'right-pin' }])
      await shop.advance(1000)
      await expect.poll(() => frame.getByTestId('back').textContent()).toBe('SUCCESS')
      expect(await payments()).toMatchObject([{ status: 'SUCCESS' }])
      // What made the choice go along in the addresses: no cookie crosses sites.
      expect(await page.context().cookies()).toEqual([])
    },
  )
})
