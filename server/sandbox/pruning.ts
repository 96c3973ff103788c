import type { Engine } from '../engine/engine.js'
import type { Merchants } from './merchants.js'

/** Orders that are removed in one transaction: others wait for it no longer than for a few calls. */
const MAX_AT_ONCE = 100

/** What was removed. */
export interface Pruned {
  readonly orders: number
  readonly merchants: number
}

/** Removes what is old, so that a sandbox that keeps its data for years does not grow for years. */
export class Pruning {
  readonly #engine: Engine
  readonly #merchants: Merchants

  constructor(engine: Engine, merchants: Merchants) {
    this.#engine = engine
    this.#merchants = merchants
  }

  /**
   * Removes the orders to which nothing has happened for this long, by their merchant's clock, with their payments and
   * deliveries, unless something of theirs is planned; and the merchants that opened themselves and to which nothing has
   * happened for this long in real time. Journals and logs have bounds of their own. A reference that was removed can be
   * used again.
   */
  async prune(olderThanMs: number): Promise<Pruned> {
    const merchants = await this.#merchants.removeIdle(olderThanMs)
    let orders = 0
    for (const { merchant } of await this.#merchants.list()) {
      orders += await this.#pruneOrders(merchant.id, olderThanMs)
    }
    return { orders, merchants }
  }

  async #pruneOrders(merchantId: string, olderThanMs: number): Promise<number> {
    let removed = 0
    // Those with something planned stay, and are passed over.
    for (let skip = 0; ; ) {
      const { seen, gone } = await this.#pruneSome(merchantId, olderThanMs, skip)
      removed += gone
      skip += seen - gone
      if (seen < MAX_AT_ONCE) break
    }
    if (removed > 0) {
      await this.#engine.transact(merchantId, async (tx) => {
        tx.note('merchant:pruned', `${removed} orders were removed, to which nothing had happened for long`)
      })
    }
    return removed
  }

  #pruneSome(merchantId: string, olderThanMs: number, skip: number) {
    return this.#engine.transact(merchantId, async (tx) => {
      const orders = await tx.find('orders', {
        where: { merchantId },
        range: { column: 'changedAt', to: tx.now - olderThanMs },
        orderBy: 'changedAt',
        skip,
        limit: MAX_AT_ONCE,
      })
      let gone = 0
      for (const { id, orderReference } of orders) {
        const where = { merchantId, orderReference }
        if ((await tx.find('tasks', { where, limit: 1 })).length > 0) continue
        const deliveries = await tx.find('deliveries', { where })
        for (const delivery of deliveries) {
          for (const attempt of await tx.find('attempts', { where: { deliveryId: delivery.id } }))
            tx.remove('attempts', attempt.id)
          tx.remove('deliveries', delivery.id)
        }
        for (const payment of await tx.find('payments', { where })) tx.remove('payments', payment.id)
        tx.remove('orders', id)
        tx.touchedOrders.add(orderReference)
        gone += 1
      }
      return { seen: orders.length, gone }
    })
  }
}
