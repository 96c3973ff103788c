import {
  type Dialect,
  isOpen,
  SWITCH_NAMES,
  type SwitchName,
  type SwitchPosition,
} from '../domain/dialect.js'
import { SWITCHES } from '../domain/dialect-switches.js'
import type { MerchantSettings } from '../domain/merchant.js'
import { withDocumentFiles } from '../guide/named-documents.js'
import type { MerchantClient } from './merchant-client.js'
import type { SandboxClient } from './sandbox-client.js'

/**
 * Which switches to change, and with which merchants.
 *
 * @example Try the values of two switches with signed webhooks
 * ```ts
 * import { createSandbox, type EveryDialectOptions } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const options: EveryDialectOptions = {
 *   switches: ['queryUnknownReference', 'paymentIdStyle'],
 *   settings: { clock: { frozen: true } },
 * }
 * const sandbox = await createSandbox({ port: 0 })
 * await sandbox.runInEveryDialect(async (merchant) => {
 *   await placeOrder(merchant, 'ORDER1001')
 *   await merchant.pay('ORDER1001')
 * }, options)
 * await sandbox.close()
 * ```
 */
export interface EveryDialectOptions {
  /** The switches to turn; those whose evidence leaves them open, when left out. */
  readonly switches?: readonly SwitchName[]
  /** What every merchant is opened with. Its profile and dialect are what the switches are turned from. */
  readonly settings?: MerchantSettings
}

/**
 * One switch in another position than the default.
 *
 * @example List what was tried
 * ```ts
 * import { createSandbox, type TurnedSwitch } from 'clickpesa-sandbox'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const tried: readonly TurnedSwitch[] = await sandbox.runInEveryDialect(async (merchant) => merchant.read(), {
 *   switches: ['queryUnknownReference'],
 * })
 * for (const { name, value } of tried) console.log(`${name}: ${value}`)
 * await sandbox.close()
 * ```
 */
export interface TurnedSwitch {
  readonly name: SwitchName
  readonly value: string | number
}

/**
 * A turned switch under which a test failed, and how.
 *
 * @example Say which values broke the test, and how
 * ```ts
 * import { type BrokenDialect, DialectError } from 'clickpesa-sandbox'
 *
 * export function describeBroken(error: unknown): string[] {
 *   if (!(error instanceof DialectError)) throw error
 *   return error.failures.map(({ name, value, error }: BrokenDialect) => `${name}: ${value} (${error})`)
 * }
 * ```
 */
export interface BrokenDialect extends TurnedSwitch {
  readonly error: unknown
}

/**
 * A test that holds in the default dialect and not in others. It is not an AggregateError, because test runners
 * show only what is inside of those.
 *
 * @example Find out which undocumented behaviour the code under test relies on
 * ```ts
 * import { createSandbox, DialectError } from 'clickpesa-sandbox'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * try {
 *   await sandbox.runInEveryDialect(
 *     async (merchant) => {
 *       const { dialect } = await merchant.read()
 *       if (dialect.queryUnknownReference !== 'badRequest400') throw new Error('my code does not expect this')
 *     },
 *     { switches: ['queryUnknownReference'] },
 *   )
 * } catch (error) {
 *   if (!(error instanceof DialectError)) throw error
 *   console.log(error.message)
 * }
 * await sandbox.close()
 * ```
 */
export class DialectError extends Error {
  override readonly name = 'DialectError'
  readonly failures: readonly BrokenDialect[]

  constructor(failures: readonly BrokenDialect[], tried: number) {
    const lines = failures.map(({ name, value, error }) => `  ${name}: ${value}  ${firstLineOf(error)}`)
    super(
      [
        `the test holds in the default dialect, and fails in ${failures.length} of ${tried} others:`,
        ...lines,
        withDocumentFiles('docs/dialect.md says what each value means and how likely it is'),
      ].join('\n'),
      { cause: failures[0]?.error },
    )
    this.failures = failures
  }
}

/** How long a link lives unless told otherwise: long enough for any but a very slow test. */
const A_WHILE_SECONDS = 900

/**
 * Runs a test in the default dialect and then with one switch turned at a time, each run with a merchant of
 * its own. One after the other: a test is free to listen on a port, or to move the clock of something it shares.
 * Returns what was changed.
 */
export async function runInEveryDialect(
  sandbox: SandboxClient,
  test: (merchant: MerchantClient) => Promise<unknown>,
  { switches = openSwitches(), settings = {} }: EveryDialectOptions,
): Promise<readonly TurnedSwitch[]> {
  const run = async (dialect: Partial<Dialect>) => {
    const merchant = await sandbox.createMerchant({
      ...settings,
      dialect: { ...settings.dialect, ...dialect },
    })
    try {
      await test(merchant)
    } finally {
      await merchant.remove()
    }
  }
  const usual = await usualDialect(sandbox, settings)
  try {
    await run({})
  } catch (error) {
    throw new Error(`the test fails in the default dialect already: ${firstLineOf(error)}`, { cause: error })
  }
  const turned = switches.flatMap((name) => otherValues(name, usual).map((value) => ({ name, value })))
  const failures: BrokenDialect[] = []
  for (const { name, value } of turned) {
    try {
      await run({ [name]: value })
    } catch (error) {
      failures.push({ name, value, error })
    }
  }
  if (failures.length > 0) throw new DialectError(failures, turned.length)
  return turned
}

function openSwitches(): readonly SwitchName[] {
  return SWITCH_NAMES.filter((name) => isOpen(SWITCHES[name]))
}

/** What a merchant with these settings is opened with: the sandbox may have a dialect of its own. */
async function usualDialect(sandbox: SandboxClient, settings: MerchantSettings): Promise<Dialect> {
  const merchant = await sandbox.createMerchant(settings)
  const { dialect } = await merchant.read()
  await merchant.remove()
  return dialect
}

function otherValues(name: SwitchName, usual: Dialect): (string | number)[] {
  const { values } = SWITCHES[name]
  return (values as readonly SwitchPosition[]).map(writtenValue).filter((value) => value !== usual[name])
}

function writtenValue(position: SwitchPosition): string | number {
  return 'value' in position ? position.value : Math.max(position.integersFrom, A_WHILE_SECONDS)
}

function firstLineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
