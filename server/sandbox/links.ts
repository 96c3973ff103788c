import type { CheckoutLink } from '../domain/checkout-link.js'
import { moneyForPeople } from '../domain/money.js'
import type { Core } from '../engine/engine.js'
import type { Work } from '../engine/transaction.js'
import { Refusal } from '../errors.js'
import type { Caller } from './tokens.js'

/** What a merchant asks a link for, read and checked. */
export type Order = Omit<CheckoutLink, 'id' | 'merchantId' | 'seq' | 'clientId' | 'createdAt'>

/** Opens checkout links. */
export class Links {
  readonly #core: Core

  constructor(core: Core) {
    this.#core = core
  }

  /**
   * Opens a checkout link for one order. Refuses, in the gateway's order, an application that is gone or
   * lacks the feature, a merchant without a shop, and a reference that was used before; then `lastCheck` may
   * refuse the rest.
   */
  async open(
    { merchant, application }: Caller,
    order: Order,
    lastCheck: () => void = () => {},
  ): Promise<CheckoutLink> {
    return this.#core.work(merchant.id, async (work) => {
      const current = await work.get('applications', application.id)
      if (!current?.enabled) {
        throw new Refusal(
          'CLIENT_GONE',
          `the application ${application.id} is ${current ? 'disabled' : 'gone'}`,
        )
      }
      if (!current.features.includes('hosted-checkout')) {
        throw new Refusal(
          'FEATURE_MISSING',
          `the application ${current.id} has the features ${current.features.join(', ') || '(none)'}; hosted-checkout is needed`,
        )
      }
      if (!work.merchant.shop) throw new Refusal('SHOP_MISSING', 'the merchant is set up without a shop')
      const { orderReference } = order
      const [earlier] = await work.find('links', { where: { merchantId: merchant.id, orderReference } })
      if (earlier) {
        throw new Refusal(
          'REFERENCE_USED',
          `link ${earlier.id} has had this reference since ${new Date(earlier.createdAt).toISOString()}; a retry needs a new one`,
          { values: { reference: orderReference } },
        )
      }
      lastCheck()
      const link: CheckoutLink = {
        id: await freshLinkId(work),
        merchantId: merchant.id,
        seq: work.nextNumber(),
        clientId: current.id,
        ...order,
        createdAt: work.now,
      }
      work.put('links', link)
      work.note('link:created', `checkout link ${link.id} for ${moneyForPeople(link.total)}`, {
        orderReference,
      })
      return link
    })
  }

  /** The link at an address of the hosted page, whoever it belongs to. */
  async find(linkId: string): Promise<CheckoutLink | null> {
    return (await this.#core.store.get('links', linkId)) ?? null
  }

  /** Writes down that a customer was shown the payment form. */
  async noteOpened({ id, merchantId, orderReference }: CheckoutLink) {
    await this.#core.work(merchantId, async (work) => {
      work.note('link:opened', `the payment page of ${id} was opened`, { orderReference })
    })
  }

  /** The merchant's link for an order. */
  async findByReference(merchantId: string, orderReference: string): Promise<CheckoutLink | null> {
    const [link] = await this.#core.store.find('links', { where: { merchantId, orderReference } })
    return link ?? null
  }
}

async function freshLinkId(work: Work): Promise<string> {
  for (;;) {
    const id = `CHE${work.draw.hex(7)}`
    if (!(await work.get('links', id))) return id
  }
}
