import { LIMITS } from '../domain/limits.js'
import { SandboxMistake } from '../errors.js'
import { getOrAdd } from '../lib/get-or-add.js'

/** At most this many waits, event streams and open pages listen at once. */
const MAX_LISTENERS = LIMITS.listeners.most

interface Listener {
  /** The order it is about; null for whatever happens to the merchant. */
  readonly orderReference: string | null
  readonly call: () => void
}

/** Signals that something was saved for a merchant. Carries no data: listeners look again. */
export class Signals {
  readonly #listeners = new Map<string, Set<Listener>>()
  #count = 0

  /**
   * Calls back after every saved change of the merchant, until the answer is called; with an order
   * reference only after changes that touch that order. A thousand customers at their pages would
   * otherwise all look again whenever one of them pays. Throws a SandboxMistake when too many listen already: a merchant may
   * have as many listeners as there are places left for all others, so that none can take the last place from another.
   */
  listen(merchantId: string, call: () => void, orderReference: string | null = null): () => void {
    const own = this.#listeners.get(merchantId)?.size ?? 0
    if (own >= MAX_LISTENERS - this.#count) {
      throw new SandboxMistake(
        'TOO_MANY_LISTENERS',
        `${this.#count} waits, event streams and pages are open already, ${own} of them of this merchant`,
        'close those that nobody looks at, or ask without waiting',
      )
    }
    this.#count += 1
    const listeners = getOrAdd(this.#listeners, merchantId, () => new Set<Listener>())
    const listener = { orderReference, call }
    listeners.add(listener)
    return () => {
      if (!listeners.delete(listener)) return
      this.#count -= 1
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
