import type { ClockView, TaskView } from '../control/views.js'
import { formatDuration } from '../lib/duration.js'
import { printable } from '../lib/printable.js'
import type { NearMiss } from './near-misses.js'

/**
 * Nothing matched in time. The message tells what there was instead, and what is still to come.
 *
 * @example Read what there was instead
 * ```ts
 * import { createSandbox, WaitTimeout } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * try {
 *   await merchant.waitForPayment({ status: 'SUCCESS' }, { timeoutMs: 10 })
 * } catch (error) {
 *   if (!(error instanceof WaitTimeout)) throw error
 *   console.log(error.message) // tells that the clock is frozen, and by how much to advance it
 * }
 * await sandbox.close()
 * ```
 */
export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout'

  constructor(message: string) {
    super(printable(message))
  }
}

/** What a wait was for, and what it found when its time was up. */
export interface Findings<Item> {
  /** One and many of what was waited for: `delivery`, `deliveries`. */
  readonly nouns: readonly [one: string, many: string]
  readonly wanted: readonly string[]
  readonly timeoutMs: number
  /** Nearest first. */
  readonly misses: readonly NearMiss<Item>[]
  readonly describe: (item: Item) => string
  readonly ahead: Ahead
}

/** What a merchant still has before it. */
export interface Ahead {
  readonly clock: ClockView
  readonly planned: readonly TaskView[]
}

const MAX_CANDIDATES = 5
const MAX_TASKS = 5

/** Says why a wait ended with nothing: what came nearest, what is planned, and whether time stands still. */
export function timeoutMessage<Item>(findings: Findings<Item>): string {
  const { nouns, wanted, timeoutMs, misses, describe, ahead } = findings
  const [one, many] = nouns
  const shown = misses.slice(0, MAX_CANDIDATES)
  return [
    `no ${one} with ${wanted.join(', ') || 'any content'} within ${timeoutMs} ms.`,
    headline(misses.length, shown.length, one, many),
    ...shown.map(({ item, differences }) => `  ${[describe(item), ...differences].join('; ')}`),
    ...describeAhead(ahead),
  ].join('\n')
}

function headline(count: number, shown: number, one: string, many: string): string {
  if (count === 0) return `There are no ${many} at all.`
  if (count === 1) return `There is one ${one}:`
  return shown < count ? `The nearest of ${count} ${many}:` : `There are ${count} ${many}, the nearest first:`
}

/** What is planned, each with the time until then, and whether it comes by itself. */
export function describeAhead({ clock, planned }: Ahead): readonly string[] {
  const now = Date.parse(clock.now)
  const [first] = planned
  if (!first) return ['Nothing is planned: moving the clock will not make more happen.']
  const tasks = planned
    .slice(0, MAX_TASKS)
    .map(({ dueAt, why }) => `  planned: ${why}, ${whenText(Date.parse(dueAt) - now)}`)
  const more = planned.length - tasks.length
  return [
    clock.frozen
      ? `On the merchant's clock, which is frozen at ${clock.now}: advance it, as with clock.advance('${step(Date.parse(first.dueAt) - now)}').`
      : "On the merchant's clock, which runs: wait longer, or advance it.",
    ...tasks,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
}

function whenText(ms: number): string {
  return ms > 0 ? `in ${formatDuration(ms)}` : 'now'
}

/** One duration as the clock takes it: `90s`, where people read `1m 30s`. */
function step(ms: number): string {
  const text = formatDuration(Math.max(ms, 0))
  return text.includes(' ') ? `${ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`}` : text
}
