// Pictures of the hosted page in every state, for people to look at: docs/screenshots/checkout-*.webp. The same on
// every run. Needs a build, and a Chromium at CHROMIUM_PATH. Names of states as arguments take only those.
import { buildApp } from '../build/server/app.js'
import { Sandbox } from '../build/server/sandbox/sandbox.js'
import { LOOKS, openBrowser, takePicture } from './pictures.mjs'

const DOLLARS = { total: { minor: 49_90, currency: 'USD' }, items: [] }
const TOO_MUCH = { total: { minor: 4_000_000_00, currency: 'TZS' }, items: [] }

const seen = (page, testId) => page.getByTestId(testId).first().waitFor()
const open =
  (query = '', order = {}) =>
  async (page, shop) =>
    page.goto(`${await shop.link(order)}${query}`)
const pay = async (page, shop) => {
  await open()(page, shop)
  await page.getByTestId('pay').click()
  await seen(page, 'phone')
}
const payAndWait = (ms, testId) => async (page, shop) => {
  await pay(page, shop)
  await shop.advance(ms)
  await seen(page, testId)
}

const claim = (fields) => async (page, shop) => {
  await page.goto(await shop.payoutLink())
  await fields(page)
  await page.getByTestId('claim').click()
}
const byPhone = (page) => page.getByTestId('phone-number').fill('0754 000 222')
const byBank = async (page) => {
  await page.getByTestId('method-BANK').check()
  await page.getByTestId('bank').selectOption({ label: 'CRDB Bank' })
  await page.getByTestId('account-number').fill('0150123456700')
  await page.getByTestId('account-name').fill('Neema Mushi')
}

/** How each state is come to. `whole` shows all of a page that is longer than its window. */
const STATES = {
  open: { walk: open(), whole: true },
  'open-bar': {
    whole: true,
    walk: async (page, shop) => {
      await open()(page, shop)
      await page.getByTestId('bar-toggle').click()
      await page.getByTestId('scenario').fill('insufficient-balance')
      await page.getByTestId('scenario-means').filter({ hasText: /\S/ }).waitFor()
      await page.mouse.move(0, 0)
    },
  },
  'open-plain': { walk: open('?bar=0'), whole: true },
  mistakes: {
    whole: true,
    walk: async (page, shop) => {
      await open('', { customer: {} })(page, shop)
      await page.getByTestId('phone-number').fill('0732 000 111')
      await page.getByTestId('pay').click()
      await seen(page, 'error')
    },
  },
  card: { walk: open('', DOLLARS), whole: true },
  'card-mistakes': {
    whole: true,
    walk: async (page, shop) => {
      await open('', DOLLARS)(page, shop)
      await page.getByTestId('card-number').fill('4242 4242 4242 4242')
      await page.getByTestId('pay').click()
      await seen(page, 'error')
    },
  },
  limits: { walk: open('', TOO_MUCH), whole: true },
  waiting: { walk: pay, whole: true },
  'waiting-plain': {
    walk: async (page, shop) => {
      await open('?bar=0')(page, shop)
      await page.getByTestId('pay').click()
      await seen(page, 'status')
    },
  },
  'control-number': {
    whole: true,
    walk: async (page, shop) => {
      await open()(page, shop)
      await page.getByTestId('method-CONTROL-NUMBER').check()
      await page.getByTestId('pay').click()
      await seen(page, 'control-number')
    },
  },
  offline: {
    walk: async (page, shop) => {
      await pay(page, shop)
      await page.route('**/status?**', (route) => route.abort())
      await page.context().setOffline(true)
      await page.getByTestId('offline').waitFor()
    },
  },
  failed: { walk: payAndWait(2000, 'failure'), settings: { scenario: 'insufficient-balance' } },
  'failed-leaving': {
    walk: payAndWait(2000, 'return-link'),
    settings: { scenario: 'insufficient-balance', dialect: { redirectOnFailure: 'redirect' } },
  },
  'on-hold': {
    walk: async (page, shop) => {
      await pay(page, shop)
      await shop.advance(2000)
      await page.locator('[data-status="ON-HOLD"]').waitFor()
    },
    settings: { scenario: 'on-hold' },
  },
  paid: {
    walk: async (page, shop) => {
      await pay(page, shop)
      await shop.advance(1000)
      await page.locator('[data-status="SUCCESS"]').waitFor()
    },
    settings: { returnUrl: null },
  },
  'paid-leaving': { walk: payAndWait(1000, 'return-link') },
  'already-paid': {
    walk: async (page, shop) => {
      const link = await shop.link()
      await page.goto(link)
      await page.getByTestId('pay').click()
      await seen(page, 'phone')
      await page.goto('about:blank')
      await shop.advance(1000)
      await page.goto(link)
    },
  },
  expired: {
    walk: async (page, shop) => {
      const link = await shop.link()
      await shop.advance(60_000)
      await page.goto(link)
    },
    settings: { dialect: { linkExpirySeconds: 60 } },
  },
  left: {
    walk: async (page, shop) => {
      await open()(page, shop)
      await page.getByTestId('pay').click()
      await seen(page, 'retry')
    },
    settings: { scenario: 'abandoned-before-pay' },
  },
  'payout-open': { walk: async (page, shop) => page.goto(await shop.payoutLink()), whole: true },
  'payout-open-bar': {
    whole: true,
    walk: async (page, shop) => {
      await page.goto(await shop.payoutLink())
      await page.getByTestId('bar-toggle').click()
      await page.getByTestId('scenario').fill('payout-reversed')
      await page.getByTestId('scenario-means').filter({ hasText: /\S/ }).waitFor()
      await page.mouse.move(0, 0)
    },
  },
  'payout-bank': {
    walk: async (page, shop) => {
      await page.goto(await shop.payoutLink())
      await byBank(page)
    },
    whole: true,
  },
  'payout-mistakes': {
    walk: async (page, shop) => {
      await claim(async () => page.getByTestId('method-BANK').check())(page, shop)
      await seen(page, 'error')
    },
    whole: true,
  },
  'payout-too-large': {
    walk: async (page, shop) => page.goto(await shop.payoutLink(25_000_000_00)),
    whole: true,
  },
  'payout-refused': {
    walk: async (page, shop) => {
      await page.goto(await shop.payoutLink(4_000_000_00))
      await byPhone(page)
      await page.getByTestId('claim').click()
      await seen(page, 'refused')
    },
    whole: true,
  },
  'payout-sent': {
    walk: async (page, shop) => {
      await claim(byBank)(page, shop)
      await seen(page, 'status')
    },
  },
  'payout-arrived': {
    walk: async (page, shop) => {
      await claim(byPhone)(page, shop)
      await seen(page, 'status')
      await shop.advance(5000)
      await page.locator('[data-status="SUCCESS"]').waitFor()
    },
  },
  'payout-failed': {
    walk: async (page, shop) => {
      await claim(byPhone)(page, shop)
      await seen(page, 'status')
      await shop.advance(120_000)
      // The page follows a payout until it has failed, which it may see before the money is back.
      await page.locator('[data-status="FAILED"], [data-status="REFUNDED"]').waitFor()
    },
    settings: { scenario: 'payout-failed-refunded' },
  },
  'payout-expired': {
    walk: async (page, shop) => {
      const link = await shop.payoutLink()
      await shop.advance(60_000)
      await page.goto(link)
    },
    settings: { dialect: { linkExpirySeconds: 60 } },
  },
  unknown: { walk: (page) => page.goto(`${url}/checkout/CHE0000000`) },
}
/** Shown in Swahili too, in one look. */
const IN_SWAHILI = [
  'open',
  'mistakes',
  'card',
  'waiting',
  'control-number',
  'failed',
  'paid',
  'expired',
  'payout-open',
  'payout-mistakes',
  'payout-arrived',
]

const sandbox = await Sandbox.open({ seed: 'pictures' })
const app = await buildApp(sandbox)
const url = await app.listen({ port: 0, host: '127.0.0.1' })

async function openShop(name, settings) {
  const { merchant, applications } = await sandbox.merchants.open(
    {
      clientId: `IDPICTURES${name.replaceAll('-', '')}`,
      name: 'Duka la Asha',
      email: 'asha@duka.example',
      returnUrl: 'https://duka.example/return',
      clock: { start: '2026-05-04T09:00:00.000Z', frozen: true },
      ...settings,
    },
    'the pictures',
  )
  const caller = { merchant, application: applications[0] }
  await sandbox.account.deposit(merchant.id, { money: { minor: 1_000_000_00, currency: 'TZS' } })
  return {
    payoutLink: async (minor = 42_500_00) => {
      const amount = { minor, currency: 'TZS' }
      const link = await sandbox.payoutLinks.open(caller, { orderReference: 'ZAWADI1042', amount })
      return `${url}/checkout/payout/${link.id}?returnUrl=https%3A%2F%2Fduka.example%2Fasante`
    },
    advance: (ms) => sandbox.clocks.advance(merchant.id, ms),
    link: async (order = {}) => {
      const link = await sandbox.links.open(caller, {
        orderReference: 'ORDER1042',
        total: { minor: 42_500_00, currency: 'TZS' },
        items: [
          { name: 'Kikoi cloth, blue', price: 12_500_00, quantity: 2 },
          { name: 'Kiondo basket', price: 17_500_00, quantity: 1 },
        ],
        customer: { name: 'Neema Mushi', phone: '255744000111' },
        description: 'Two cloths and a basket',
        ...order,
      })
      return `${url}/checkout/${link.id}`
    },
  }
}

const wanted = process.argv.slice(2)
const browser = await openBrowser()
for (const [state, { walk, settings, whole = false }] of Object.entries(STATES)) {
  if (wanted.length > 0 && !wanted.includes(state)) continue
  for (const [look, options] of Object.entries(LOOKS))
    await take(state, look, { ...options, locale: 'en-GB' })
  if (!IN_SWAHILI.includes(state)) continue
  await take(state, 'phone-light-sw', { ...LOOKS['phone-light'], locale: 'sw-TZ' })

  async function take(state, look, options) {
    const context = await browser.newContext({ ...options, reducedMotion: 'reduce' })
    const page = await context.newPage()
    // "No content" keeps the browser where it is, so that the page before the return can be shown.
    await page.route('**/return', (route) => route.fulfill({ status: 204 }))
    await walk(page, await openShop(`${state}-${look}`, settings))
    await takePicture(page, `checkout-${state}-${look}`, { whole })
    await context.close()
  }
}
await browser.close()
await app.close()
await sandbox.close()
