import { ENDPOINTS } from '../../contracts/endpoints.js'
import { cardFee } from '../domain/card.js'
import type { CheckoutLink } from '../domain/checkout-link.js'
import { type MethodState, methodState } from '../domain/collection-methods.js'
import { formatMoney } from '../domain/money.js'
import type { Customer } from '../domain/order.js'
import type { TraceContext } from '../domain/trace-context.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { Refusal } from '../errors.js'
import { usableApplication } from './application-use.js'
import { freshLinkId } from './links.js'
import { placeOrder, requireUnusedReference } from './orders.js'
import type { Scenarios } from './scenarios.js'
import type { Caller } from './tokens.js'

/** What a merchant asks to be paid by card, read and checked. */
export interface AskedCard {
  readonly orderReference: string
  /** In cents of USD. */
  readonly amount: number
  readonly customer: Customer
  /** Asked for by the `X-Sandbox-Scenario` header. */
  readonly scenario?: string
  /** The trace of the call that asked for it. */
  readonly trace?: TraceContext
}

/** Whether a card can be charged now, and what that costs in cents. */
export interface CardPreview {
  readonly isAvailable: boolean
  readonly fee: number
}

const { feature } = ENDPOINTS['initiate-card-payment']

/** Opens pages on which customers pay one order by card. */
export class Cards {
  readonly #engine: Engine
  readonly #scenarios: Scenarios

  constructor(engine: Engine, scenarios: Scenarios) {
    this.#engine = engine
    this.#scenarios = scenarios
  }

  /** Whether the account can take a card. Reserves nothing. */
  preview({ merchant, application }: Caller, asked: AskedCard): Promise<CardPreview> {
    return this.#engine.transact(merchant.id, async (tx) => {
      const { state } = await this.#usable(tx, application.id, asked)
      return { isAvailable: state === 'AVAILABLE', fee: cardFee(asked.amount, tx.merchant.dialect) }
    })
  }

  /** Opens the page. */
  initiate({ merchant, application }: Caller, asked: AskedCard): Promise<CheckoutLink> {
    return this.#engine.transact(merchant.id, async (tx) => {
      const usable = await this.#requireCard(tx, application.id, asked)
      const { orderReference, amount, customer, scenario, trace } = asked
      const id = await freshLinkId(tx)
      const order = placeOrder(tx, usable, {
        orderReference,
        origin: 'card',
        linkId: id,
        total: { minor: amount, currency: 'USD' },
        items: [],
        customer,
        ...(scenario ? { scenario } : {}),
        ...(trace ? { trace } : {}),
      })
      tx.note('link:created', `card page ${id} for ${formatMoney(order.total)}`, { orderReference })
      return { id, order }
    })
  }

  /** Refuses all that `initiate` would refuse, and changes nothing. */
  async check({ merchant, application }: Caller, asked: AskedCard): Promise<void> {
    await this.#engine.transact(merchant.id, (tx) => this.#requireCard(tx, application.id, asked))
  }

  async #requireCard(tx: Transaction, clientId: string, asked: AskedCard) {
    const { usable, state } = await this.#usable(tx, clientId, asked)
    if (state === 'UNAVAILABLE') {
      throw new Refusal('NO_VALID_METHOD', 'CARD is UNAVAILABLE, as collectionMethods or the scenario says')
    }
    await requireUnusedReference(tx, asked.orderReference)
    return usable
  }

  async #usable(tx: Transaction, clientId: string, asked: AskedCard) {
    const usable = await usableApplication(tx, clientId, feature, 'COLLECTION_FEATURE_MISSING')
    const ofScenario = this.#scenarios.methodsFor(tx.merchant, asked)
    const state: MethodState = methodState('CARD', tx.merchant.collectionMethods, ofScenario)
    if (state === 'MISSING') {
      throw new Refusal('NO_COLLECTION_METHODS', 'CARD is MISSING, as collectionMethods or the scenario says')
    }
    return { usable, state }
  }
}
