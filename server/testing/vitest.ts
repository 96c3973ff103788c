/** Fixtures for Vitest: what test code imports from `clickpesa-sandbox/vitest`. */
import './node-check.js'
import './vitest-version.js'
import { test as base, expect, type RunnerTestCase } from 'vitest'
import type { CheckReport } from '../check/reports/report.js'
import { reportText } from '../check/reports/text.js'
import type { MerchantSettings } from '../domain/merchant.js'
import type { MerchantClient } from './merchant-client.js'
import { openSandbox, type SandboxChoice } from './open-sandbox.js'
import { lendMerchant } from './test-merchant.js'

/**
 * Vitest's `test` with a sandbox for each worker and a merchant for each test.
 *
 * - `sandbox`: started in this process, or the one at `CLICKPESA_SANDBOX_URL`
 * - `merchant`: opened for this test and removed after it; when the test fails, what the sandbox saw of
 *   it is printed
 *
 * `test.extend` or `test.override` changes the options: `sandboxChoice` for the sandbox,
 * `merchantSettings` for the merchants, such as `{ clock: { frozen: true } }`.
 */
export const test = base
  .extend('sandboxChoice', { scope: 'worker' }, (): SandboxChoice => ({}))
  .extend('sandbox', { scope: 'worker' }, async ({ sandboxChoice }, { onCleanup }) => {
    const sandbox = await openSandbox(sandboxChoice)
    onCleanup(() => sandbox.close())
    return sandbox
  })
  .extend('merchantSettings', (): MerchantSettings => ({}))
  .extend<{ merchant: MerchantClient }>({
    merchant: async ({ sandbox, merchantSettings, task }, use) => {
      const run = {
        title: titleOf(task),
        failed: () => task.result?.state === 'fail',
        report: console.error,
      }
      await lendMerchant(sandbox, merchantSettings, run, use)
    },
  })

export type { SandboxChoice }

expect.extend({
  /** Of the report of `checkMerchant`: nothing was found wrong. */
  toBeFlawless: (report: CheckReport) => ({
    pass: report.isFlawless,
    message: () => (report.isFlawless ? 'nothing wrong was found' : reportText(report)),
  }),
})

declare module 'vitest' {
  interface Matchers<T> {
    /** Of the report of `checkMerchant`: fails with every mistake that was found. */
    toBeFlawless(): T
  }
}

/** File, suites and name of a test, and which try it is. */
function titleOf({ fullName, result }: RunnerTestCase): string {
  const retries = result?.retryCount ?? 0
  return retries > 0 ? `${fullName} (retry ${retries})` : fullName
}
