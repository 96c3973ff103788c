import type { Merchant } from '../domain/merchant.js'
import type { Store } from '../store/store.js'
import { type Alert, alertsFor } from './alerts.js'
import { type OrderRow, ordersOf } from './orders.js'

/** What goes on at a merchant. */
export interface MerchantSummary {
  readonly orders: readonly OrderRow[]
  readonly alerts: readonly Alert[]
}

/**
 * Looks at merchants, and keeps what it saw until something happens to them: a merchant's row is replaced then. The
 * overview asks for fifty merchants every few seconds.
 */
export class MerchantSummaries {
  readonly #store: Store
  readonly #seen = new WeakMap<Merchant, Promise<MerchantSummary>>()

  constructor(store: Store) {
    this.#store = store
  }

  at(merchant: Merchant): Promise<MerchantSummary> {
    const seen = this.#seen.get(merchant) ?? this.#look(merchant.id)
    this.#seen.set(merchant, seen)
    return seen
  }

  async #look(merchantId: string): Promise<MerchantSummary> {
    const [orders, alerts] = await Promise.all([
      ordersOf(this.#store, merchantId, {}),
      alertsFor(this.#store, merchantId),
    ])
    return { orders, alerts }
  }
}
