import { isDeepStrictEqual } from 'node:util'
import type { ClockState } from '../../domain/clock.js'
import { dialectOf } from '../../domain/dialect.js'
import { type Engine, noSuchMerchant } from '../../engine/engine.js'
import { SandboxMistake } from '../../errors.js'
import { packageVersion } from '../../package-root.js'
import type { WrittenScenario } from '../../scenario/scenario.js'
import type { Scenarios } from '../scenarios.js'
import { OWNED, type Owned, SNAPSHOT_FORMAT, type Snapshot, scenarioNamesIn } from './snapshot.js'

/** Takes merchants down as plain data, and puts them back. */
export class Snapshots {
  readonly #engine: Engine
  readonly #scenarios: Scenarios

  constructor(engine: Engine, scenarios: Scenarios) {
    this.#engine = engine
    this.#scenarios = scenarios
  }

  /**
   * The merchant as it stands between two changes. An attempt that is on its way is left out: it is still
   * on the agenda, and is made after a restore.
   */
  async take(merchantId: string): Promise<Snapshot> {
    const { merchants, ...data } = await this.#engine.store.exportMerchant(merchantId)
    const [merchant] = merchants
    if (!merchant) throw noSuchMerchant(merchantId)
    const { clock, seq: _, ...kept } = merchant
    return {
      format: SNAPSHOT_FORMAT,
      sandboxVersion: packageVersion,
      clock: { now: new Date(this.#engine.now(merchant)).toISOString(), frozen: clock.kind === 'frozen' },
      scenarios: this.#written([
        ...scenarioNamesIn({ merchant, ...data }),
        ...this.#scenarios.addedWithTriggers(),
      ]),
      merchant: kept,
      ...data,
      attempts: data.attempts.filter(({ outcome }) => outcome !== 'sending'),
    }
  }

  /** Throws a SandboxMistake when the snapshot cannot be restored here under this name. */
  async requireRoom(named: string, snapshot: Snapshot) {
    const { merchant, applications } = snapshot
    const names = [merchant.id, ...applications.map(({ id }) => id)]
    if (!names.includes(named)) {
      throw clash(
        `the snapshot is of the merchant ${merchant.id}, not of ${named}`,
        `PUT it to /merchants/${merchant.id}/snapshot`,
      )
    }
    const taken = await this.#takenIds(snapshot)
    if (taken.length > 0) {
      throw clash(
        `the snapshot has data that belongs to another merchant here: ${inShort(taken)}`,
        'remove that merchant first, or restore into another sandbox',
      )
    }
    const different = Object.entries(snapshot.scenarios).filter(([name, written]) => {
      const known = this.#scenarios.find(name)
      return known && !isDeepStrictEqual(behaviour(known.written), behaviour(written))
    })
    if (different.length > 0) {
      throw clash(
        `these scenarios are not the same as when the snapshot was taken: ${inShort(different.map(([name]) => name))}`,
        'add them as they were, or restore into another sandbox',
      )
    }
  }

  /** Puts the merchant in the place of what it is now, as number `seq`. Its clock goes on from what it showed. */
  async put(
    { format: _, sandboxVersion: __, scenarios: ___, clock, merchant, ...data }: Snapshot,
    seq: number,
  ) {
    const at = Date.parse(clock.now)
    const shown: ClockState = clock.frozen
      ? { kind: 'frozen', at }
      : { kind: 'running', leadMs: at - this.#engine.realClock.now() }
    await this.#engine.store.importMerchant(merchant.id, {
      ...data,
      // A switch that is younger than the snapshot stands as the profile has it.
      merchants: [{ ...merchant, seq, dialect: dialectOf(merchant.profile, merchant.dialect), clock: shown }],
    })
    this.#engine.signals.announce(merchant.id)
  }

  #written(names: readonly string[]): Record<string, WrittenScenario> {
    const scenarios = names.toSorted().flatMap((name) => this.#scenarios.find(name) ?? [])
    return Object.fromEntries(scenarios.map(({ name, written }) => [name, written]))
  }

  async #takenIds(snapshot: Snapshot): Promise<string[]> {
    const { id: merchantId } = snapshot.merchant
    const taken = await Promise.all(
      OWNED.map(async (table) => {
        const id = snapshot[table].map((row) => row.id)
        const rows = id.length === 0 ? [] : await this.#engine.store.find(table, { where: { id } })
        return rows.filter((row) => row.merchantId !== merchantId).map((row) => `${ONE_OF[table]} ${row.id}`)
      }),
    )
    return taken.flat()
  }
}

const ONE_OF: Readonly<Record<Owned, string>> = {
  applications: 'the client id',
  apiKeys: 'the API key',
  counters: 'the counters',
  orders: 'the order',
  payments: 'the payment',
  deliveries: 'the delivery',
  attempts: 'the attempt',
  payouts: 'the payout',
  payoutLinks: 'the payout link',
  ledger: 'the entry of the account',
  tasks: 'the task',
}

/** What of a scenario is more than words about it. */
function behaviour({ title: _, about: __, expect: ___, ...rest }: WrittenScenario) {
  return rest
}

const MAX_NAMED = 5

function inShort(names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  return [...names.slice(0, MAX_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

function clash(message: string, hint: string): SandboxMistake {
  return new SandboxMistake('SNAPSHOT_CLASH', message, hint)
}
