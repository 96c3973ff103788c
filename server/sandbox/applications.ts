import {
  type ApiKey,
  type Application,
  FEATURES,
  type Feature,
  type Webhooks,
  withTokensEnded,
} from '../domain/merchant.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { SandboxMistake } from '../errors.js'
import { given } from '../lib/given.js'
import { RowTaken } from '../store/store.js'

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

/** The applications of merchants, and their API keys. */
export class Applications {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** An application by its client id; undefined where there is none. */
  find(clientId: string): Promise<Application | undefined> {
    return this.#engine.store.get('applications', clientId)
  }

  /**
   * Gives a merchant one more application, with one API key. Throws a SandboxMistake when the client id is in use:
   * the store lets no two applications have one, whoever asks at the same moment.
   */
  async add(merchantId: string, settings: ApplicationSettings): Promise<Application> {
    const added = this.#engine.transact(merchantId, async (tx) => {
      const { clientId } = settings
      if (clientId) await requireFree(tx, clientId)
      const application = addApplication(tx, settings)
      tx.note('merchant:changed', `application ${application.id} was added`)
      return application
    })
    return added.catch((error) => {
      throw error instanceof RowTaken && error.table === 'applications' ? clientIdTaken(error.id) : error
    })
  }

  async change(merchantId: string, clientId: string, settings: ApplicationSettings): Promise<Application> {
    return this.#engine.transact(merchantId, async (tx) => {
      const application = await applicationOf(tx, clientId)
      tx.note('merchant:changed', `application ${clientId} was changed: ${Object.keys(settings).join(', ')}`)
      return changeApplication(tx, application, settings)
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
}

/** Adds an application with its first API key. */
export function addApplication(tx: Transaction, settings: ApplicationSettings): Application {
  const application: Application = {
    id: settings.clientId ?? `IDSANDBOX${tx.random.code(23)}`,
    merchantId: tx.merchant.id,
    seq: tx.nextNumber(),
    name: settings.name ?? 'Hosted checkout',
    enabled: settings.enabled ?? true,
    // A live application has either hosted pages or the API; here one pair of credentials does for both, so that a first
    // try works.
    features: settings.features ?? FEATURES,
    returnUrl: settings.returnUrl ?? null,
    webhooks: settings.webhooks ?? {},
    checksumEnabled: settings.checksumEnabled ?? false,
    checksumKey: settings.checksumKey ?? `CHKSANDBOX${tx.secrets().code(25)}`,
    tokenGeneration: 0,
    tokenEndings: [],
    createdAt: tx.now,
  }
  tx.put('applications', application)
  addKey(tx, application.id, settings.apiKey, 'first key', null)
  return application
}

/** Changes an application; switching its checksum on or off ends its tokens. */
export function changeApplication(
  tx: Transaction,
  application: Application,
  settings: ApplicationSettings,
): Application {
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

/** Throws a SandboxMistake where the client id is somebody's already, or is the id of a merchant, which comes first. */
export async function requireFree(
  tables: { get(table: 'applications' | 'merchants', id: string): Promise<unknown> },
  clientId: string,
) {
  const taken = (await tables.get('applications', clientId)) ?? (await tables.get('merchants', clientId))
  if (taken) throw clientIdTaken(clientId)
}

/** The client id belongs to somebody already. */
export function clientIdTaken(clientId: string): SandboxMistake {
  return new SandboxMistake(
    'CLIENT_ID_TAKEN',
    `the client id ${clientId} belongs to a merchant already`,
    'leave clientId out to get a new one, or delete the merchant that has it',
  )
}

function addKey(
  tx: Transaction,
  clientId: string,
  secret: string | undefined,
  name: string | undefined,
  expiresAt: number | null,
): ApiKey {
  tx.requireRoom()
  const seq = tx.nextNumber()
  const secrets = tx.secrets()
  const key: ApiKey = {
    id: `${tx.merchant.id}-K${seq}`,
    merchantId: tx.merchant.id,
    seq,
    clientId,
    name: name ?? `key ${seq}`,
    secret: secret ?? `SKSANDBOX${secrets.code(32)}${secrets.code(1)}`,
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
