import type { ClockState } from '../domain/clock.js'
import { REAL_TIME } from '../domain/clock.js'
import { type Dialect, dialectOf, type Profile } from '../domain/dialect.js'
import { LIMITS } from '../domain/limits.js'
import { ANONYMOUS, type Merchant, type MerchantDetails, type MerchantSettings } from '../domain/merchant.js'
import { SeededRandom } from '../domain/random.js'
import { type Engine, noSuchMerchant } from '../engine/engine.js'
import { SandboxMistake } from '../errors.js'
import { given } from '../lib/given.js'
import { type Page, RowTaken } from '../store/store.js'
import { addApplication, changeApplication, clientIdTaken, requireFree } from './applications.js'
import type { Queries } from './queries.js'
import type { SandboxSeed } from './sandbox-seed.js'

/** A client id that begins so opens its own merchant on first use. */
const SELF_OPENING = /^IDTEST[A-Za-z0-9]{0,58}$/

/** A merchant that opened itself is removed, when its room is needed, once nothing has happened to it for so long. */
export const MAX_IDLE_MS = LIMITS.idle.most

interface Parts {
  readonly engine: Engine
  readonly queries: Queries
  readonly seed: SandboxSeed
  readonly profile: Profile
  readonly dialect: Partial<Dialect>
  /** Whether merchants that do not say otherwise are strict. */
  readonly strict: boolean
  readonly maxMerchants: number
}

/** Opens, reads, changes and removes merchants. */
export class Merchants {
  readonly #engine: Engine
  readonly #parts: Parts
  #opening: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.#engine = parts.engine
    this.#parts = parts
  }

  /** Opens an isolated merchant. Throws a SandboxMistake when the client id is in use. */
  open(settings: MerchantSettings, openedBy: string): Promise<MerchantDetails> {
    return this.whileNoneOpens(() => this.#open(settings, openedBy))
  }

  /** Does something alone among the openings, so that two cannot both find the same client id free. */
  whileNoneOpens<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#opening.then(act)
    this.#opening = done.catch(() => {})
    return done
  }

  /**
   * Opens the merchant of a self-opening client id; null when the id is not of that kind. Throws a SandboxMistake
   * when there are too many merchants.
   */
  async openFor(clientId: string, apiKey: string): Promise<MerchantDetails | null> {
    if (!SELF_OPENING.test(clientId)) return null
    try {
      return await this.open(
        { name: `Test ${clientId.slice(6) || 'merchant'}`, clientId, apiKey },
        'its first token',
      )
    } catch (error) {
      // Two first calls at once: the other one has opened it.
      if (error instanceof SandboxMistake && error.code === 'CLIENT_ID_TAKEN') return this.details(clientId)
      throw error
    }
  }

  /** Throws a SandboxMistake when there are as many merchants as there may be. */
  async requireRoom() {
    if (await this.#hasRoom()) return
    await this.removeIdle()
    if (await this.#hasRoom()) return
    throw new SandboxMistake(
      'TOO_MANY_MERCHANTS',
      `the sandbox has its maximum number of merchants, ${this.#parts.maxMerchants}`,
      'remove those that are not needed with DELETE /sandbox/api/v1/merchants/{id}, or reset the sandbox',
    )
  }

  /**
   * Removes those that opened themselves, to which nothing has happened for a while and nothing is going to. Returns how
   * many.
   */
  async removeIdle(idleMs = MAX_IDLE_MS): Promise<number> {
    let removed = 0
    const { rows } = await this.#parts.queries.merchants({})
    for (const { merchant } of rows) {
      const { id, openedWith } = merchant
      if (!SELF_OPENING.test(openedWith.clientId ?? '') || this.#engine.idleFor(id) < idleMs) continue
      if ((await this.#engine.store.nextDueAt(id)) !== null) continue
      await this.remove(id)
      removed += 1
    }
    return removed
  }

  async #hasRoom(): Promise<boolean> {
    return (await this.#engine.store.count('merchants', {})) < this.#parts.maxMerchants
  }

  /** The pseudo-merchant that keeps requests without known credentials. */
  async openAnonymous() {
    const { profile, dialect, seed } = this.#parts
    const merchant = freshMerchant(
      ANONYMOUS,
      { name: 'Requests without known credentials' },
      this.#engine.realClock.now(),
      {
        seq: 0,
        seed: `${seed.seed}/${ANONYMOUS}`,
        dialect: dialectOf(profile, dialect),
        profile,
        strict: false,
        clock: REAL_TIME,
      },
    )
    await this.#engine.open(merchant, async () => {})
  }

  /** All merchants, first opened first. */
  async list(): Promise<readonly MerchantDetails[]> {
    return (await this.#parts.queries.merchants({})).rows
  }

  /** The merchants that a list asks for, first opened first. */
  page(asked: Parameters<Queries['merchants']>[0]): Promise<Page<MerchantDetails>> {
    return this.#parts.queries.merchants(asked)
  }

  /** The id of the merchant with this id or client id. Throws a SandboxMistake when there is none. */
  async idOf(idOrClientId: string): Promise<string> {
    const { store } = this.#engine
    if (await store.get('merchants', idOrClientId)) return idOrClientId
    const application = await store.get('applications', idOrClientId)
    if (!application) throw noSuchMerchant(idOrClientId)
    return application.merchantId
  }

  async details(idOrClientId: string): Promise<MerchantDetails> {
    const merchantId = await this.idOf(idOrClientId)
    const details = await this.#parts.queries.merchant(merchantId)
    if (!details) throw noSuchMerchant(idOrClientId)
    return details
  }

  /**
   * A merchant with its applications and the number of what happened to it last, by its id or a client id. Throws a
   * SandboxMistake when there is none.
   */
  async withApplications(idOrClientId: string) {
    const { store } = this.#engine
    const merchant = (await store.get('merchants', idOrClientId)) ?? (await this.#byClientId(idOrClientId))
    if (!merchant) throw noSuchMerchant(idOrClientId)
    const [applications, counters] = await Promise.all([
      store.find('applications', { where: { merchantId: merchant.id } }),
      store.get('counters', merchant.id),
    ])
    return { merchant, applications, sequence: counters?.sequence ?? 0 }
  }

  async #byClientId(clientId: string): Promise<Merchant | undefined> {
    const application = await this.#engine.store.get('applications', clientId)
    return application && (await this.find(application.merchantId))
  }

  /** The merchant alone, by its id; undefined where there is none. */
  find(merchantId: string): Promise<Merchant | undefined> {
    return this.#engine.store.get('merchants', merchantId)
  }

  /** Changes a merchant's settings, and those of its first application. */
  async change(merchantId: string, settings: MerchantSettings): Promise<MerchantDetails> {
    await this.#engine.transact(merchantId, async (tx) => {
      const { merchant } = tx
      const profile = settings.profile ?? merchant.profile
      tx.change({
        ...given({
          name: settings.name,
          email: settings.email,
          approved: settings.approved,
          shop: settings.shop,
          strict: settings.strict,
          waitsForPhone: settings.waitsForPhone,
          allowedAddresses: settings.allowedAddresses,
          frameAncestors: settings.frameAncestors,
          rateLimit: settings.rateLimit,
          collectionMethods: settings.collectionMethods,
          webhooks: settings.merchantWebhooks,
          scenario: settings.scenario,
        }),
        profile,
        dialect:
          settings.profile || settings.dialect
            ? {
                ...(settings.profile ? dialectOf(profile, this.#parts.dialect) : merchant.dialect),
                ...settings.dialect,
              }
            : merchant.dialect,
      })
      const [application] = await tx.find('applications', { where: { merchantId } })
      if (application) changeApplication(tx, application, settings)
      tx.note('merchant:changed', `settings changed: ${Object.keys(settings).join(', ')}`)
    })
    return this.details(merchantId)
  }

  /** What needs attention so far has been seen; what happens from now on is told again. */
  async markSeen(merchantId: string) {
    await this.#engine.transact(merchantId, async (tx) => tx.count({ seenUpTo: tx.sequence }))
  }

  async remove(merchantId: string) {
    await this.#engine.store.removeMerchant(merchantId)
    this.#engine.forget(merchantId)
  }

  /** Takes a merchant back to what it was when it was opened. */
  async reset(merchantId: string): Promise<MerchantDetails> {
    const { merchant } = await this.details(merchantId)
    return this.whileNoneOpens(async () => {
      await this.remove(merchantId)
      return this.#open(merchant.openedWith, 'a reset', merchant.seq)
    })
  }

  async #open(settings: MerchantSettings, openedBy: string, seq?: number): Promise<MerchantDetails> {
    const { engine, seed, profile, dialect, strict } = this.#parts
    const clientId = settings.clientId ?? (await seed.nextClientId())
    await requireFree(engine.store, clientId)
    await this.requireRoom()
    // Everything a merchant draws comes from its client id, so that merchants opened side by side by
    // parallel tests do not change each other's ids.
    const ids = new SeededRandom({ seed: `${seed.seed}/${clientId}`, position: 0 })
    const merchantId = ids.hex(24).toLowerCase()
    const chosen = settings.profile ?? profile
    const merchant = freshMerchant(merchantId, { ...settings, clientId }, engine.realClock.now(), {
      seq: seq ?? (await seed.nextMerchantNumber()),
      seed: `${seed.seed}/${clientId}/things`,
      profile: chosen,
      strict: settings.strict ?? strict,
      dialect: dialectOf(chosen, { ...dialect, ...settings.dialect }),
      clock: clockFrom(settings.clock, engine.realClock.now()),
    })
    try {
      await engine.open(merchant, async (tx) => {
        tx.note('merchant:opened', `opened by ${openedBy}`)
        addApplication(tx, { ...settings, clientId, name: undefined })
      })
    } catch (error) {
      throw error instanceof RowTaken ? clientIdTaken(clientId) : error
    }
    return this.details(merchantId)
  }
}

function freshMerchant(
  id: string,
  settings: MerchantSettings,
  realNow: number,
  fixed: Pick<Merchant, 'seq' | 'seed' | 'profile' | 'dialect' | 'strict' | 'clock'>,
): Merchant {
  return {
    id,
    merchantId: id,
    seq: fixed.seq,
    name: settings.name ?? 'Sandbox Shop',
    email: settings.email ?? 'shop@sandbox.example',
    approved: settings.approved ?? true,
    shop: settings.shop ?? true,
    strict: fixed.strict,
    waitsForPhone: settings.waitsForPhone ?? false,
    allowedAddresses: settings.allowedAddresses ?? [],
    frameAncestors: settings.frameAncestors ?? [],
    rateLimit: settings.rateLimit ?? null,
    collectionMethods: settings.collectionMethods ?? {},
    webhooks: settings.merchantWebhooks ?? {},
    scenario: settings.scenario ?? 'success',
    scenarioQueue: [],
    orderScenarios: {},
    profile: fixed.profile,
    dialect: fixed.dialect,
    clock: fixed.clock,
    seed: fixed.seed,
    openedWith: settings,
    createdAt: fixed.clock.kind === 'frozen' ? fixed.clock.at : realNow + fixed.clock.leadMs,
  }
}

function clockFrom(settings: MerchantSettings['clock'], realNow: number): ClockState {
  const at = settings?.start === undefined ? realNow : Date.parse(settings.start)
  if (settings?.frozen) return { kind: 'frozen', at }
  return { kind: 'running', leadMs: at - realNow }
}
