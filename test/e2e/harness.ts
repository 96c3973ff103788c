import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, onTestFinished } from 'vitest'
import { buildShop } from '../../examples/shop/shop.js'
import { buildApp } from '../../server/app.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { withBrowser } from '../support/browser.js'

/** A sandbox that listens, on real time. */
export interface TestServer {
  readonly sandbox: Sandbox
  readonly url: string
  readonly close: () => Promise<void>
}

/** The example shop as it stands, listening, with a merchant of its own in the sandbox. */
export interface Shop {
  readonly url: string
  readonly merchantId: string
  /** What the shop believes about an order. */
  readonly order: (reference: string) => Promise<ShopOrder>
  /** Moves the merchant's clock, where it stands still. */
  readonly advance: (ms: number) => Promise<unknown>
  /** Creates a checkout link without the shop and answers its address. */
  readonly link: (order?: Record<string, unknown>) => Promise<string>
  /** Creates a payout link and answers its address. The account holds a million shillings. */
  readonly payoutLink: (minor?: number) => Promise<string>
}

/** What the example shop answers at `/orders/{reference}`. */
interface ShopOrder {
  readonly status: 'waiting' | 'paid' | 'failed' | 'review'
  readonly fulfilled: number
  readonly webhooks: number
  readonly duplicates: number
  readonly paidBy?: 'webhook' | 'query'
}

const CHECK_REPORT = fileURLToPath(new URL('../support/check-report.json', import.meta.url))

export async function startServer(): Promise<TestServer> {
  const sandbox = await Sandbox.open({ seed: 'browser tests' })
  const app = await buildApp(sandbox, { checkReport: CHECK_REPORT })
  const url = await listening(app)
  return {
    sandbox,
    url,
    close: async () => {
      await app.close()
      await sandbox.close()
    },
  }
}

/** What the browser tests of one file share. */
interface Harness {
  browser: Browser
  server: TestServer
}

/** Starts a server before the tests of a file, and closes it after the last. The browser is that of the worker. */
export function useHarness(): Readonly<Harness> {
  const harness = {} as Harness
  withBrowser.beforeAll(async ({ browser }) => {
    harness.browser = browser
    harness.server = await startServer()
  })
  afterAll(() => harness.server.close())
  return harness
}

let shops = 0

/** Opens a shop for one test. Its clock stands still unless the settings say otherwise. */
export async function openShop({ sandbox, url }: TestServer, settings: MerchantSettings = {}): Promise<Shop> {
  shops += 1
  const credentials = {
    clientId: `IDSHOP${shops}`,
    apiKey: `SKSHOP${shops}`,
    checksumKey: `CHKSHOP${shops}`,
  }
  const baseUrl = `${url}/third-parties`
  const shop = buildShop({ baseUrl, ...credentials })
  const shopUrl = await listening(shop)
  onTestFinished(() => shop.close())
  const webhook = `${shopUrl}/webhooks/clickpesa`
  const { merchant } = await sandbox.merchants.open(
    {
      ...credentials,
      name: 'Duka la Asha',
      returnUrl: `${shopUrl}/return`,
      webhooks: { 'PAYMENT RECEIVED': webhook, 'PAYMENT FAILED': webhook },
      checksumEnabled: true,
      clock: { frozen: true },
      ...settings,
    },
    'a test',
  )
  let orders = 0
  return {
    url: shopUrl,
    merchantId: merchant.id,
    order: async (reference) => {
      const reply = await fetch(`${shopUrl}/orders/${reference}`)
      return (await reply.json()) as ShopOrder
    },
    advance: (ms) => sandbox.clocks.advance(merchant.id, ms),
    payoutLink: async (minor = 20_000_00) => {
      orders += 1
      const { id: merchantId } = merchant
      await sandbox.account.deposit(merchantId, { money: { minor: 1_000_000_00, currency: 'TZS' } })
      const { applications, ...details } = await sandbox.merchants.details(merchantId)
      const [application] = applications
      if (!application) throw new TypeError('a merchant has an application')
      const link = await sandbox.payoutLinks.open(
        { merchant: details.merchant, application },
        { orderReference: `PAYOUT${orders}`, amount: { minor, currency: 'TZS' } },
      )
      return `${url}/checkout/payout/${link.id}`
    },
    link: async (order = {}) => {
      orders += 1
      const details = await sandbox.merchants.details(merchant.id)
      const [application] = details.applications
      if (!application) throw new TypeError('a merchant has an application')
      const link = await sandbox.links.open(
        { merchant: details.merchant, application },
        {
          orderReference: `ORDER${orders}`,
          total: { minor: 12_500_00, currency: 'TZS' },
          items: [{ name: 'Kikoi cloth', price: 6_250_00, quantity: 2 }],
          customer: { name: 'José Mushi', phone: '255744000111' },
          description: 'Two cloths',
          ...order,
        },
      )
      return `${url}/checkout/${link.id}`
    },
  }
}

/** A browser window for one test, with what its console complains about. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  onTestFinished(() => context.close())
  return context.newPage()
}

/**
 * A page that the tests of a file use one after the other; each finds it as if nobody had used it. For tests that do
 * the same to many pages: a process of the browser that has run axe before runs it in a third of the time.
 */
export function useSamePage(
  harness: Readonly<Harness>,
  options: BrowserContextOptions = {},
): () => Promise<Page> {
  let page: Page | undefined
  afterAll(() => page?.context().close())
  return async () => {
    page ??= await (await harness.browser.newContext(options)).newPage()
    onTestFinished(() => page && leaveNothingIn(page))
    return page
  }
}

async function leaveNothingIn(page: Page) {
  // A page that is about to leave by itself must not do so among the next test's steps.
  const away = () => page.goto(`${new URL(page.url()).origin}/healthz`)
  // One that leaves at this very moment breaks the first try off.
  await away().catch(away)
  await page.evaluate('sessionStorage.clear()')
  await page.unrouteAll()
  await page.context().clearCookies()
}

/** Buys the first thing in the shop and answers the order reference; the window is at the payment page. */
export async function buy(page: Page, shop: Shop): Promise<string> {
  await page.goto(shop.url)
  await page.getByTestId('buy').click()
  return (await page.getByTestId('order-reference').textContent()) ?? ''
}

async function listening(app: FastifyInstance): Promise<string> {
  return app.listen({ port: 0, host: '127.0.0.1' })
}
