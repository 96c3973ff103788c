import { type ApiKey, type Application, keyEnd, type Merchant, withTokensEnded } from '../domain/merchant.js'
import { signedToken, TOKEN_LIFE_SECONDS, type TokenClaims } from '../domain/token.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { Refusal, SandboxMistake } from '../errors.js'
import { formatDuration } from '../lib/duration.js'
import { credentialSlip, type KnownCredentials, tokenSlip } from './credential-slips.js'
import type { Merchants } from './merchants.js'
import type { Scenarios } from './scenarios.js'
import { TokenReader } from './token-reader.js'

/** Who is calling, once the token has been checked. */
export interface Caller {
  readonly merchant: Merchant
  readonly application: Application
}

/** Gives out tokens for an application's keys, and checks them when they come back. */
export class Tokens {
  readonly #engine: Engine
  readonly #merchants: Merchants
  readonly #scenarios: Scenarios
  readonly #reader = new TokenReader()

  constructor(engine: Engine, merchants: Merchants, scenarios: Scenarios) {
    this.#engine = engine
    this.#merchants = merchants
    this.#scenarios = scenarios
  }

  /**
   * Who a request seems to come from, before anything is proved: by what its token claims or by its client id.
   * Decides whose dialect, clock and journal the request meets. The client id comes first only where a token
   * is asked for; elsewhere it proves nothing and the token does.
   */
  async callerNamed(
    clientId: string | undefined,
    authorization: string | undefined,
    asksForToken: boolean,
  ): Promise<Caller | null> {
    const claimed = authorization ? this.#reader.claims(bearerToken(authorization))?.clientId : undefined
    for (const named of asksForToken ? [clientId, claimed] : [claimed, clientId]) {
      const application = named ? await this.#engine.store.get('applications', named) : undefined
      if (!application) continue
      const merchant = await this.#engine.store.get('merchants', application.merchantId)
      return merchant ? { merchant, application } : null
    }
    return null
  }

  /**
   * A token for an application, valid for an hour of its merchant's clock, unless the merchant's default
   * scenario says otherwise. Refuses credentials as
   * ClickPesa does; a client id that begins with IDTEST and is new opens its merchant first.
   */
  async issue(clientId: string | undefined, apiKey: string | undefined): Promise<string> {
    const { application, secret } = await this.#applicationOf(clientId, apiKey)
    return this.#engine.transactBatched(application.merchantId, async (tx) => {
      const key = await usableKey(tx, application.id, secret)
      let current = (await tx.get('applications', application.id)) ?? application
      if (tx.merchant.dialect.olderTokens === 'revoked') {
        current = withTokensEnded(current, tx.now, 'a newer token was made (olderTokens: revoked)')
        tx.put('applications', current)
      }
      const iat = Math.floor(tx.now / 1000)
      const scenario = this.#scenarios.find(tx.merchant.scenario)
      const scripted = scenario?.tokenLifetime ?? null
      const life =
        scripted === null ? '' : `; it lives ${formatDuration(scripted)} (scenario ${scenario?.name})`
      tx.note('token:issued', `a token for ${current.id}, made with the API key "${key.name}"${life}`)
      const claims: TokenClaims = {
        id: tx.merchant.id,
        clientId: current.id,
        iat,
        exp: iat + (scripted === null ? TOKEN_LIFE_SECONDS : scripted / 1000),
        // The number of the entry above: no two tokens have the same, and the next run has the same again.
        jti: String(tx.sequence),
      }
      return signedToken(claims, secretFor(tx.merchant, current.tokenGeneration, key))
    })
  }

  /** Ends every token of an application, for a reason that the journal tells; the next one is good. */
  async end({ merchant, application }: Caller, cause: string): Promise<void> {
    await this.#engine.transact(merchant.id, async (tx) => {
      const current = await tx.get('applications', application.id)
      if (!current) return
      tx.put('applications', withTokensEnded(current, tx.now, cause))
      tx.note('token:ended', `the tokens of ${current.id} end: ${cause}`)
    })
  }

  /** Refuses credentials as `issue` does, and opens a merchant where `issue` would; gives out nothing. */
  async checkCredentials(clientId: string | undefined, apiKey: string | undefined): Promise<void> {
    const { application, secret } = await this.#applicationOf(clientId, apiKey)
    await this.#engine.transact(application.merchantId, (tx) => usableKey(tx, application.id, secret))
  }

  /**
   * The caller that an `Authorization` header proves; `named` is who the request named, as found by
   * {@link callerNamed}. Refuses everything else with 401.
   */
  async check(
    authorization: string | undefined,
    dialect: Merchant['dialect'],
    named: Caller | null,
  ): Promise<Caller> {
    if (!authorization) throw unauthorized('the Authorization header is missing')
    const { token, wrong } = tokenIn(authorization, dialect)
    const claims = wrong === null ? this.#reader.claims(token) : null
    if (!claims) throw unauthorized(await this.#insteadOfToken(authorization, wrong))
    const caller = named?.application.id === claims.clientId ? named : null
    if (caller?.merchant.id !== claims.id) {
      throw unauthorized(
        `the token is for ${claims.clientId}, which this sandbox does not know: was it reset?`,
      )
    }
    const { application, merchant } = caller
    const keys = await this.#engine.store.find('apiKeys', { where: { clientId: application.id } })
    const madeWith = (generation: number) =>
      keys.find((key) => this.#reader.isSignedWith(token, secretFor(merchant, generation, key)))
    const key = madeWith(application.tokenGeneration)
    if (!key) {
      const ending = application.tokenEndings.find(({ generation }) => madeWith(generation))
      throw unauthorized(
        ending
          ? `the token ended at ${new Date(ending.at).toISOString()} because ${ending.cause}: get a new one`
          : 'the signature of the token is wrong: it was changed, or made before a restart',
      )
    }
    const now = this.#engine.now(merchant)
    if (claims.exp * 1000 <= now) {
      throw unauthorized(
        `the token expired at ${new Date(claims.exp * 1000).toISOString()}, ${formatDuration((claims.exp - claims.iat) * 1000)} after it was made: get a new one`,
      )
    }
    if (key.revokedAt !== null)
      throw unauthorized(`the API key "${key.name}" that made the token was revoked`)
    return caller
  }

  /** What an `Authorization` header has that is not a token of ours. */
  async #insteadOfToken(authorization: string, wrong: string | null): Promise<string> {
    const slip = tokenSlip(authorization, await credentialsIn(this.#engine.store))
    return slip === null
      ? (wrong ?? 'this is not a token that the sandbox made: use the token as generate-token gave it')
      : `the Authorization header has something else in place of a token: ${slip}`
  }

  async #applicationOf(clientId: string | undefined, apiKey: string | undefined) {
    if (!clientId || !apiKey) {
      const missing = [clientId ? '' : 'client-id', apiKey ? '' : 'api-key'].filter(Boolean).join(' and ')
      throw new Refusal('UNAUTHORIZED', `the header ${missing} is missing or empty`)
    }
    const application =
      (await this.#engine.store.get('applications', clientId)) ?? (await this.#selfOpened(clientId, apiKey))
    if (!application?.enabled) {
      throw new Refusal(
        'INVALID_CLIENT',
        application
          ? `the application ${clientId} is disabled`
          : `no application has the client id ${clientId}${await slipOf(this.#engine.store, clientId, 'client id')}`,
      )
    }
    return { application, secret: apiKey }
  }

  async #selfOpened(clientId: string, apiKey: string): Promise<Application | undefined> {
    try {
      return (await this.#merchants.openFor(clientId, apiKey))?.applications[0]
    } catch (error) {
      if (!(error instanceof SandboxMistake && error.code === 'TOO_MANY_MERCHANTS')) throw error
      throw new Refusal(
        'INVALID_CLIENT',
        `no merchant can be opened for ${clientId}: ${error.message} (${error.hint})`,
      )
    }
  }
}

/** A wrong credential is compared with this many of each kind: nobody's mistakes may cost more than that. */
const MAX_COMPARED = 100

/** What may have happened to a credential that nobody has, to be added to a sentence; empty where nothing is known. */
async function slipOf(
  reader: Pick<Engine['store'], 'find'>,
  given: string,
  wanted: 'client id' | 'API key',
): Promise<string> {
  const slip = credentialSlip(given, wanted, await credentialsIn(reader))
  return slip === null ? '' : `: ${slip}`
}

async function credentialsIn(reader: Pick<Engine['store'], 'find'>): Promise<KnownCredentials> {
  const applications = await reader.find('applications', { limit: MAX_COMPARED })
  const apiKeys = await reader.find('apiKeys', { limit: MAX_COMPARED })
  return {
    clientIds: applications.map(({ id }) => id),
    apiKeys: apiKeys.map(({ secret }) => secret),
    checksumKeys: applications.map(({ checksumKey }) => checksumKey),
  }
}

const PREFIX = 'Bearer '
const PREFIX_LENGTH = PREFIX.length

/** Nearly every call: one prefix, one space, one token. */
function isUsual(authorization: string): boolean {
  return authorization.startsWith(PREFIX) && authorization.indexOf(' ', PREFIX_LENGTH) === -1
}

/**
 * The token in an `Authorization` header, or why there is none. The word Bearer counts in any case; what two of them, or
 * none, lead to is disputed and left to the dialect.
 */
function tokenIn(
  authorization: string,
  dialect: Merchant['dialect'],
): { readonly token: string; readonly wrong: string | null } {
  if (isUsual(authorization)) return { token: authorization.slice(PREFIX_LENGTH), wrong: null }
  const words = authorization.trim().split(/\s+/)
  const bearers = words.findIndex((word) => word.toLowerCase() !== 'bearer')
  const prefixes = bearers === -1 ? words.length : bearers
  if (prefixes === 0 && dialect.bareToken === 'refuse') {
    const wrong =
      'the Authorization header lacks the word Bearer: send the token unchanged, it has the word in it'
    return { token: '', wrong }
  }
  if (prefixes > 1 && dialect.doubledBearer === 'refuse') {
    const wrong =
      'the Authorization header says Bearer twice: the token already begins with it, send it unchanged'
    return { token: '', wrong }
  }
  return { token: words.slice(prefixes).join(' '), wrong: null }
}

/** The token in an `Authorization` header, however it is written. */
function bearerToken(authorization: string): string {
  if (isUsual(authorization)) return authorization.slice(PREFIX_LENGTH)
  const trimmed = authorization.trimEnd()
  return trimmed.slice(trimmed.lastIndexOf(' ') + 1)
}

/**
 * Each key signs for one generation of its application, so that ending a generation or revoking a key
 * kills exactly the tokens it made, and no list of tokens needs to be kept.
 */
function secretFor(merchant: Merchant, generation: number, key: ApiKey): string {
  return `${merchant.seed}/${key.id}/${key.secret}/${generation}`
}

function unauthorized(explanation: string): Refusal {
  return new Refusal('UNAUTHORIZED', explanation)
}

/** The key with this secret, where it works for the application now. Refuses any other as ClickPesa does. */
async function usableKey(tx: Transaction, clientId: string, secret: string): Promise<ApiKey> {
  const keys = await tx.find('apiKeys', { where: { secret } })
  const own = keys.find((key) => key.clientId === clientId)
  if (!own) {
    throw keys.length > 0
      ? new Refusal('FOREIGN_API_KEY', `the API key belongs to ${keys[0]?.clientId}, not to ${clientId}`)
      : new Refusal(
          'INVALID_API_KEY',
          `no application has this API key${await slipOf(tx, secret, 'API key')}`,
        )
  }
  const end = keyEnd(own, tx.now)
  if (end) throw new Refusal('INVALID_API_KEY', `the API key "${own.name}" is ${end}`)
  return own
}
