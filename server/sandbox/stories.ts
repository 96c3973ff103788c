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

  /**
   * What the journal has about an order or about payouts under one reference, oldest first: what comes next behind
   * `after`, else the latest; at most `limit` entries.
   */
  async journal(
    kind: Kind,
    where: { readonly merchantId: string; readonly orderReference: string },
    { after, limit }: { readonly after?: number; readonly limit: number },
  ): Promise<readonly JournalEntry[]> {
    const newestFirst = after === undefined
    const found: JournalEntry[] = []
    // The other kind may share the reference, so there may be more to read than there is to show.
    let from = after
    for (let size = limit; ; size = READ_AT_ONCE) {
      const part = newestFirst ? { before: from } : { after: from }
      const read = await this.#store.find('journal', { where, ...part, newestFirst, limit: size })
      found.push(...read.filter(({ ofPayout }) => (ofPayout === true) === (kind === 'payout')))
      if (found.length >= limit || read.length < size) break
      from = read.at(-1)?.seq
    }
    const shown = found.slice(0, limit)
    return newestFirst ? shown.toReversed() : shown
  }
}

/** Entries of the journal that are read at a time, once the first of a reference turn out to be about something else. */
const READ_AT_ONCE = 1000

/** Whose a reference is: orders and payouts each have their own. */
type Kind = 'payout' | 'order'

/** What happened under one reference: to payouts, or to the order that has the same. */
function partOf(kind: Kind, all: Omit<OrderStory, 'order' | 'payments'>) {
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
