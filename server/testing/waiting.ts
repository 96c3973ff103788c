import { systemClock } from '../agenda/real-clock.js'
import { refuseUnknownOptions } from './known-options.js'
import type { ListFilter } from './merchant-client.js'
import { type Condition, nearMisses } from './near-misses.js'
import { type Ahead, timeoutMessage, WaitTimeout } from './wait-timeout.js'

/**
 * How long to wait.
 *
 * @example Give a slow shop more time
 * ```ts
 * import { createSandbox, type WaitOptions } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * const patiently: WaitOptions = { timeoutMs: 30_000 }
 * await merchant.waitForPayment({ orderReference: 'ORDER1001', status: 'SUCCESS' }, patiently)
 * await sandbox.close()
 * ```
 */
export interface WaitOptions {
  /** How long to wait, in real time; 5 seconds when left out. */
  readonly timeoutMs?: number
}

/**
 * What to wait for: everything given must hold.
 *
 * @example Wait for a delivery by what its body says
 * ```ts
 * import { createSandbox, type DeliveryView, type WaitFilter } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({
 *   webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:9/hook' },
 *   clock: { frozen: true },
 * })
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * const filter: WaitFilter<DeliveryView> = {
 *   orderReference: 'ORDER1001',
 *   outcome: 'unreachable',
 *   where: ({ body }) => body.includes('"SUCCESS"'),
 * }
 * const delivery = await merchant.waitForDelivery(filter)
 * console.log(delivery.attempts)
 * await sandbox.close()
 * ```
 */
export type WaitFilter<Item> = ListFilter & {
  /** For what filters cannot say. Asked of items for which all else holds. */
  readonly where?: (item: Item) => boolean
}

/** Reads a list; with a time to wait, resolves as soon as something matches. */
export type List<Item> = (filter: ListFilter, waitMs?: number) => Promise<readonly Item[]>

/** A list that somebody can wait on. */
export interface Waitable<Item> {
  /** One and many of its items: `delivery`, `deliveries`. */
  readonly nouns: readonly [one: string, many: string]
  readonly list: List<Item>
  /** Grows whenever an item of the list comes or changes. */
  readonly log: List<{ readonly seq: number }>
  readonly ahead: () => Promise<Ahead>
  readonly describe: (item: Item) => string
}

/** At most this many items, the newest ones, are passed to a `where`. */
const MAX_ITEMS = 1000

/**
 * Waits until an item of a list matches; resolves with the first one as soon as there is one. Throws a
 * {@link WaitTimeout} that tells what came nearest.
 */
export async function waitFor<Item extends { readonly seq: number }>(
  waitable: Waitable<Item>,
  wanted: WaitFilter<Item>,
  options: WaitOptions = {},
): Promise<Item> {
  refuseUnknownOptions('a wait', options, { timeoutMs: true })
  const { timeoutMs = 5000 } = options
  const { list, log } = waitable
  const { where, ...filter } = wanted
  const deadline = systemClock.uptime() + timeoutMs
  for (;;) {
    const left = Math.max(0, Math.ceil(deadline - systemClock.uptime()))
    // Read before looking: what happens in between is not missed.
    const [newest] = where ? await log({ limit: 1 }) : []
    const items = await list({ limit: MAX_ITEMS, ...filter }, left)
    const found = where ? items.find(where) : items[0]
    if (found) return found
    if (left === 0) throw await timedOut(waitable, wanted, timeoutMs)
    if (items.length > 0) await log({ after: newest?.seq ?? 0, limit: 1 }, left)
  }
}

async function timedOut<Item extends { readonly seq: number }>(
  { nouns, list, ahead, describe }: Waitable<Item>,
  { where, after, limit: _, ...filter }: WaitFilter<Item>,
  timeoutMs: number,
): Promise<WaitTimeout> {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined)
  const candidates = await list({ limit: MAX_ITEMS, ...(after === undefined ? {} : { after }) })
  const last: Condition<Item>[] = where
    ? [{ name: 'where', wanted: 'yes', met: where, actual: () => 'returns false' }]
    : []
  return new WaitTimeout(
    timeoutMessage({
      nouns,
      wanted: [
        ...asked.map(([name, value]) => `${name} ${JSON.stringify(value)}`),
        ...(after === undefined ? [] : [`a number after ${after}`]),
        ...(where ? ['`where` returning true'] : []),
      ],
      timeoutMs,
      misses: nearMisses(candidates, asked.map(conditionOf<Item>), last),
      describe,
      ahead: await ahead(),
    }),
  )
}

/** A filter as the list applies it, so that it can say what is wrong with an item. */
function conditionOf<Item>([name, value]: readonly [name: string, value: unknown]): Condition<Item> {
  const wanted = String(value)
  if (name === 'outcome') {
    return { name, wanted, met: (item) => outcomesOf(item).includes(wanted), actual: outcomesText }
  }
  const actual = (item: Item) => fieldText(item as Record<string, unknown>, name)
  return { name, wanted, met: (item) => actual(item) === wanted, actual }
}

function fieldText(item: Record<string, unknown>, name: string): string {
  return String(item[name] ?? 'none')
}

function outcomesOf(item: unknown): readonly string[] {
  const { attempts = [] } = item as { readonly attempts?: readonly { readonly outcome: string }[] }
  return attempts.map(({ outcome }) => outcome)
}

function outcomesText(item: unknown): string {
  return outcomesOf(item).join(' then ') || 'none yet'
}
