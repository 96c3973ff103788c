import type { Application } from '../domain/merchant.js'
import { NOTHING_PAID, type Order } from '../domain/order.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { Refusal } from '../errors.js'

/** What a merchant asks to be paid for, read and checked. */
export type AskedOrder = Omit<Order, 'id' | 'merchantId' | 'seq' | 'clientId' | 'createdAt' | 'progress'>

/** Orders, however they came to be. */
export class Orders {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Places an order that no operation of the gateway asked for: for tools and tests. */
  place(merchantId: string, clientId: string, asked: AskedOrder): Promise<Order> {
    return this.#engine.transact(merchantId, async (tx) => {
      await requireUnusedReference(tx, asked.orderReference)
      return placeOrder(tx, { id: clientId }, asked)
    })
  }

  /** The merchant's order with this reference; null where there is none. */
  findByReference(merchantId: string, orderReference: string): Promise<Order | null> {
    const where = { merchantId, orderReference }
    return this.#engine.store.find('orders', { where }).then(([order]) => order ?? null)
  }
}

/** Saves a new order. Its reference must be free. */
export function placeOrder(
  tx: Transaction,
  { id: clientId }: Pick<Application, 'id'>,
  asked: AskedOrder,
): Order {
  tx.requireRoom()
  const seq = tx.nextNumber()
  const order: Order = {
    id: `${tx.merchant.id}-O${seq}`,
    merchantId: tx.merchant.id,
    seq,
    clientId,
    ...asked,
    createdAt: tx.now,
    progress: NOTHING_PAID,
  }
  tx.put('orders', order)
  return order
}

/**
 * Refuses a reference that an order of the merchant has already. Links, pushes, cards and control numbers
 * share one namespace, and a reference is used up even if nobody pays (assumed).
 */
export async function requireUnusedReference(tx: Transaction, orderReference: string) {
  const where = { merchantId: tx.merchant.id, orderReference }
  const [earlier] = await tx.find('orders', { where })
  if (!earlier) return
  const what = earlier.linkId === null ? `an order by ${earlier.origin}` : `link ${earlier.linkId}`
  throw new Refusal(
    'REFERENCE_USED',
    `${what} has had this reference since ${new Date(earlier.createdAt).toISOString()}; a retry needs a new one`,
    { values: { reference: orderReference } },
  )
}
