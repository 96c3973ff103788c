import type { Merchant } from '../domain/merchant.js'
import type { Store } from '../store/store.js'
import { type Concern, concernsAt } from './alerts.js'
import { type OrderRow, ordersOf } from './orders.js'

/** What goes on at a merchant. */
export interface Glance {
  readonly orders: readonly OrderRow[]
  readonly concerns: readonly Concern[]
}

/**
 * Looks at merchants, and keeps what it saw until something happens to them: a merchant's row is replaced then. The
 * overview asks for fifty merchants every few seconds.
 */
export class Glances {
  readonly #store: Store
  readonly #seen = new WeakMap<Merchant, Promise<Glance>>()

  constructor(store: Store) {
    this.#store = store
  }

  at(merchant: Merchant): Promise<Glance> {
    const seen = this.#seen.get(merchant) ?? this.#look(merchant.id)
    this.#seen.set(merchant, seen)
    return seen
  }

  async #look(merchantId: string): Promise<Glance> {
    const [orders, concerns] = await Promise.all([
      ordersOf(this.#store, merchantId, {}),
      concernsAt(this.#store, merchantId),
    ])
    return { orders, concerns }
  }
}
