/** Fixtures for Playwright Test: what test code imports from `clickpesa-sandbox/playwright`. */
import './node-check.js'
import type { MerchantSettings } from '../domain/merchant.js'
import { type BrowserPage, CheckoutPage } from './checkout-page.js'
import type { MerchantClient } from './merchant-client.js'
import { openSandbox, type SandboxChoice } from './open-sandbox.js'
import type { SandboxClient } from './sandbox-client.js'
import { lendMerchant } from './test-merchant.js'

/** The fixtures that each test has for itself. */
export interface SandboxTestFixtures {
  /** What the test's merchant is opened with, such as `{ clock: { frozen: true } }`; an option. */
  merchantSettings: MerchantSettings
  /** Opened for this test and removed after it; when the test fails, what the sandbox saw of it is attached. */
  merchant: MerchantClient
  /** The hosted payment page in this test's browser window. */
  checkoutPage: CheckoutPage
}

/** The fixtures that the tests of a worker share. */
export interface SandboxWorkerFixtures {
  /** Which sandbox to use; an option. */
  sandboxChoice: SandboxChoice
  /** Started in the worker, or the one at `CLICKPESA_SANDBOX_URL`. */
  sandbox: SandboxClient
}

/** What the fixtures need of Playwright's `TestInfo`. */
interface RunningTest {
  readonly titlePath: string[]
  readonly retry: number
  readonly status?: string
  readonly expectedStatus: string
  attach(name: string, attachment: { body: string; contentType: string }): Promise<void>
}

type Use<Value> = (value: Value) => Promise<void>

/** A fixture as Playwright takes it: with its options, or bare. */
type FixtureShape =
  | [value: unknown, options: { option?: true; scope?: 'worker' | 'test' }]
  | ((...given: never) => Promise<void>)

const PLAYWRIGHT_TOO_OLD =
  'checkoutPage of clickpesa-sandbox/playwright needs Playwright 1.16 or newer, whose pages have locators: update ' +
  '@playwright/test. The other fixtures work without it.'

/**
 * For `base.extend<SandboxTestFixtures, SandboxWorkerFixtures>(fixtures)`. Playwright itself is not
 * imported here, so that each project extends the version that it has.
 */
export const fixtures = {
  sandboxChoice: [{} as SandboxChoice, { option: true, scope: 'worker' }],
  sandbox: [
    async ({ sandboxChoice }: Pick<SandboxWorkerFixtures, 'sandboxChoice'>, use: Use<SandboxClient>) => {
      const sandbox = await openSandbox(sandboxChoice)
      await use(sandbox)
      await sandbox.close()
    },
    { scope: 'worker' },
  ],
  merchantSettings: [{} as MerchantSettings, { option: true }],
  merchant: async (
    { sandbox, merchantSettings }: { sandbox: SandboxClient; merchantSettings: MerchantSettings },
    use: Use<MerchantClient>,
    test: RunningTest,
  ) => {
    const run = {
      title: titleOf(test),
      failed: () => test.status !== test.expectedStatus,
      report: (text: string) => test.attach('sandbox', { body: text, contentType: 'text/plain' }),
    }
    await lendMerchant(sandbox, merchantSettings, run, use)
  },
  checkoutPage: async ({ page }: { page: BrowserPage }, use: Use<CheckoutPage>) => {
    if (typeof page.locator !== 'function') throw new Error(PLAYWRIGHT_TOO_OLD)
    await use(new CheckoutPage(page))
  },
} satisfies Record<string, FixtureShape>

export { type BrowserPage, CheckoutPage, type PageMethod } from './checkout-page.js'
export type { SandboxChoice }

/** File, suites and name of a test, and which try it is. */
function titleOf({ titlePath, retry }: RunningTest): string {
  const title = titlePath.filter(Boolean).join(' > ')
  return retry > 0 ? `${title} (retry ${retry})` : title
}
