import { type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { type FaultCount, type Merchant, scenarioSetFor } from '../domain/merchant.js'
import type { Engine } from '../engine/engine.js'
import { appliesTo, type Fault, nextFault } from '../scenario/fault.js'
import type { Scenario } from '../scenario/scenario.js'
import type { Hold } from './held-responses.js'
import type { Scenarios } from './scenarios.js'

/** A call to the ClickPesa API, as far as it decides which faults it meets. */
export interface ApiCall {
  readonly endpoint: EndpointId
  /** The order that it is about, where it is about one. */
  readonly orderReference?: string | undefined
  /** The scenario that a link request asks for, with X-Sandbox-Scenario. */
  readonly scenario?: string | undefined
}

/** A fault that a call has met, and how it came to that. */
export interface MetFault {
  readonly fault: Fault
  /** Null for a hold that somebody asked for by hand. */
  readonly scenario: string | null
  readonly because: string
  /** How the holding of a call before its work ended: released, or given up. */
  readonly isReleased?: boolean
}

/** A scenario whose faults a call may meet. */
export interface FaultSource {
  readonly scenario: Scenario
  readonly because: string
  /** The order whose calls are counted; null where all calls are counted together. */
  readonly orderReference: string | null
}

interface ChosenScenario {
  readonly name: string
  readonly because: string
}

/** Orders of a merchant whose calls are counted separately; the one called about longest ago makes room. */
export const MAX_COUNTED_ORDERS = 1000

/** Finds the faults that scenarios put on calls, and counts the calls that reach them. */
export class Faults {
  readonly #engine: Engine
  readonly #scenarios: Scenarios

  constructor(engine: Engine, scenarios: Scenarios) {
    this.#engine = engine
    this.#scenarios = scenarios
  }

  /**
   * The fault that a call meets, of the scenarios that {@link sourcesFor} has for it.
   * Asked twice for each call, before its token is checked and behind that; a call counts only for the
   * faults that it reaches.
   */
  async next(
    merchant: Merchant,
    endpoint: EndpointId,
    possible: readonly FaultSource[],
    behindToken: boolean,
  ): Promise<MetFault | null> {
    const sources = possible.filter(({ scenario }) =>
      scenario.faults.some((fault) => appliesTo(fault, endpoint, behindToken)),
    )
    if (sources.length === 0) return null
    return this.#engine.transact(merchant.id, async (tx) => {
      for (const { scenario, because, orderReference } of sources) {
        const isSame = (count: FaultCount) =>
          count.scenario === scenario.name && count.orderReference === orderReference
        const { faultCounts } = tx.counters
        const before = faultCounts.find(isSame)?.reached ?? []
        const { fault, counts } = nextFault(scenario.faults, endpoint, behindToken, before)
        const others = faultCounts.filter((count) => !isSame(count))
        tx.count({
          faultCounts: [...others, { scenario: scenario.name, orderReference, reached: counts }].slice(
            -MAX_COUNTED_ORDERS,
          ),
        })
        if (fault) return { fault, scenario: scenario.name, because }
      }
      return null
    })
  }

  /** The scenario that was chosen for the order of a call, and then the merchant's default. */
  sourcesFor(merchant: Merchant, call: ApiCall): Promise<readonly FaultSource[]> | readonly FaultSource[] {
    const { endpoint, orderReference } = call
    if (orderReference === undefined) return this.#sources(merchant, null, null)
    const set = scenarioSetFor(merchant, orderReference)
    if (set !== undefined)
      return this.#sources(merchant, orderReference, { name: set, because: 'it is set for this order' })
    if (endpointOf(endpoint).startsOrder)
      return this.#sources(merchant, orderReference, askedFor(call.scenario))
    return this.#chosenFor(merchant, orderReference).then((chosen) =>
      this.#sources(merchant, orderReference, chosen),
    )
  }

  #sources(
    merchant: Merchant,
    orderReference: string | null,
    chosen: ChosenScenario | null,
  ): readonly FaultSource[] {
    const general: FaultSource = {
      scenario: this.#scenarios.named(merchant.scenario),
      because: "it is the merchant's default",
      orderReference: null,
    }
    const scenario = chosen && this.#scenarios.find(chosen.name)
    // The default's faults hold for this order too: they must not meet it twice.
    if (!scenario || scenario.name === general.scenario.name) return [general]
    return [{ scenario, because: chosen.because, orderReference }, general]
  }

  /** The scenario that somebody chose for an order that is there. That its payment follows the default is not a choice. */
  async #chosenFor(merchant: Merchant, orderReference: string): Promise<ChosenScenario | null> {
    const { store } = this.#engine
    const where = { merchantId: merchant.id, orderReference }
    const [order] = await store.find('orders', { where })
    if (!order) return null
    // Where nothing but the default was asked for and followed, it does not matter who chose that.
    const { scenario, progress } = order
    if (scenario !== undefined || progress.scenarios.some((name) => name !== merchant.scenario)) {
      const payment = (await store.find('payments', { where })).at(-1)
      if (payment && !payment.followsDefault) {
        return { name: payment.scenario, because: 'the payment of this order follows it' }
      }
    }
    return askedFor(scenario)
  }
}

/** The fault that a hold by hand is. */
export function heldByHand({ endpoint, workDone }: Hold): MetFault {
  const once = { endpoints: [endpoint], after: 0, times: 1, behindToken: false }
  const fault: Fault = { ...once, workDone, delay: 0, answer: { kind: 'held' } }
  return { fault, scenario: null, because: 'somebody asked for it by hand' }
}

function askedFor(name: string | undefined): ChosenScenario | null {
  return name ? { name, because: 'the link request asked for it (X-Sandbox-Scenario)' } : null
}
