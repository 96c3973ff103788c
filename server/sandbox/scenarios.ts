import type { CollectionMethods } from '../domain/collection-methods.js'
import { LIMITS } from '../domain/limits.js'
import { type Counters, type Merchant, scenarioSetFor } from '../domain/merchant.js'
import type { Order } from '../domain/order.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { SandboxMistake } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import { scenarioFrom } from '../scenario/load.js'
import { describeTrigger } from '../scenario/parts/match.js'
import type { Scenario, WrittenScenario } from '../scenario/scenario.js'
import { chooseByTrigger, refuseOverlaps } from '../scenario/triggers.js'
import { SANDBOX } from '../store/store.js'

/** The scenario of an attempt, and the rule that chose it. */
export interface Choice {
  readonly scenario: Scenario
  readonly because: string
  /** Set where nobody chose it for this attempt. */
  readonly isDefault?: true
}

/** Scenarios that can be added while the sandbox runs, and how long they may be together. */
const MAX_ADDED = LIMITS.addedScenarios.most
const MAX_ADDED_CHARACTERS = LIMITS.addedCharacters.most

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

  /** Takes up what was added at run time and is kept; without it, what was added is forgotten. */
  async load() {
    const known = new Map(this.#loaded)
    for (const { id, written } of await this.#engine.store.find('scenarios', {})) {
      known.set(id, scenarioFrom(id, written))
    }
    this.#known = known
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
  async addMissing(written: Readonly<Record<string, WrittenScenario>>) {
    const missing = Object.entries(written).filter(([name]) => !this.#known.has(name))
    const known = new Map(this.#known)
    this.#requireRoom(missing)
    for (const [name, scenario] of missing) known.set(name, scenarioFrom(name, scenario))
    refuseOverlaps(known)
    await this.#keep(missing)
    this.#known = known
  }

  /** Adds a scenario, or replaces the one of its name, until the next reset. */
  async add(name: string, written: unknown): Promise<Scenario> {
    const scenario = scenarioFrom(name, written)
    this.#requireRoom([[name, written]])
    refuseOverlaps(new Map(this.#known).set(name, scenario))
    await this.#keep([[name, written]])
    this.#known.set(name, scenario)
    return scenario
  }

  /** Throws a SandboxMistake when more would have been added than may be: each is looked at for every payment. */
  #requireRoom(adding: readonly (readonly [name: string, written: unknown])[]) {
    const names = new Set(adding.map(([name]) => name))
    const before = [...this.#known.values()].filter(
      (scenario) => this.#loaded.get(scenario.name) !== scenario && !names.has(scenario.name),
    )
    const written = [...before.map((scenario) => scenario.written), ...adding.map(([, scenario]) => scenario)]
    const size = written.reduce<number>((sum, scenario) => sum + JSON.stringify(scenario).length, 0)
    if (written.length <= MAX_ADDED && size <= MAX_ADDED_CHARACTERS) return
    throw new SandboxMistake(
      'TOO_MANY_SCENARIOS',
      written.length > MAX_ADDED
        ? `no more than ${MAX_ADDED} scenarios can be added while the sandbox runs`
        : `the scenarios that were added while the sandbox runs would have ${size} characters together; ${MAX_ADDED_CHARACTERS} are the most`,
      'put scenarios that stay into a folder and start with --scenarios, or reset the sandbox',
    )
  }

  async #keep(added: readonly (readonly [name: string, written: unknown])[]) {
    if (added.length === 0) return
    await this.#engine.store.transact(SANDBOX, async (transaction) => {
      for (const [id, written] of added) transaction.put('scenarios', { id, merchantId: SANDBOX, written })
    })
    this.#engine.store.sharing?.tell({ merchantId: SANDBOX, orders: [], dueAt: null })
  }

  /** How scenarios say that it stands with the methods of an account: the merchant's default, and one for the order. */
  methodsFor(merchant: Merchant, { orderReference, scenario }: AskedFor): CollectionMethods {
    const chosen = scenarioSetFor(merchant, orderReference) ?? scenario
    return {
      ...this.find(merchant.scenario)?.collectionMethods,
      ...(chosen === undefined ? {} : this.find(chosen)?.collectionMethods),
    }
  }

  async setDefault(merchantId: string, name: string) {
    this.named(name)
    await this.#engine.transact(merchantId, async (tx) => {
      tx.change({ scenario: name })
      tx.count({ faultCounts: withoutCounts(tx.counters, null) })
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
      })
      tx.count({ faultCounts: withoutCounts(tx.counters, orderReference) })
      tx.note('merchant:changed', `attempts on this order follow ${name}`, { orderReference })
    })
  }

  /**
   * The scenario that the next attempt to pay an order follows. The first rule that names one wins: picked for
   * this attempt, set for the order, next in the queue, asked for by the request that placed it, a scenario's own
   * triggers, the default.
   */
  choose(tx: Transaction, order: OrderToChooseFor, { scenario: picked, phoneNumber }: Chooser): Choice {
    const { merchant } = tx
    if (picked) return { scenario: this.named(picked), because: 'it was chosen for this attempt' }
    const forOrder = scenarioSetFor(merchant, order.orderReference)
    if (forOrder) return { scenario: this.named(forOrder), because: 'it is set for this order' }
    const [next, ...rest] = merchant.scenarioQueue
    if (next) {
      tx.change({ scenarioQueue: rest })
      return { scenario: this.named(next), because: 'it was next in the queue' }
    }
    if (order.scenario) {
      return {
        scenario: this.named(order.scenario),
        because: 'the link request asked for it (X-Sandbox-Scenario)',
      }
    }
    const attempt = {
      phoneNumber,
      amount: order.total.minor,
      orderReference: order.orderReference,
      customerName: order.customer.name,
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

/** What of a call decides which scenario speaks of it, before there is an order. */
interface AskedFor {
  readonly orderReference: string
  /** Asked for by the call itself. */
  readonly scenario?: string
}

/** What of an order or a payout decides which scenario it follows. */
type OrderToChooseFor = Pick<Order, 'orderReference' | 'total' | 'customer' | 'scenario'>

/** What of an attempt decides which scenario it follows, besides its order. */
interface Chooser {
  readonly scenario?: string | undefined
  readonly phoneNumber?: string | undefined
}

/** A scenario that is chosen (again) begins with its faults anew. */
function withoutCounts({ faultCounts }: Pick<Counters, 'faultCounts'>, orderReference: string | null) {
  return faultCounts.filter((count) => count.orderReference !== orderReference)
}
