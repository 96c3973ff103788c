import type { ClockState } from './clock.js'
import type { CollectionMethods } from './collection-methods.js'
import type { Dialect, Profile } from './dialect.js'
import type { WebhookEvent } from './notification.js'

/** URLs by event: at most one for each, on the merchant or on an application. */
export type Webhooks = { readonly [event in WebhookEvent]?: string }

/** What an application may use. Names follow the dashboard's feature labels. */
export const FEATURES = ['hosted-checkout', 'hosted-payout', 'payment-api', 'payout-api'] as const
export type Feature = (typeof FEATURES)[number]

/**
 * A business with a ClickPesa account, and the sandbox's unit of isolation: everything a merchant owns,
 * and its clock, is invisible to every other.
 */
export interface Merchant {
  readonly id: string
  readonly merchantId: string
  /** Merchants are in the order in which they were opened. */
  readonly seq: number
  readonly name: string
  readonly email: string
  /** False answers every request as ClickPesa answers an account that is not approved: 401. */
  readonly approved: boolean
  /** False answers link requests as for a merchant whose shop was never set up: 404. */
  readonly shop: boolean
  /** Whether requests are refused for findings that are errors, which are only written down otherwise. */
  readonly strict: boolean
  /**
   * Whether a payment by phone on the hosted page waits until somebody presses a button of the simulated phone, where
   * nothing but the default decides its scenario.
   */
  readonly waitsForPhone: boolean
  /** Addresses that may call the API; an empty list lets everybody in. */
  readonly allowedAddresses: readonly string[]
  /** Origins whose pages may show the hosted page in a frame; an empty list allows none. */
  readonly frameAncestors: readonly string[]
  /** Requests a minute for one address; null for no limit. */
  readonly rateLimit: number | null
  /** How it stands with its ways to collect money by API. */
  readonly collectionMethods: CollectionMethods
  readonly webhooks: Webhooks
  readonly scenario: string
  /** Scenarios for the next attempts, used up one by one. */
  readonly scenarioQueue: readonly string[]
  /** Scenarios set for single orders, by order reference. */
  readonly orderScenarios: Readonly<Record<string, string>>
  readonly profile: Profile
  readonly dialect: Dialect
  readonly clock: ClockState
  /** All random values of the merchant come from it. */
  readonly seed: string
  /** What it was opened with, for its reset. */
  readonly openedWith: MerchantSettings
  readonly createdAt: number
}

/** What changes with nearly every call of a merchant: a small row of its own, so that the settings stay as they are. */
export interface Counters {
  /** The merchant's. */
  readonly id: string
  readonly merchantId: string
  /** Numbers everything that happens to the merchant, in order. */
  readonly sequence: number
  /** How many random values were used. */
  readonly drawn: number
  readonly rateWindow: RateWindow
  /** How far the faults of scenarios have come; what was counted longest ago is first. */
  readonly faultCounts: readonly FaultCount[]
  /** Calls in the name of the merchant that proved nothing, less those that did. */
  readonly unproven: number
  /** What happened up to this number needs nobody's attention any more: somebody has seen it. */
  readonly seenUpTo: number
}

/**
 * The id under which requests without known credentials are kept. It is not a merchant that anybody can change,
 * open or take over.
 */
export const ANONYMOUS = 'nobody'

/** The counters of a merchant to whom nothing has happened. */
export function freshCounters(merchantId: string): Counters {
  return {
    id: merchantId,
    merchantId,
    sequence: 0,
    drawn: 0,
    rateWindow: { since: 0, calls: {} },
    faultCounts: [],
    unproven: 0,
    seenUpTo: 0,
  }
}

/** How often the faults of one scenario have been reached by calls. */
export interface FaultCount {
  readonly scenario: string
  /** The order that the calls were about; null where all calls are counted together. */
  readonly orderReference: string | null
  /** By the position of the fault in its scenario. */
  readonly reached: readonly number[]
}

/** The scenario set for one order. References such as `constructor` are well-formed, so only own keys count. */
export function scenarioSetFor(
  { orderScenarios }: Pick<Merchant, 'orderScenarios'>,
  orderReference: string,
): string | undefined {
  return Object.hasOwn(orderScenarios, orderReference) ? orderScenarios[orderReference] : undefined
}

/** The calls of the current minute, by the address they came from. */
export interface RateWindow {
  readonly since: number
  readonly calls: Readonly<Record<string, number>>
}

/**
 * What a merchant can be opened with. Whatever is left out gets a default.
 *
 * @example Open a merchant that signs, and whose clock only moves when told
 * ```ts
 * import { createSandbox, type MerchantSettings } from 'clickpesa-sandbox'
 *
 * const settings: MerchantSettings = {
 *   returnUrl: 'http://127.0.0.1:3000/return',
 *   webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:3000/hook' },
 *   checksumEnabled: true,
 *   scenario: 'webhook-duplicate',
 *   dialect: { paymentIdStyle: 'operatorCode' },
 *   clock: { start: '2026-01-31T23:59:00.000Z', frozen: true },
 * }
 * const sandbox = await createSandbox({ port: 0, merchant: settings })
 * const merchant = await sandbox.createMerchant(settings)
 * console.log(merchant.apiUrl, merchant.clientId, merchant.apiKey, merchant.checksumKey)
 * await sandbox.close()
 * ```
 */
export interface MerchantSettings {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly clientId?: string | undefined
  readonly apiKey?: string | undefined
  readonly checksumKey?: string | undefined
  readonly checksumEnabled?: boolean | undefined
  readonly returnUrl?: string | null | undefined
  /** Of the application. */
  readonly webhooks?: Webhooks | undefined
  readonly merchantWebhooks?: Webhooks | undefined
  readonly features?: readonly Feature[] | undefined
  readonly approved?: boolean | undefined
  readonly shop?: boolean | undefined
  readonly strict?: boolean | undefined
  readonly waitsForPhone?: boolean | undefined
  readonly allowedAddresses?: readonly string[] | undefined
  readonly frameAncestors?: readonly string[] | undefined
  readonly rateLimit?: number | null | undefined
  readonly collectionMethods?: CollectionMethods | undefined
  readonly scenario?: string | undefined
  readonly profile?: Profile | undefined
  readonly dialect?: Partial<Dialect> | undefined
  readonly clock?: { readonly start?: string | undefined; readonly frozen?: boolean | undefined } | undefined
}

/** A merchant's integration: one client id, its keys, features, addresses and checksum setting. */
export interface Application {
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  readonly name: string
  readonly enabled: boolean
  readonly features: readonly Feature[]
  readonly returnUrl: string | null
  readonly webhooks: Webhooks
  readonly checksumEnabled: boolean
  readonly checksumKey: string
  /** Tokens are signed for one generation; raising the number ends all that were made before. */
  readonly tokenGeneration: number
  /** Why the latest generations ended, oldest first, so that a refused token can be explained. */
  readonly tokenEndings: readonly TokenEnding[]
  readonly createdAt: number
}

export interface TokenEnding {
  readonly generation: number
  readonly at: number
  readonly cause: string
}

const MAX_TOKEN_ENDINGS = 10

/** The application with all its tokens so far ended. */
export function withTokensEnded(application: Application, at: number, cause: string): Application {
  const ending = { generation: application.tokenGeneration, at, cause }
  return {
    ...application,
    tokenGeneration: application.tokenGeneration + 1,
    tokenEndings: [...application.tokenEndings, ending].slice(-MAX_TOKEN_ENDINGS),
  }
}

/** A secret that gets tokens for one application. */
export interface ApiKey {
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  readonly clientId: string
  readonly name: string
  readonly secret: string
  readonly expiresAt: number | null
  readonly revokedAt: number | null
  readonly createdAt: number
}

/** Why a key no longer works at `now`, or null while it does. */
export function keyEnd(key: ApiKey, now: number): 'revoked' | 'expired' | null {
  if (key.revokedAt !== null) return 'revoked'
  return key.expiresAt !== null && key.expiresAt <= now ? 'expired' : null
}

/** A merchant with everything that its settings are spread over. */
export interface MerchantDetails {
  readonly merchant: Merchant
  readonly applications: readonly Application[]
  readonly apiKeys: readonly ApiKey[]
}
