import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openPage, openShop, useHarness } from './harness.js'

const harness = useHarness()

const BUDGET_BYTES = 60_000

it('a customer fetches less than 60 kB until the payment waits, and all of it from the sandbox', async () => {
  const shop = await openShop(harness.server)
  const page = await openPage(harness.browser)
  const wire = await watchWire(page)
  await page.goto(await shop.link())
  await page.getByTestId('pay').click()
  await page.getByTestId('phone').waitFor()
  await page.waitForLoadState('load')
  expect(wire.hosts).toEqual(new Set([new URL(harness.server.url).host]))
  expect(wire.paths).toContain('/checkout/assets/checkout.css')
  // What the closed bar would show.
  expect([...wire.paths].filter((path) => path.endsWith('/happenings'))).toEqual([])
  expect(wire.bytes).toBeGreaterThan(10_000)
  expect(wire.bytes).toBeLessThan(BUDGET_BYTES)
})

/** Counts what arrives over the network, headers and all, by Chromium's own reckoning. */
async function watchWire(page: Page) {
  const wire = { bytes: 0, hosts: new Set<string>(), paths: new Set<string>() }
  const session = await page.context().newCDPSession(page)
  session.on('Network.requestWillBeSent', ({ request }) => {
    const { host, pathname } = new URL(request.url)
    wire.hosts.add(host)
    wire.paths.add(pathname)
  })
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    wire.bytes += encodedDataLength
  })
  await session.send('Network.enable')
  return wire
}
