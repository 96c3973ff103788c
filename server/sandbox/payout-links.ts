import { ENDPOINTS } from '../../contracts/endpoints.js'
import type { Application } from '../domain/merchant.js'
import { formatMoney, type Money } from '../domain/money.js'
import type { Payout } from '../domain/payout.js'
import { type PayoutLink, payoutLinkState } from '../domain/payout-link.js'
import type { PayoutReceiver } from '../domain/payout-receiver.js'
import type { TraceContext } from '../domain/trace-context.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { usableApplication } from './application-use.js'
import { type Payouts, requireUnusedPayoutReference } from './payouts.js'
import type { Caller } from './tokens.js'

/** What a merchant asks a payout link for, read and checked. */
export interface AskedPayoutLink {
  readonly orderReference: string
  readonly amount: Money
  /** Asked for by the `X-Sandbox-Scenario` header. */
  readonly scenario?: string
  /** The trace of the call that asked for it. */
  readonly trace?: TraceContext
}

const { feature } = ENDPOINTS['generate-payout-url']

/** Opens links on which people say where their money shall go, and pays them out. */
export class PayoutLinks {
  readonly #engine: Engine
  readonly #payouts: Payouts

  constructor(engine: Engine, payouts: Payouts) {
    this.#engine = engine
    this.#payouts = payouts
  }

  /** Opens a link. Takes nothing out of the account yet (assumed). */
  open({ merchant, application }: Caller, asked: AskedPayoutLink): Promise<PayoutLink> {
    return this.#engine.transact(merchant.id, async (tx) => {
      const { id: clientId } = await requireLink(tx, application.id, asked)
      tx.requireRoom()
      const link: PayoutLink = {
        ...asked,
        id: await freshId(tx),
        merchantId: tx.merchant.id,
        seq: tx.nextNumber(),
        clientId,
        createdAt: tx.now,
        payoutId: null,
      }
      tx.put('payoutLinks', link)
      const { orderReference, amount } = link
      tx.note('link:created', `payout link ${link.id} for ${formatMoney(amount)}`, {
        orderReference,
        ofPayout: true,
      })
      return link
    })
  }

  /** Refuses all that `open` would refuse, and changes nothing. */
  async check({ merchant, application }: Caller, asked: AskedPayoutLink): Promise<void> {
    await this.#engine.transact(merchant.id, (tx) => requireLink(tx, application.id, asked))
  }

  /** The link at an address of the hosted page, whoever it belongs to. */
  async find(linkId: string): Promise<PayoutLink | null> {
    return (await this.#engine.store.get('payoutLinks', linkId)) ?? null
  }

  /** The link of a merchant with this reference; null where there is none. */
  async findByReference(merchantId: string, orderReference: string): Promise<PayoutLink | null> {
    const found = await this.#engine.store.find('payoutLinks', { where: { merchantId, orderReference } })
    return found[0] ?? null
  }

  /** The payout that a link came to; null until it did. */
  async payoutOf({ payoutId }: PayoutLink): Promise<Payout | null> {
    return payoutId === null ? null : ((await this.#engine.store.get('payouts', payoutId)) ?? null)
  }

  /** Writes down that somebody was shown the form. */
  async noteOpened({ id, merchantId, orderReference }: PayoutLink) {
    await this.#engine.transact(merchantId, async (tx) => {
      tx.note('link:opened', `the payout page of ${id} was opened`, { orderReference, ofPayout: true })
    })
  }

  /**
   * Pays the amount of a link out to whom its visitor names, by a scenario that was picked for it if there is one. Null where the link is no longer open. Refuses an
   * application that may no longer use the link, and an account that holds too little: the link stays open then.
   */
  async claim(
    { id, merchantId }: PayoutLink,
    receiver: PayoutReceiver,
    picked?: string,
  ): Promise<Payout | null> {
    const payout = await this.#engine.transact(merchantId, async (tx) => {
      const link = await tx.get('payoutLinks', id)
      if (!link || payoutLinkState(link, tx.merchant.dialect, tx.now) !== 'open') return null
      const usable = await requireFeature(tx, link.clientId)
      const { orderReference, amount: order, scenario, trace } = link
      const made = await this.#payouts.begin(tx, usable, {
        ...{ orderReference, order, receiver, accountCurrency: 'TZS' },
        ...(scenario === undefined ? {} : { scenario }),
        ...(picked === undefined ? {} : { picked }),
        ...(trace ? { trace } : {}),
      })
      tx.put('payoutLinks', { ...link, payoutId: made.id })
      return made
    })
    await this.#engine.runDueIfFrozen(merchantId)
    return payout
  }
}

/** Refuses, in this order: the application, a used reference. The order is assumed. */
async function requireLink(tx: Transaction, clientId: string, { orderReference }: AskedPayoutLink) {
  const usable = await requireFeature(tx, clientId)
  await requireUnusedPayoutReference(tx, orderReference)
  return usable
}

function requireFeature(tx: Transaction, clientId: string): Promise<Application> {
  return usableApplication(tx, clientId, feature, 'HOSTED_PAYOUT_FEATURE_MISSING')
}

/** An id that no page has yet. */
async function freshId(tx: Transaction): Promise<string> {
  for (;;) {
    const id = `PAL${tx.random.hex(7)}`
    if (!(await tx.get('payoutLinks', id))) return id
  }
}
