import type { CheckoutLink } from '../domain/checkout-link.js'
import { type Merchant, scenarioSetFor } from '../domain/merchant.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { SandboxMistake } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import { scenarioFrom } from '../scenario/load.js'
import { describeTrigger } from '../scenario/parts/match.js'
import type { Scenario, WrittenScenario } from '../scenario/scenario.js'
import { chooseByTrigger, refuseOverlaps } from '../scenario/triggers.js'

/** The scenario of an attempt, and the rule that chose it. */
export interface Choice {
  readonly scenario: Scenario
  readonly because: string
  /** Set where nobody chose it for this attempt. */
  readonly isDefault?: true
}

/** The scenarios there are, and which of them an attempt follows. */
export class Scenarios {
  readonly #engine: Engine
  readonly #loaded: ReadonlyMap<string, Scenario>
  #known: Map<string, Scenario>

  constructor(engine: Engine, loaded: ReadonlyMap<string, Scenario>) {
    this.#engine = engine
    this.#loaded = loaded
    this.#known = new Map(loaded)
  }

  /** Forgets what was added at run time. */
  clear() {
    this.#known = new Map(this.#loaded)
  }

  list(): readonly Scenario[] {
    return [...this.#known.values()].sort((a, b) => a.name.localeCompare(b.name))
  }

  /** The scenario of this name; undefined when there is none, as after a reset that forgot it. */
  find(name: string): Scenario | undefined {
    return this.#known.get(name)
  }

  /** The scenario of this name. Throws a SandboxMistake that names the nearest one. */
  named(name: string): Scenario {
    const scenario = this.#known.get(name)
    if (scenario) return scenario
    const names = [...this.#known.keys()].sort()
    const guess = nearest(name, names)
    throw new SandboxMistake(
      'SCENARIO_NOT_FOUND',
      `there is no scenario "${name}"${guess ? `; did you mean "${guess}"?` : ''}`,
      `the scenarios are: ${names.join(', ')}`,
    )
  }

  /** Names of those added at run time that attempts may follow without being told to. */
  addedWithTriggers(): readonly string[] {
    const added = this.list().filter((scenario) => this.#loaded.get(scenario.name) !== scenario)
    return added.filter(({ triggers }) => triggers.length > 0).map(({ name }) => name)
  }

  /** Adds those that are not there yet, or none: throws a SandboxMistake when their triggers are taken. */
  addMissing(written: Readonly<Record<string, WrittenScenario>>) {
    const known = new Map(this.#known)
    for (const [name, scenario] of Object.entries(written)) {
      if (!known.has(name)) known.set(name, scenarioFrom(name, scenario))
    }
    refuseOverlaps(known)
    this.#known = known
  }

  /** Adds a scenario, or replaces the one of its name, until the next reset. */
  add(name: string, written: unknown): Scenario {
    const scenario = scenarioFrom(name, written)
    refuseOverlaps(new Map(this.#known).set(name, scenario))
    this.#known.set(name, scenario)
    return scenario
  }

  async setDefault(merchantId: string, name: string) {
    this.named(name)
    await this.#engine.transact(merchantId, async (tx) => {
      tx.change({ scenario: name, faultCounts: withoutCounts(tx.merchant, null) })
      tx.note('merchant:changed', `the default scenario is now ${name}`)
    })
  }

  /** Adds scenarios for the merchant's next attempts, one for each, in this order. */
  async queue(merchantId: string, names: readonly string[]): Promise<readonly string[]> {
    for (const name of names) this.named(name)
    return this.#engine.transact(merchantId, async (tx) => {
      const scenarioQueue = [...tx.merchant.scenarioQueue, ...names]
      tx.change({ scenarioQueue })
      tx.note('merchant:changed', `scenarios queued for the next attempts: ${names.join(', ')}`)
      return scenarioQueue
    })
  }

  async setForOrder(merchantId: string, orderReference: string, name: string) {
    this.named(name)
    await this.#engine.transact(merchantId, async (tx) => {
      tx.change({
        orderScenarios: { ...tx.merchant.orderScenarios, [orderReference]: name },
        faultCounts: withoutCounts(tx.merchant, orderReference),
      })
      tx.note('merchant:changed', `attempts on this order follow ${name}`, { orderReference })
    })
  }

  /**
   * The scenario that the next attempt on a link follows. The first rule that names one wins: picked for
   * this attempt, set for the order, next in the queue, asked for by the link request, a scenario's own
   * triggers, the default.
   */
  choose(tx: Transaction, link: CheckoutLink, { scenario: picked, phoneNumber }: Chooser): Choice {
    const { merchant } = tx
    if (picked) return { scenario: this.named(picked), because: 'it was picked for this attempt' }
    const forOrder = scenarioSetFor(merchant, link.orderReference)
    if (forOrder) return { scenario: this.named(forOrder), because: 'it is set for this order' }
    const [next, ...rest] = merchant.scenarioQueue
    if (next) {
      tx.change({ scenarioQueue: rest })
      return { scenario: this.named(next), because: 'it was next in the queue' }
    }
    if (link.scenario) {
      return {
        scenario: this.named(link.scenario),
        because: 'the link request asked for it (X-Sandbox-Scenario)',
      }
    }
    const attempt = {
      phoneNumber,
      amount: link.total.minor,
      orderReference: link.orderReference,
      customerName: link.customer.name,
    }
    const triggered = chooseByTrigger([...this.#known.values()], attempt)
    if (triggered) {
      return {
        scenario: triggered.scenario,
        because: `of its trigger: ${describeTrigger(triggered.trigger)}`,
      }
    }
    return {
      scenario: this.named(merchant.scenario),
      because: "it is the merchant's default",
      isDefault: true,
    }
  }
}

/** What of an attempt decides which scenario it follows, besides its link. */
interface Chooser {
  readonly scenario?: string | undefined
  readonly phoneNumber?: string | undefined
}

/** A scenario that is chosen (again) begins with its faults anew. */
function withoutCounts({ faultCounts }: Merchant, orderReference: string | null) {
  return faultCounts.filter((count) => count.orderReference !== orderReference)
}
