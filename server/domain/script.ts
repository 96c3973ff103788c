import type { JsonValue } from './checksum.js'
import type { RetrySchedule } from './delivery.js'
import type { Dialect } from './dialect.js'
import type { Currency } from './money.js'
import type { PaymentStatus } from './payment.js'

/**
 * How one attempt to pay goes, as plain data with every default filled in. The scenario loader makes it
 * from a file; a payment carries its own copy, so what was promised when the customer paid still
 * happens after a restart or an edit of the file. Durations are milliseconds.
 */
export interface AttemptScript {
  /** False: the customer leaves the page instead of paying, and no attempt is made. */
  readonly pays: boolean
  readonly timeline: readonly TimelineStep[]
  readonly webhook: ChannelScript
  readonly callback: ChannelScript
  readonly return: ReturnScript
  readonly query: QueryScript
  /** How what is collected differs from what was asked; null when it does not. */
  readonly collected: CollectedScript | null
}

export interface TimelineStep {
  /** Time since the step before; since the customer paid, for the first. */
  readonly after: number
  readonly status: PaymentStatus
  readonly message: string
  /** Moves the payment even where the transition table says it cannot happen. */
  readonly forced: boolean
  /** What becomes of this move's webhook, where it differs from the attempt's; one that is sent is sent in any case. */
  readonly webhook: ChannelScript | null
  readonly callback: ChannelScript | null
}

/** What notifications and the browser can be told to wait for: the other ways in which a merchant learns of a payment. */
export type AwaitedEvent = 'webhook' | 'callback' | 'return'

/**
 * Whoever waits for another channel waits no longer than this: a browser that was closed must not keep an
 * owed notification back for good.
 */
export const MAX_WAIT_FOR_MS = 10 * 60_000

/** A browser needs this long to get from the redirect to the shop; what comes after the return keeps at least this distance. */
export const WAY_TO_THE_SHOP_MS = 2000

export interface ChannelScript {
  readonly send: boolean
  /** Waits for this first, where it will happen; null for no waiting. */
  readonly after: AwaitedEvent | null
  /** Time between the move that owes the notification (or what it waits for) and its first attempt. */
  readonly delay: number
  /** How many times the notification is sent, each copy with retries of its own. */
  readonly copies: number
  /** Time between two copies. */
  readonly apart: number
  /** Goes out beside the other notifications of its order that are due then, also where a clock is moved on. */
  readonly sideBySide: boolean
  /** Null for the schedule of the dialect. */
  readonly retry: RetrySchedule | null
  readonly damage: Damage | null
}

/** What is wrong, on purpose, with a message. Its content is signed as it is sent, unless `checksum` says otherwise. */
export interface Damage {
  readonly amount?: string
  readonly currency?: string
  readonly status?: PaymentStatus
  readonly orderReference?: string
  readonly clientId?: string
  /** The event that a webhook names, instead of the one that tells of the payment. */
  readonly event?: 'PAYMENT RECEIVED' | 'PAYMENT FAILED'
  readonly extraFields?: Readonly<Record<string, JsonValue>>
  /** The look of an earlier age of the gateway. */
  readonly shape?: Dialect['paymentReceivedShape']
  readonly checksum?: ChecksumDamage
  readonly text?: TextDamage
}

/**
 * `missing`: none is there. `wrong-key`: made with another key. `stale`: of the message before the rest of
 * the damage was done. `malformed`: too short to be one.
 */
export const CHECKSUM_DAMAGES = ['missing', 'wrong-key', 'stale', 'malformed'] as const
export type ChecksumDamage = (typeof CHECKSUM_DAMAGES)[number]

/**
 * `reordered` and `respaced` say the same in other bytes, so a canonical checksum still holds.
 * `duplicate-keys`: the amount stands there twice, first a wrong one. `cut-off`: the text breaks off half-way.
 */
export const TEXT_DAMAGES = ['reordered', 'respaced', 'duplicate-keys', 'cut-off'] as const
export type TextDamage = (typeof TEXT_DAMAGES)[number]

/** When the browser may go back to the shop: after a success, after any outcome, or before there is one. */
export const RETURN_TRIGGERS = ['success', 'outcome', 'at-once'] as const

export interface ReturnScript {
  readonly send: boolean
  readonly when: (typeof RETURN_TRIGGERS)[number]
  readonly after: Exclude<AwaitedEvent, 'return'> | null
  /** Time between that moment (or what is waited for) and the browser being sent to the Return URL. */
  readonly delay: number
  /** Null for what the dialect says. */
  readonly parameters: Dialect['redirectParams'] | null
  /** What the address claims; null for the truth. */
  readonly status: 'SUCCESS' | 'FAILED' | null
}

/** How far Query Payment lags behind the payment. */
export interface QueryScript {
  /** Changes show this much later. */
  readonly lag: number
  /** How many queries after a change still show what was before. */
  readonly lagPolls: number
  /** How many queries do not list the payment at all; null for every one. */
  readonly missing: number | null
}

/** Amounts are minor units of the order's currency. */
export type CollectedScript =
  | { readonly kind: 'difference'; readonly minor: number }
  | { readonly kind: 'fee'; readonly minor: number }
  /** In hundredths of a percent. */
  | { readonly kind: 'fee-share'; readonly share: number }
  | { readonly kind: 'exchange'; readonly currency: Currency; readonly rate: number }
  /** The same number in another currency, without an exchange. */
  | { readonly kind: 'currency'; readonly currency: Currency }
