import { SeededRandom } from '../domain/random.js'
import type { Seeding } from '../domain/seeding.js'
import { SandboxMistake } from '../errors.js'
import { SANDBOX, type Store } from '../store/store.js'

/** The id of the one row. */
const ROW = 'seeding'

/** What the sandbox itself draws and counts; kept in the store, so that the next start goes on with it. */
export class SandboxSeed {
  readonly seed: string
  readonly #store: Store

  private constructor(store: Store, seed: string) {
    this.#store = store
    this.seed = seed
  }

  /**
   * The seed of what the store holds; of an empty store, the wanted one. Throws a SandboxMistake when the store
   * was begun with another seed than the wanted one.
   */
  static async of(store: Store, wanted: string | undefined, fresh: () => string): Promise<SandboxSeed> {
    const kept = await store.get('seeding', ROW)
    if (kept && wanted !== undefined && wanted !== kept.seed) {
      throw new SandboxMistake(
        'INVALID_CONFIG',
        `seed: the stored data was created with the seed ${kept.seed}, not with ${wanted}`,
        'leave the seed out to continue with the data, or use an empty store',
      )
    }
    return new SandboxSeed(store, kept?.seed ?? wanted ?? fresh())
  }

  /** Whether an earlier start has put everything there that is there from the start. */
  async isBegun(): Promise<boolean> {
    return (await this.#store.get('seeding', ROW))?.begun ?? false
  }

  /** Everything is there: the next start goes on with it. */
  markBegun(): Promise<void> {
    return this.#change(async () => [undefined, { begun: true }])
  }

  /** A client id that no merchant has. A restored merchant may have been given the next one already. */
  nextClientId(): Promise<string> {
    return this.#change(async (kept) => {
      const random = new SeededRandom({ seed: this.seed, position: kept.clientIdsDrawn })
      for (;;) {
        const clientId = `IDSANDBOX${random.code(23)}`
        const taken = await this.#store.get('applications', clientId)
        if (!taken) return [clientId, { clientIdsDrawn: random.state.position }]
      }
    })
  }

  /** The number of the next merchant. */
  nextMerchantNumber(): Promise<number> {
    return this.#change(async ({ merchantsOpened }) => [
      merchantsOpened + 1,
      { merchantsOpened: merchantsOpened + 1 },
    ])
  }

  #change<T>(change: (kept: Seeding) => Promise<readonly [T, Partial<Seeding>]>): Promise<T> {
    return this.#store.transact(SANDBOX, async (transaction) => {
      const kept = (await transaction.get('seeding', ROW)) ?? this.#fresh()
      const [answer, changes] = await change(kept)
      transaction.put('seeding', { ...kept, ...changes })
      return answer
    })
  }

  #fresh(): Seeding {
    return {
      id: ROW,
      merchantId: SANDBOX,
      seed: this.seed,
      begun: false,
      clientIdsDrawn: 0,
      merchantsOpened: 0,
    }
  }
}
