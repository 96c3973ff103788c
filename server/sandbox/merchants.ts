import type { ClockState } from '../domain/clock.js'
import { REAL_TIME } from '../domain/clock.js'
import { type Dialect, dialectOf, type Profile } from '../domain/dialect.js'
import {
  type ApiKey,
  type Application,
  type Feature,
  type Merchant,
  type MerchantSettings,
  type Webhooks,
  withTokensEnded,
} from '../domain/merchant.js'
import { SeededRandom } from '../domain/random.js'
import { type Engine, noSuchMerchant } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { SandboxMistake } from '../errors.js'

/** Settings of an application, beside those that it takes over from its merchant's opening. */
export interface ApplicationSettings {
  readonly name?: string | undefined
  readonly clientId?: string | undefined
  readonly enabled?: boolean | undefined
  readonly features?: readonly Feature[] | undefined
  readonly returnUrl?: string | null | undefined
  readonly webhooks?: Webhooks | undefined
  readonly checksumEnabled?: boolean | undefined
  readonly checksumKey?: string | undefined
  readonly apiKey?: string | undefined
}

/** A merchant with everything that its settings are spread over. */
export interface MerchantDetails {
  readonly merchant: Merchant
  readonly applications: readonly Application[]
  readonly apiKeys: readonly ApiKey[]
}

/** Keeps what came with no known credentials, so that it can be looked at; owns nothing else. */
export const ANONYMOUS = 'nobody'

/** A client id that begins so opens its own merchant on first use. */
const SELF_OPENING = /^IDTEST[A-Za-z0-9]{0,58}$/

/** So many merchants at once; a loop that makes up client ids must not fill the memory. */
export const MAX_MERCHANTS = 10_000

interface Parts {
  readonly engine: Engine
  readonly seed: string
  readonly profile: Profile
  readonly dialect: Partial<Dialect>
  /** Whether merchants that do not say otherwise are strict. */
  readonly strict: boolean
}

/** Opens, reads, changes and removes merchants, their applications and keys. */
export class Merchants {
  readonly #engine: Engine
  readonly #parts: Parts
  #draw: SeededRandom
  #opening: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.#engine = parts.engine
    this.#parts = parts
    this.#draw = this.#freshDraw()
  }

  /** Forgets everybody; the next merchants get the ids that the first ones got. */
  clear() {
    this.#draw = this.#freshDraw()
  }

  /** Opens an isolated merchant. Throws a SandboxMistake when the client id is in use. */
  open(settings: MerchantSettings, openedBy: string): Promise<MerchantDetails> {
    return this.whileNoneOpens(() => this.#open(settings, openedBy))
  }

  /** Does something alone among the openings, so that two cannot both find the same client id free. */
  whileNoneOpens<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#opening.then(change)
    this.#opening = done.catch(() => {})
    return done
  }

  /** Opens the merchant of a self-opening client id; null when the id is not of that kind. */
  async openFor(clientId: string, apiKey: string): Promise<MerchantDetails | null> {
    if (!SELF_OPENING.test(clientId)) return null
    const merchants = await this.#engine.store.find('merchants', { limit: MAX_MERCHANTS })
    if (merchants.length >= MAX_MERCHANTS) return null
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

  /** The pseudo-merchant that keeps stray requests. */
  async openAnonymous() {
    const { profile, dialect } = this.#parts
    const merchant = freshMerchant(
      ANONYMOUS,
      { name: 'Requests without known credentials' },
      this.#engine.realClock.now(),
      {
        seed: `${this.#parts.seed}/${ANONYMOUS}`,
        dialect: dialectOf(profile, dialect),
        profile,
        strict: false,
        clock: REAL_TIME,
      },
    )
    await this.#engine.open(merchant, async () => {})
  }

  async list(): Promise<readonly MerchantDetails[]> {
    const merchants = await this.#engine.store.find('merchants', {})
    return Promise.all(merchants.filter(({ id }) => id !== ANONYMOUS).map(({ id }) => this.details(id)))
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
    const { store } = this.#engine
    const [merchant, applications, apiKeys] = await Promise.all([
      store.get('merchants', merchantId),
      store.find('applications', { where: { merchantId } }),
      store.find('apiKeys', { where: { merchantId } }),
    ])
    if (!merchant) throw noSuchMerchant(idOrClientId)
    return { merchant, applications, apiKeys }
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
          allowedAddresses: settings.allowedAddresses,
          frameAncestors: settings.frameAncestors,
          rateLimit: settings.rateLimit,
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
      if (application) this.#changeApplication(tx, application, settings)
      tx.note('merchant:changed', `settings changed: ${Object.keys(settings).join(', ')}`)
    })
    return this.details(merchantId)
  }

  async remove(merchantId: string) {
    await this.#engine.store.removeMerchant(merchantId)
    this.#engine.signals.announce(merchantId)
  }

  /** Takes a merchant back to what it was when it was opened. */
  async reset(merchantId: string): Promise<MerchantDetails> {
    const { merchant } = await this.details(merchantId)
    await this.remove(merchantId)
    return this.open(merchant.openedWith, 'a reset')
  }

  /** Gives a merchant one more application, with one API key. */
  async addApplication(merchantId: string, settings: ApplicationSettings): Promise<Application> {
    if (settings.clientId) await this.#refuseTaken(settings.clientId)
    return this.#engine.transact(merchantId, async (tx) => {
      const application = this.#addApplication(tx, settings)
      tx.note('merchant:changed', `application ${application.id} was added`)
      return application
    })
  }

  async changeApplication(
    merchantId: string,
    clientId: string,
    settings: ApplicationSettings,
  ): Promise<Application> {
    return this.#engine.transact(merchantId, async (tx) => {
      const application = await applicationOf(tx, clientId)
      tx.note('merchant:changed', `application ${clientId} was changed: ${Object.keys(settings).join(', ')}`)
      return this.#changeApplication(tx, application, settings)
    })
  }

  /** Gives an application one more API key. */
  async addApiKey(
    merchantId: string,
    clientId: string,
    key: {
      readonly name?: string | undefined
      readonly secret?: string | undefined
      readonly expiresAt?: number | null
    },
  ): Promise<ApiKey> {
    return this.#engine.transact(merchantId, async (tx) => {
      const application = await applicationOf(tx, clientId)
      tx.note('merchant:changed', `application ${clientId} was given another API key`)
      return addKey(tx, application.id, key.secret, key.name, key.expiresAt ?? null)
    })
  }

  /** Revokes a key; tokens it made die with it. */
  async revokeApiKey(merchantId: string, keyId: string): Promise<ApiKey> {
    return this.#engine.transact(merchantId, async (tx) => {
      const key = await tx.get('apiKeys', keyId)
      if (!key || key.merchantId !== merchantId) {
        throw new SandboxMistake(
          'API_KEY_NOT_FOUND',
          `no API key ${keyId}`,
          'the merchant lists its keys with their ids',
        )
      }
      const revoked: ApiKey = { ...key, revokedAt: key.revokedAt ?? tx.now }
      tx.put('apiKeys', revoked)
      tx.note('token:ended', `API key "${key.name}" was revoked; the tokens that it made are dead`)
      return revoked
    })
  }

  async #open(settings: MerchantSettings, openedBy: string): Promise<MerchantDetails> {
    const { engine, seed, profile, dialect, strict } = this.#parts
    const clientId = settings.clientId ?? (await this.#freshClientId())
    await this.#refuseTaken(clientId)
    // Everything a merchant draws comes from its client id, so that merchants opened side by side by
    // parallel tests do not change each other's ids.
    const ids = new SeededRandom({ seed: `${seed}/${clientId}`, position: 0 })
    const merchantId = ids.hex(24).toLowerCase()
    const chosen = settings.profile ?? profile
    const merchant = freshMerchant(merchantId, { ...settings, clientId }, engine.realClock.now(), {
      seed: `${seed}/${clientId}/things`,
      profile: chosen,
      strict: settings.strict ?? strict,
      dialect: dialectOf(chosen, { ...dialect, ...settings.dialect }),
      clock: clockFrom(settings.clock, engine.realClock.now()),
    })
    await engine.open(merchant, async (tx) => {
      tx.note('merchant:opened', `opened by ${openedBy}`)
      this.#addApplication(tx, { ...settings, clientId, name: undefined })
    })
    return this.details(merchantId)
  }

  /** A restored merchant may have been given the next one already. */
  async #freshClientId(): Promise<string> {
    for (;;) {
      const clientId = `IDSANDBOX${this.#draw.code(23)}`
      if (!(await this.#engine.store.get('applications', clientId))) return clientId
    }
  }

  async #refuseTaken(clientId: string) {
    if (await this.#engine.store.get('applications', clientId)) {
      throw new SandboxMistake(
        'CLIENT_ID_TAKEN',
        `the client id ${clientId} belongs to a merchant already`,
        'leave clientId out to get a new one, or delete the merchant that has it',
      )
    }
  }

  #addApplication(tx: Transaction, settings: ApplicationSettings): Application {
    const application: Application = {
      id: settings.clientId ?? `IDSANDBOX${tx.random.code(23)}`,
      merchantId: tx.merchant.id,
      seq: tx.nextNumber(),
      name: settings.name ?? 'Hosted checkout',
      enabled: settings.enabled ?? true,
      features: settings.features ?? ['hosted-checkout'],
      returnUrl: settings.returnUrl ?? null,
      webhooks: settings.webhooks ?? {},
      checksumEnabled: settings.checksumEnabled ?? false,
      checksumKey: settings.checksumKey ?? `CHKSANDBOX${tx.random.code(25)}`,
      tokenGeneration: 0,
      tokenEndings: [],
      createdAt: tx.now,
    }
    tx.put('applications', application)
    addKey(tx, application.id, settings.apiKey, 'first key', null)
    return application
  }

  #changeApplication(tx: Transaction, application: Application, settings: ApplicationSettings): Application {
    let changed: Application = {
      ...application,
      ...given({
        name: settings.name,
        enabled: settings.enabled,
        features: settings.features,
        returnUrl: settings.returnUrl,
        webhooks: settings.webhooks,
        checksumEnabled: settings.checksumEnabled,
        checksumKey: settings.checksumKey,
      }),
    }
    if (changed.checksumEnabled !== application.checksumEnabled) {
      const cause = `the checksum was switched ${changed.checksumEnabled ? 'on' : 'off'}`
      changed = withTokensEnded(changed, tx.now, cause)
      tx.note('token:ended', `${cause}, so all tokens of ${application.id} are dead`)
    }
    tx.put('applications', changed)
    return changed
  }

  #freshDraw(): SeededRandom {
    return new SeededRandom({ seed: this.#parts.seed, position: 0 })
  }
}

function freshMerchant(
  id: string,
  settings: MerchantSettings,
  realNow: number,
  fixed: Pick<Merchant, 'profile' | 'dialect' | 'strict' | 'clock'> & { readonly seed: string },
): Merchant {
  return {
    id,
    merchantId: id,
    name: settings.name ?? 'Sandbox Shop',
    email: settings.email ?? 'shop@sandbox.example',
    approved: settings.approved ?? true,
    shop: settings.shop ?? true,
    strict: fixed.strict,
    allowedAddresses: settings.allowedAddresses ?? [],
    frameAncestors: settings.frameAncestors ?? [],
    rateLimit: settings.rateLimit ?? null,
    rateWindow: { since: 0, calls: {} },
    webhooks: settings.merchantWebhooks ?? {},
    scenario: settings.scenario ?? 'success',
    scenarioQueue: [],
    orderScenarios: {},
    faultCounts: [],
    profile: fixed.profile,
    dialect: fixed.dialect,
    clock: fixed.clock,
    random: { seed: fixed.seed, position: 0 },
    sequence: 0,
    openedWith: settings,
    createdAt: fixed.clock.kind === 'frozen' ? fixed.clock.at : realNow + fixed.clock.leadMs,
  }
}

function clockFrom(settings: MerchantSettings['clock'], realNow: number): ClockState {
  const at = settings?.start === undefined ? realNow : Date.parse(settings.start)
  if (settings?.frozen) return { kind: 'frozen', at }
  return { kind: 'running', leadMs: at - realNow }
}

function addKey(
  tx: Transaction,
  clientId: string,
  secret: string | undefined,
  name: string | undefined,
  expiresAt: number | null,
): ApiKey {
  const seq = tx.nextNumber()
  const key: ApiKey = {
    id: `${tx.merchant.id}-K${seq}`,
    merchantId: tx.merchant.id,
    seq,
    clientId,
    name: name ?? `key ${seq}`,
    secret: secret ?? `SKSANDBOX${tx.random.code(32)}${tx.random.code(1)}`,
    expiresAt,
    revokedAt: null,
    createdAt: tx.now,
  }
  tx.put('apiKeys', key)
  return key
}

async function applicationOf(tx: Transaction, clientId: string): Promise<Application> {
  const application = await tx.get('applications', clientId)
  if (application?.merchantId === tx.merchant.id) return application
  throw new SandboxMistake(
    'APPLICATION_NOT_FOUND',
    `the merchant has no application ${clientId}`,
    'GET its applications to see their client ids',
  )
}

/** The settings that were given, without those that were left out. */
function given<T extends object>(settings: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
