import { getOrAdd } from '../lib/get-or-add.js'

interface Listener {
  /** The order it is about; null for whatever happens to the merchant. */
  readonly orderReference: string | null
  readonly call: () => void
}

/** Signals that something was saved for a merchant. Carries no data: listeners look again. */
export class Signals {
  readonly #listeners = new Map<string, Set<Listener>>()

  /**
   * Calls back after every saved change of the merchant, until the answer is called; with an order
   * reference only after changes that touch that order. A thousand customers at their pages would
   * otherwise all look again whenever one of them pays.
   */
  listen(merchantId: string, call: () => void, orderReference: string | null = null): () => void {
    const listeners = getOrAdd(this.#listeners, merchantId, () => new Set<Listener>())
    const listener = { orderReference, call }
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(merchantId) === listeners) {
        this.#listeners.delete(merchantId)
      }
    }
  }

  /** Anything may have been saved for anybody. */
  announceAll() {
    for (const merchantId of [...this.#listeners.keys()]) this.announce(merchantId)
  }

  /** Something was saved that touches these orders; without them, perhaps every one. */
  announce(merchantId: string, orders?: ReadonlySet<string>) {
    const listeners = this.#listeners.get(merchantId)
    if (!listeners) return
    for (const { orderReference, call } of [...listeners]) {
      if (orderReference === null || !orders || orders.has(orderReference)) call()
    }
  }
}
