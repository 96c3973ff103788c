import type { Delivery } from '../domain/delivery.js'
import { isAboutPayouts, type JournalEntry, type RequestEntry } from '../domain/journal.js'
import type { Order } from '../domain/order.js'
import type { Payment } from '../domain/payment.js'
import type { Payout } from '../domain/payout.js'
import type { Task } from '../domain/task.js'
import type { Store } from '../store/store.js'

/** Everything that is known about one order. */
export interface OrderStory {
  readonly order: Order
  readonly payments: readonly Payment[]
  readonly deliveries: readonly Delivery[]
  readonly requests: readonly RequestEntry[]
  readonly journal: readonly JournalEntry[]
  readonly planned: readonly Task[]
}

/** Everything that is known about one payout. */
export interface PayoutStory extends Omit<OrderStory, 'order' | 'payments'> {
  readonly payout: Payout
}

/** All that happened to one order or to one payout: they may share a reference, and each has its own story. */
export class Stories {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** The merchant's order, with all that happened to it; null where there is none. */
  async order(merchantId: string, orderReference: string): Promise<OrderStory | null> {
    const where = { merchantId, orderReference }
    const [orders, payments, deliveries, planned, requests, journal] = await Promise.all([
      this.#store.find('orders', { where }),
      this.#store.find('payments', { where }),
      this.#store.find('deliveries', { where }),
      this.#store.find('tasks', { where, orderBy: 'dueAt' }),
      this.#store.find('requests', { where }),
      this.#store.find('journal', { where }),
    ])
    const [order] = orders
    if (!order) return null
    const all = { deliveries, planned, requests, journal }
    return { order, payments, ...partOf('order', all) }
  }

  /** A payout of the merchant, with all that happened to it; null where there is none. */
  async payout(merchantId: string, payoutId: string): Promise<PayoutStory | null> {
    const payout = await this.#store.get('payouts', payoutId)
    if (payout?.merchantId !== merchantId) return null
    const where = { merchantId, orderReference: payout.orderReference }
    const [deliveries, planned, requests, journal] = await Promise.all([
      this.#store.find('deliveries', { where }),
      this.#store.find('tasks', { where, orderBy: 'dueAt' }),
      this.#store.find('requests', { where }),
      this.#store.find('journal', { where }),
    ])
    return { payout, ...partOf('payout', { deliveries, planned, requests, journal }) }
  }
}

/** What happened under one reference: to payouts, or to the order that has the same. */
function partOf(kind: 'payout' | 'order', all: Omit<OrderStory, 'order' | 'payments'>) {
  const isWanted = (isOfPayout: boolean) => isOfPayout === (kind === 'payout')
  const sent = new Set(all.deliveries.filter(({ ofPayout }) => ofPayout).map(({ id }) => id))
  return {
    deliveries: all.deliveries.filter(({ ofPayout }) => isWanted(ofPayout === true)),
    planned: all.planned.filter(({ action }) =>
      isWanted(
        action.kind === 'move-payout' || (action.kind === 'attempt-delivery' && sent.has(action.deliveryId)),
      ),
    ),
    requests: all.requests.filter((request) => isWanted(isAboutPayouts(request))),
    journal: all.journal.filter(({ ofPayout }) => isWanted(ofPayout === true)),
  }
}
