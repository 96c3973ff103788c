import { ENDPOINTS } from '../../contracts/endpoints.js'
import type { CheckoutLink } from '../domain/checkout-link.js'
import type { Application } from '../domain/merchant.js'
import { formatMoney } from '../domain/money.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { Refusal } from '../errors.js'
import type { Caller } from './tokens.js'

/** What a merchant asks a link for, read and checked. */
export type Order = Omit<CheckoutLink, 'id' | 'merchantId' | 'seq' | 'clientId' | 'createdAt'>

/** Opens checkout links. */
export class Links {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Opens a checkout link for one order, unless `check` refuses it. */
  async open({ merchant, application }: Caller, order: Order): Promise<CheckoutLink> {
    return this.#engine.transact(merchant.id, async (tx) => {
      const { id: clientId } = await usableApplication(tx, application.id, order.orderReference)
      const link: CheckoutLink = {
        id: await freshLinkId(tx),
        merchantId: merchant.id,
        seq: tx.nextNumber(),
        clientId,
        ...order,
        createdAt: tx.now,
      }
      tx.put('links', link)
      tx.note('link:created', `checkout link ${link.id} for ${formatMoney(link.total)}`, {
        orderReference: order.orderReference,
      })
      return link
    })
  }

  /**
   * Refuses, in the gateway's order, an application that is gone or lacks the feature, a merchant without a
   * shop, and a reference that was used before. Changes nothing.
   */
  async check({ merchant, application }: Caller, { orderReference }: Order): Promise<void> {
    await this.#engine.transact(merchant.id, (tx) => usableApplication(tx, application.id, orderReference))
  }

  /** The link at an address of the hosted page, whoever it belongs to. */
  async find(linkId: string): Promise<CheckoutLink | null> {
    return (await this.#engine.store.get('links', linkId)) ?? null
  }

  /** Writes down that a customer was shown the payment form. */
  async noteOpened({ id, merchantId, orderReference }: CheckoutLink) {
    await this.#engine.transact(merchantId, async (tx) => {
      tx.note('link:opened', `the payment page of ${id} was opened`, { orderReference })
    })
  }

  /** The merchant's link for an order. */
  async findByReference(merchantId: string, orderReference: string): Promise<CheckoutLink | null> {
    const [link] = await this.#engine.store.find('links', { where: { merchantId, orderReference } })
    return link ?? null
  }
}

const { feature } = ENDPOINTS['generate-checkout-url']

/** The application that may open a link under an order reference now. */
async function usableApplication(
  tx: Transaction,
  clientId: string,
  orderReference: string,
): Promise<Application> {
  const { merchant } = tx
  const current = await tx.get('applications', clientId)
  if (!current?.enabled) {
    throw new Refusal('CLIENT_GONE', `the application ${clientId} is ${current ? 'disabled' : 'gone'}`)
  }
  if (!current.features.includes(feature)) {
    throw new Refusal(
      'FEATURE_MISSING',
      `the application ${current.id} has the features ${current.features.join(', ') || '(none)'}; ${feature} is needed`,
    )
  }
  if (!merchant.shop) throw new Refusal('SHOP_MISSING', 'the merchant is set up without a shop')
  const [earlier] = await tx.find('links', { where: { merchantId: merchant.id, orderReference } })
  if (earlier) {
    throw new Refusal(
      'REFERENCE_USED',
      `link ${earlier.id} has had this reference since ${new Date(earlier.createdAt).toISOString()}; a retry needs a new one`,
      { values: { reference: orderReference } },
    )
  }
  return current
}

async function freshLinkId(tx: Transaction): Promise<string> {
  for (;;) {
    const id = `CHE${tx.random.hex(7)}`
    if (!(await tx.get('links', id))) return id
  }
}
