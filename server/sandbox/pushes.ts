import { ENDPOINTS } from '../../contracts/endpoints.js'
import { accountHolderOf } from '../domain/account-holder.js'
import {
  type CollectionMethods,
  type MethodState,
  methodState,
  PREVIEWED_CHANNELS,
} from '../domain/collection-methods.js'
import type { MobileChannel } from '../domain/operators.js'
import type { Payment } from '../domain/payment.js'
import type { TraceContext } from '../domain/trace-context.js'
import { previewFee } from '../domain/ussd-push.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { Refusal } from '../errors.js'
import { usableApplication } from './application-use.js'
import { placeOrder, requireUnusedReference } from './orders.js'
import type { Payments } from './payments.js'
import type { Scenarios } from './scenarios.js'
import type { Caller } from './tokens.js'

/** The phone that is to pay. */
export interface Payer {
  /** 12 digits that begin with 255. */
  readonly phoneNumber: string
  readonly channel: MobileChannel
}

/** What a merchant asks to have pushed, read and checked. */
export interface AskedPush extends Payer {
  readonly orderReference: string
  /** In minor units of TZS. */
  readonly amount: number
  /** Asked for by the `X-Sandbox-Scenario` header. */
  readonly scenario?: string
  /** The trace of the call that asked for it. */
  readonly trace?: TraceContext
}

/** What a merchant asks to have previewed, read and checked. */
export interface AskedPushPreview {
  readonly orderReference: string
  /** In minor units of TZS. */
  readonly amount: number
  readonly payer: Payer | null
  readonly fetchSender: boolean
}

/** How the customer could pay. */
export interface PushPreview {
  readonly methods: readonly PreviewedMethod[]
  /** Whom the phone number belongs to; null where nobody asked, or no number was given. */
  readonly sender: { readonly name: string; readonly payer: Payer } | null
}

export interface PreviewedMethod {
  readonly channel: MobileChannel
  readonly isAvailable: boolean
  /** In minor units. */
  readonly fee: number
}

const { feature } = ENDPOINTS['initiate-ussd-push']

/** Asks customers to pay by a PIN prompt on the phone. */
export class Pushes {
  readonly #engine: Engine
  readonly #payments: Payments
  readonly #scenarios: Scenarios

  constructor(engine: Engine, payments: Payments, scenarios: Scenarios) {
    this.#engine = engine
    this.#payments = payments
    this.#scenarios = scenarios
  }

  /** The methods of the account. Reserves nothing; refuses as a push does, except a reference that was used. */
  preview({ merchant, application }: Caller, asked: AskedPushPreview): Promise<PushPreview> {
    return this.#engine.transact(merchant.id, async (tx) => {
      await requireCollection(tx, application.id)
      const stateOf = this.#statesFor(tx, asked)
      const methods = PREVIEWED_CHANNELS.filter((channel) => stateOf(channel) !== 'MISSING')
      if (methods.length === 0) throw noMethods()
      const { payer, fetchSender } = asked
      if (payer && stateOf(payer.channel) === 'MISSING') throw noValidMethod(payer.channel, 'MISSING')
      const fee = previewFee(asked.amount, tx.merchant.dialect)
      return {
        methods: methods.map((channel) => ({ channel, isAvailable: stateOf(channel) === 'AVAILABLE', fee })),
        sender: payer && fetchSender ? { name: accountHolderOf(payer.phoneNumber), payer } : null,
      }
    })
  }

  /** Places an order and shows the prompt. Returns the payment as it is then: FAILED where it failed at once. */
  async initiate({ merchant, application }: Caller, asked: AskedPush): Promise<Payment> {
    const { phoneNumber, channel, orderReference, scenario, trace } = asked
    const payment = await this.#engine.transact(merchant.id, async (tx) => {
      const usable = await this.#requirePush(tx, application.id, asked)
      const order = placeOrder(tx, usable, {
        orderReference,
        origin: 'ussd-push',
        linkId: null,
        total: { minor: asked.amount, currency: 'TZS' },
        items: [],
        customer: { phone: phoneNumber },
        ...(scenario ? { scenario } : {}),
        ...(trace ? { trace } : {}),
      })
      return this.#payments.push(tx, order, { channel, phoneNumber })
    })
    return this.#payments.afterDueMoves(payment)
  }

  /** Refuses all that `initiate` would refuse, and changes nothing. */
  async check({ merchant, application }: Caller, asked: AskedPush): Promise<void> {
    await this.#engine.transact(merchant.id, (tx) => this.#requirePush(tx, application.id, asked))
  }

  /** Refuses, in this order: the application, the methods of the account, a used reference. The order is assumed. */
  async #requirePush(tx: Transaction, clientId: string, asked: AskedPush) {
    const usable = await requireCollection(tx, clientId)
    const stateOf = this.#statesFor(tx, asked)
    if (PREVIEWED_CHANNELS.every((channel) => stateOf(channel) === 'MISSING')) throw noMethods()
    const state = stateOf(asked.channel)
    if (state !== 'AVAILABLE') throw noValidMethod(asked.channel, state)
    await requireUnusedReference(tx, asked.orderReference)
    return usable
  }

  #statesFor(
    { merchant }: Transaction,
    asked: { readonly orderReference: string; readonly scenario?: string },
  ): (channel: MobileChannel) => MethodState {
    const ofScenario: CollectionMethods = this.#scenarios.methodsFor(merchant, asked)
    return (channel) => methodState(channel, merchant.collectionMethods, ofScenario)
  }
}

function requireCollection(tx: Transaction, clientId: string) {
  return usableApplication(tx, clientId, feature, 'COLLECTION_FEATURE_MISSING')
}

function noMethods(): Refusal {
  return new Refusal('NO_COLLECTION_METHODS', 'collectionMethods says MISSING of every mobile-money method')
}

function noValidMethod(channel: MobileChannel, state: MethodState): Refusal {
  return new Refusal('NO_VALID_METHOD', `${channel} is ${state}, as collectionMethods or the scenario says`)
}
