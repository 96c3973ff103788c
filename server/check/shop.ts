import type { Currency } from '../domain/money.js'
import type { MerchantClient } from '../testing/merchant-client.js'
import type { Plan } from './plan.js'

/** What an order costs, as a test build of a shop is asked to sell it. */
export interface Price {
  /** In units of the currency, as `12500` or `30.30`. */
  readonly amount: string
  readonly currency: Currency
}

/** One time that a shop gave out what was bought; the amount only where the shop tells it. */
export interface Fulfilment {
  readonly amount?: string | number
  readonly currency?: string
}

/** An order that was placed. */
export interface Bought {
  /** The shop's own id of the order. */
  readonly id: string
  /** The cookies that the customer's browser now has, as it sends them. */
  readonly cookie?: string
}

/** What a shop says about an order when it is asked. */
export interface Look {
  /** How often the order was fulfilled, or each time with its amount. */
  readonly fulfilments: number | readonly Fulfilment[]
  /** The shop's own word for how the order stands. */
  readonly state?: string | undefined
}

/**
 * A running shop, as `checkMerchant` drives it. Every function may throw: the message is quoted in the report. One that takes too
 * long is not waited for any more; its signal then breaks off what it has under way.
 *
 * @example Drive a shop in the same process
 * ```ts
 * import type { Shop } from 'clickpesa-sandbox'
 *
 * const credits = new Map<string, number>()
 * export const shop: Shop = {
 *   webhook: 'http://127.0.0.1:3000/hooks/clickpesa',
 *   returnUrl: 'http://127.0.0.1:3000/back',
 *   buy: async ({ amount, currency }) => {
 *     const answer = await fetch('http://127.0.0.1:3000/orders', {
 *       method: 'POST',
 *       body: JSON.stringify({ amount, currency }),
 *     })
 *     const { id } = (await answer.json()) as { id: string }
 *     return id
 *   },
 *   look: async (id) => ({ fulfilments: credits.get(id) ?? 0 }),
 * }
 * ```
 */
export interface Shop {
  /** Where it takes webhooks; without one nothing is sent. */
  readonly webhook?: string
  /** Where customers come back to; without one nobody does. */
  readonly returnUrl?: string
  /** Places an order and asks ClickPesa for a way to pay it. Resolves with the shop's own id of the order. */
  readonly buy: (price: Price, signal: AbortSignal) => Promise<string | Bought>
  readonly look: (id: string, signal: AbortSignal) => Promise<Look>
  /** The customer asks once more for a way to pay the same order. */
  readonly again?: (id: string, signal: AbortSignal) => Promise<unknown>
  /** Sets the shop's clock and runs its background jobs. */
  readonly tick?: (now: Date, signal: AbortSignal) => Promise<unknown>
  readonly close?: () => unknown
}

/**
 * How to start a shop for a merchant. It has to call ClickPesa at the `apiUrl` of the merchant that it is given.
 *
 * @example Start a shop that listens already
 * ```ts
 * import type { ShopStarter } from 'clickpesa-sandbox'
 * import { startShop } from './your-shop.js'
 *
 * export const starter: ShopStarter = {
 *   start: async (merchant) => ({ ...(await startShop(merchant)), close: () => undefined }),
 * }
 * ```
 */
export interface ShopStarter {
  readonly start: (merchant: MerchantClient) => Promise<Shop>
}

/**
 * Why a shop could not be judged: it does not start, it ends or hangs while it is checked, or a probe gives nothing that can
 * be read.
 *
 * @example Tell a shop that is wrong from one that could not be judged
 * ```ts
 * import { CannotJudge, checkMerchant, createSandbox } from 'clickpesa-sandbox'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const start = () => Promise.reject(new Error('the database is away'))
 * await checkMerchant(sandbox, { start }).catch((error) => {
 *   if (!(error instanceof CannotJudge)) throw error
 *   console.log(error.message)
 * })
 * await sandbox.close()
 * ```
 */
export class CannotJudge extends Error {
  override readonly name = 'CannotJudge'
  /** What was played when it came to that, to be played again; null before the first order. */
  readonly plan: Plan | null

  constructor(
    message: string,
    { plan = null, ...options }: ErrorOptions & { readonly plan?: Plan | null } = {},
  ) {
    super(message, options)
    this.plan = plan
  }
}
