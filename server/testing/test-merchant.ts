import type { MerchantSettings } from '../domain/merchant.js'
import { describeEntry } from './descriptions.js'
import type { MerchantClient } from './merchant-client.js'
import type { SandboxClient } from './sandbox-client.js'
import { ControlError } from './transport.js'
import { describeAhead } from './wait-timeout.js'

/** What a test runner knows of the test that a merchant is for. */
export interface TestRun {
  /** Which test it is, for people; the merchant bears it as its name. */
  readonly title: string
  /** Asked when the test is over. */
  readonly failed: () => boolean
  /** Puts a text where people look when a test has failed. */
  readonly report: (text: string) => unknown
}

/** A merchant's name is no longer than this. */
const MAX_NAME_LENGTH = 200

/**
 * Opens a merchant for one test, passes it to the test, and removes it. When the test failed, what the merchant
 * went through is reported first.
 */
export async function lendMerchant(
  sandbox: SandboxClient,
  settings: MerchantSettings,
  test: TestRun,
  lend: (merchant: MerchantClient) => Promise<unknown>,
) {
  // The end of a title tells tests apart.
  const merchant = await sandbox.createMerchant({ name: test.title.slice(-MAX_NAME_LENGTH), ...settings })
  try {
    await lend(merchant)
    if (test.failed()) await unlessGone(async () => test.report(await storyOf(merchant, test.title)))
  } finally {
    await unlessGone(() => merchant.remove())
  }
}

/** Everything that happened to a merchant, and what it still has before it. */
async function storyOf(merchant: MerchantClient, title: string): Promise<string> {
  const [entries, clock, planned] = await Promise.all([
    merchant.journal({ limit: 200 }),
    merchant.clock.read(),
    merchant.agenda(),
  ])
  return [
    `What the sandbox saw during "${title}":`,
    ...entries.map((entry) => `  ${describeEntry(entry)}`),
    ...describeAhead({ clock, planned }),
  ].join('\n')
}

/** A test may have removed its merchant, or reset the sandbox. */
async function unlessGone(change: () => Promise<unknown>) {
  try {
    await change()
  } catch (error) {
    if (!(error instanceof ControlError && error.code === 'MERCHANT_NOT_FOUND')) throw error
  }
}
