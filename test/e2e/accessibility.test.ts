import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { findBarriers } from '../support/barriers.js'
import { openShop, type Shop, useHarness, useSamePage } from './harness.js'

const harness = useHarness()
const englishPage = useSamePage(harness)
const swahiliPage = useSamePage(harness, { locale: 'sw-TZ' })

type Walk = (page: Page, shop: Shop) => Promise<unknown>

const open: Walk = async (page, shop) => page.goto(await shop.link())

const pay: Walk = async (page, shop) => {
  await open(page, shop)
  await page.getByTestId('pay').click()
  await page.getByTestId('status').waitFor()
}

const payAndWait =
  (ms: number, testId: string): Walk =>
  async (page, shop) => {
    // "No content" keeps the browser where it is, so that the page can be looked at.
    await page.route('**/return', (route) => route.fulfill({ status: 204 }))
    await pay(page, shop)
    await shop.advance(ms)
    await page.getByTestId(testId).waitFor()
  }

const openPayout: Walk = async (page, shop) =>
  page.goto(`${await shop.payoutLink()}?returnUrl=https%3A%2F%2Fduka.test%2Fasante`)

const claim: Walk = async (page, shop) => {
  await openPayout(page, shop)
  await page.getByTestId('phone-number').fill('0754 000 222')
  await page.getByTestId('claim').click()
  await page.getByTestId('status').waitFor()
}

const pages: [name: string, walk: Walk, settings?: Parameters<typeof openShop>[1]][] = [
  ['open', open],
  [
    'open, with mistakes',
    async (page, shop) => {
      await open(page, shop)
      await page.getByTestId('phone-number').fill('12345')
      await page.getByTestId('pay').click()
      await page.getByTestId('error').waitFor()
    },
  ],
  [
    'open for cards, with mistakes',
    async (page, shop) => {
      await page.goto(await shop.link({ total: { minor: 49_90, currency: 'USD' } }))
      await page.getByTestId('pay').click()
      await page.getByTestId('error').first().waitFor()
      await page.getByTestId('bar-toggle').click()
    },
  ],
  [
    'open for an amount that no operator takes',
    async (page, shop) => page.goto(await shop.link({ total: { minor: 5_000_000_00, currency: 'TZS' } })),
  ],
  ['waiting', pay],
  [
    'waiting for a control number to be paid',
    async (page, shop) => {
      await open(page, shop)
      await page.getByTestId('method-CONTROL-NUMBER').check()
      await page.getByTestId('pay').click()
      await page.getByTestId('control-number').waitFor()
    },
  ],
  ['failed', payAndWait(2000, 'failure'), { scenario: 'insufficient-balance' }],
  [
    'failed, leaving',
    payAndWait(2000, 'return-link'),
    { scenario: 'insufficient-balance', dialect: { redirectOnFailure: 'redirect' } },
  ],
  [
    'paid',
    async (page, shop) => {
      await pay(page, shop)
      await shop.advance(1000)
      await page.getByRole('heading', { name: 'Payment received' }).waitFor()
    },
    { returnUrl: null },
  ],
  ['paid, leaving', payAndWait(1000, 'return-link')],
  [
    'already paid',
    async (page, shop) => {
      const link = await shop.link()
      await page.goto(link)
      await page.getByTestId('pay').click()
      await page.getByTestId('status').waitFor()
      // Elsewhere while it becomes paid, so that the page's own way on does not cross this one.
      await page.goto('about:blank')
      await shop.advance(1000)
      await page.goto(link)
      await page.getByTestId('back-to-shop').waitFor()
    },
    { scenario: 'success' },
  ],
  [
    'expired',
    async (page, shop) => {
      const link = await shop.link()
      await shop.advance(60_000)
      await page.goto(link)
    },
    { dialect: { linkExpirySeconds: 60 } },
  ],
  ['payout, open', openPayout],
  [
    'payout, with the bar open',
    async (page, shop) => {
      await openPayout(page, shop)
      await page.getByTestId('bar-toggle').click()
      await page.getByTestId('scenario').fill('payout-reversed')
      await page.getByTestId('scenario-means').filter({ hasText: /\S/ }).waitFor()
    },
  ],
  [
    'payout, with mistakes',
    async (page, shop) => {
      await openPayout(page, shop)
      await page.getByTestId('method-BANK').check()
      await page.getByTestId('claim').click()
      await page.getByTestId('error').first().waitFor()
    },
  ],
  [
    'payout, too large for a phone and for the account',
    async (page, shop) => {
      await page.goto(await shop.payoutLink(25_000_000_00))
      await page.getByTestId('bank').selectOption({ label: 'NMB Bank' })
      await page.getByTestId('account-number').fill('0150123456700')
      await page.getByTestId('account-name').fill('Neema Mushi')
      await page.getByTestId('claim').click()
      await page.getByTestId('refused').waitFor()
    },
  ],
  ['payout, on its way', claim],
  [
    'payout, arrived',
    async (page, shop) => {
      await claim(page, shop)
      await shop.advance(5000)
      await page.locator('[data-status="SUCCESS"]').waitFor()
    },
  ],
  ['unknown', (page) => page.goto(`${harness.server.url}/checkout/CHE0000000`)],
]

/**
 * Pages that are walked to anew in Swahili. The link to another language would lead from the answer to a form back to
 * the form, and would cross the way of a page that leaves by itself.
 */
const WALKED_TO_TWICE = [
  'open, with mistakes',
  'payout, with mistakes',
  'payout, too large for a phone and for the account',
  'open for cards, with mistakes',
  'failed, leaving',
  'paid, leaving',
]

describe('no barrier is found on the page', () => {
  it.each(pages)('%s, in English and Swahili', async (name, walk, settings) => {
    const shop = await openShop(harness.server, settings)
    const page = await englishPage()
    await walk(page, shop)
    expect(await findBarriers(page)).toEqual([])
    const again = WALKED_TO_TWICE.includes(name)
    const swahili = again ? await swahiliPage() : page
    if (again) await walk(swahili, shop)
    else await page.getByTestId('language-sw').click()
    await swahili.locator('html[lang=sw]').waitFor()
    expect(await findBarriers(swahili, 'phone')).toEqual([])
  })
})
