import { ENDPOINTS } from '../../contracts/endpoints.js'
import type { CheckoutLink } from '../domain/checkout-link.js'
import type { Application } from '../domain/merchant.js'
import { formatMoney } from '../domain/money.js'
import type { Order } from '../domain/order.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { Refusal } from '../errors.js'
import { usableApplication } from './application-use.js'
import { type AskedOrder, placeOrder, requireUnusedReference } from './orders.js'
import type { Caller } from './tokens.js'

/** What a merchant asks a link for, read and checked. */
export type AskedLink = Omit<AskedOrder, 'origin' | 'linkId'>

/** Opens checkout links. */
export class Links {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Opens a checkout link for one order, unless `check` refuses it. */
  open({ merchant, application }: Caller, asked: AskedLink): Promise<CheckoutLink> {
    return this.#engine.transactBatched(merchant.id, async (tx) => {
      const usable = await applicationForLink(tx, application.id, asked.orderReference)
      const id = await freshLinkId(tx)
      // In this order, as engines copy an object far faster than they add to a copy.
      const order = placeOrder(tx, usable, { origin: 'checkout-link', linkId: id, ...asked })
      tx.note('link:created', `checkout link ${id} for ${formatMoney(order.total)}`, {
        orderReference: order.orderReference,
      })
      return { id, order }
    })
  }

  /**
   * Refuses, in the gateway's order, an application that is gone or lacks the feature, a merchant without a
   * shop, and a reference that was used before. Changes nothing.
   */
  async check({ merchant, application }: Caller, { orderReference }: AskedLink): Promise<void> {
    await this.#engine.transact(merchant.id, (tx) => applicationForLink(tx, application.id, orderReference))
  }

  /** The link at an address of the hosted page, whoever it belongs to. */
  async find(linkId: string): Promise<CheckoutLink | null> {
    const [order] = await this.#engine.store.find('orders', { where: { linkId } })
    return order ? { id: linkId, order } : null
  }

  /** Writes down that a customer was shown the payment form. */
  async noteOpened({ id, order: { merchantId, orderReference } }: CheckoutLink) {
    await this.#engine.transact(merchantId, async (tx) => {
      tx.note('link:opened', `the payment page of ${id} was opened`, { orderReference })
    })
  }
}

/** The link of an order; null where it has none. */
export function linkOf(order: Order): CheckoutLink | null {
  return order.linkId === null ? null : { id: order.linkId, order }
}

const { feature } = ENDPOINTS['generate-checkout-url']

/** The application that may open a link under an order reference now. */
async function applicationForLink(
  tx: Transaction,
  clientId: string,
  orderReference: string,
): Promise<Application> {
  const current = await usableApplication(tx, clientId, feature, 'FEATURE_MISSING')
  if (!tx.merchant.shop) throw new Refusal('SHOP_MISSING', 'the merchant is set up without a shop')
  await requireUnusedReference(tx, orderReference)
  return current
}

/** An id that no page has yet. */
export async function freshLinkId(tx: Transaction): Promise<string> {
  for (;;) {
    const id = `CHE${tx.random.hex(7)}`
    const taken = await tx.find('orders', { where: { linkId: id } })
    if (taken.length === 0) return id
  }
}
