import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBarriers } from '../support/barriers.js'
import { openBrowser } from '../support/browser.js'
import { type Market, openMarket, openShop, openWindow, type Shop } from './market.js'

let browser: Browser
let market: Market

beforeAll(async () => {
  ;[browser, market] = await Promise.all([openBrowser(), openMarket()])
})

afterAll(async () => {
  await browser.close()
  await market.close()
})

/** A shop with an order, and the inspector's address of it. */
async function shopWithOrder() {
  const shop = await openShop(market)
  const linkId = (await shop.link()).split('/').at(-1) ?? ''
  const link = await market.sandbox.links.find(linkId)
  if (!link) throw new Error('no link')
  const home = `${market.url}/sandbox/merchants/${shop.merchantId}`
  return { shop, link, home, order: `${home}/orders/${link.orderReference}` }
}

async function statusOf(page: Page): Promise<string> {
  return page.locator('#facts .status').first().innerText()
}

describe('what can be done', () => {
  it('says what is wrong with a phone number, beside the field', async () => {
    const { order } = await shopWithOrder()
    const page = await openWindow(browser)
    await page.goto(order)
    await page.getByLabel('Phone number').fill('12345')
    await page.getByTestId('pay').click()
    await page.getByRole('alert').getByRole('link').click()
    expect(await page.evaluate('document.activeElement.id')).toBe('pay-phoneNumber')
    expect(await page.getByLabel('Phone number').inputValue()).toBe('12345')
  })

  it('pays, moves the clock on, moves the payment, and sends again, spoilt', async () => {
    const { order } = await shopWithOrder()
    const page = await openWindow(browser)
    await page.goto(order)
    await page.getByTestId('pay').click()
    expect(await statusOf(page)).toBe('PROCESSING')
    await page.getByTestId('clock-next').click()
    expect(await statusOf(page)).toBe('SUCCESS')
    await page.getByLabel('Move on by').fill('5m')
    await page.getByTestId('clock-advance').click()
    await page.getByTestId('clock-idle').click()
    await page.getByLabel('Move to').selectOption('REFUNDED')
    await page.getByTestId('move').click()
    expect(await statusOf(page)).toBe('REFUNDED')
    await page.getByTestId('redeliver').first().click()
    await page.getByRole('heading', { name: /^Attempt 2 \(by hand\)/ }).waitFor()
    await page.getByLabel('Send a copy').selectOption('wrong-key')
    await page.getByTestId('spoil').click()
    await page.getByText('✗ does not hold').waitFor()
  })

  it('chooses a scenario: as the default, queued, and tried on a page of its own', async () => {
    const { shop } = await shopWithOrder()
    const page = await openWindow(browser)
    const address = `${market.url}/sandbox/scenarios/insufficient-balance?merchant=${shop.merchantId}`
    await page.goto(address)
    await page.getByTestId('default').click()
    await page.getByTestId('queue').click()
    await page.getByText('Now the default is insufficient-balance; queued: insufficient-balance.').waitFor()
    await page.getByTestId('try').click()
    await page.waitForURL(/\/checkout\/CHE/)
  })

  it('downloads the calls', async () => {
    const { home } = await shopWithOrder()
    const page = await openWindow(browser)
    await page.goto(`${home}/requests`)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('har').click()])
    expect(download.suggestedFilename()).toMatch(/\.har$/)
  })
})

describe('with the script', () => {
  it('shows what happens without being loaded again, and leaves what is being typed', async () => {
    const { shop, link, home } = await shopWithOrder()
    const page = await openWindow(browser)
    await page.goto(`${home}/payments`)
    await page.getByLabel('Search').fill('ORD')
    await market.sandbox.payments.pay(link, { channel: 'M-PESA', phoneNumber: '255744000111' })
    await page.locator('#orders-table').getByText('PROCESSING').waitFor()
    await shop.advance(2000)
    await page.locator('#orders-table').getByText('SUCCESS', { exact: true }).waitFor()
    expect(await page.getByLabel('Search').inputValue()).toBe('ORD')
  })

  it('goes by keyboard: search, rows, places, and the list of keys', async () => {
    const { home, link } = await shopWithOrder()
    const page = await openWindow(browser)
    await page.goto(home)
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.waitForURL(`${home}/payments`)
    await page.keyboard.press('/')
    await page.keyboard.type('order')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=order/)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`/orders/${link.orderReference}$`))
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' })
  })
})

type Walk = (shop: Shop) => string | Promise<string>

const home = (shop: Shop) => `${market.url}/sandbox/merchants/${shop.merchantId}`

const pages: [name: string, address: Walk][] = [
  ['overview', () => `${market.url}/sandbox`],
  ['merchant', home],
  ['payments', (shop) => `${home(shop)}/payments`],
  [
    'order',
    async (shop) => {
      const [link] = await market.sandbox.core.store.find('links', { where: { merchantId: shop.merchantId } })
      return `${home(shop)}/orders/${link?.orderReference}`
    },
  ],
  ['deliveries', (shop) => `${home(shop)}/deliveries`],
  [
    'delivery',
    async (shop) => {
      const [delivery] = await market.sandbox.core.store.find('deliveries', {
        where: { merchantId: shop.merchantId },
      })
      return `${home(shop)}/deliveries/${delivery?.id}`
    },
  ],
  ['requests', (shop) => `${home(shop)}/requests`],
  [
    'request',
    async (shop) => {
      const [entry] = await market.sandbox.core.store.entries('requests', shop.merchantId)
      return `${home(shop)}/requests/${entry?.seq}`
    },
  ],
  ['scenarios', (shop) => `${market.url}/sandbox/scenarios?merchant=${shop.merchantId}`],
  ['settings', (shop) => `${home(shop)}/settings`],
  ['scenario', (shop) => `${market.url}/sandbox/scenarios/success?merchant=${shop.merchantId}`],
  ['problem', () => `${market.url}/sandbox/nothing`],
]

describe('no barrier is found on the page', () => {
  it.each(pages)('%s', async (_name, address) => {
    const { shop, link } = await shopWithOrder()
    await market.sandbox.payments.pay(link, { channel: 'M-PESA', phoneNumber: '255744000111' })
    await shop.advance(2000)
    await fetch(`${market.url}/third-parties/payments/x`, { headers: { authorization: 'none' } })
    const page = await openWindow(browser)
    await page.goto(await address(shop))
    expect(await findBarriers(page)).toEqual([])
  })
})
