import { getOrAdd } from '../get-or-add.js'

/** Tells whoever waits that something was saved for a merchant. Carries no data: listeners look again. */
export class Signals {
  readonly #listeners = new Map<string, Set<() => void>>()

  /** Calls back after every saved change of the merchant, until the answer is called. */
  listen(merchantId: string, listener: () => void): () => void {
    const listeners = getOrAdd(this.#listeners, merchantId, () => new Set<() => void>())
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(merchantId) === listeners) {
        this.#listeners.delete(merchantId)
      }
    }
  }

  announce(merchantId: string) {
    const listeners = this.#listeners.get(merchantId)
    if (listeners) for (const listener of [...listeners]) listener()
  }
}
