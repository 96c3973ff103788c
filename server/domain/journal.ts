import type { Grade } from './dialect.js'

/** What can happen, in words that filters and tests use. */
export const JOURNAL_TYPES = [
  'merchant:opened',
  'merchant:changed',
  'merchant:pruned',
  'token:issued',
  'token:ended',
  'link:created',
  'link:opened',
  'bill:created',
  'bill:changed',
  'request:refused',
  'request:faulted',
  'request:finding',
  'scenario:chosen',
  'customer:left',
  'phone:answered',
  'bank:answered',
  'payment:created',
  'payment:moved',
  'payment:not-moved',
  'payout:created',
  'payout:moved',
  'payout:not-moved',
  'balance:changed',
  'balance:short',
  'notification:owed',
  'notification:not-sent',
  'delivery:attempted',
  'delivery:given-up',
  'delivery:taken-up',
  'return:opened',
  'return:sent',
  'clock:changed',
  'task:failed',
  'state:set-up',
  'state:failed',
  'message:told',
  'check:failed',
] as const
export type JournalType = (typeof JOURNAL_TYPES)[number]

/** A reference and whose it is, as entries and deliveries have it. */
export function referenceOf(
  orderReference: string,
  ofPayout: boolean,
): { readonly orderReference: string; readonly ofPayout?: true } {
  return ofPayout ? { orderReference, ofPayout } : { orderReference }
}

/** One thing that happened to a merchant. Entries are only ever added. */
export interface JournalEntry {
  readonly merchantId: string
  readonly seq: number
  /** On the merchant's clock. */
  readonly at: number
  readonly type: JournalType
  /** A plain sentence: what happened, and which rule caused it. */
  readonly text: string
  readonly orderReference?: string
  /** The order reference is one of a payout or a payout link, which are a namespace of their own; left out for orders. */
  readonly ofPayout?: true
  readonly paymentId?: string
  readonly deliveryId?: string
  readonly data?: Readonly<Record<string, unknown>>
}

const ALERTING_TYPES: readonly JournalType[] = [
  'delivery:given-up',
  'payment:not-moved',
  'payout:not-moved',
  'balance:short',
  'task:failed',
]

/** Whether an entry tells of something that somebody should look at. */
export function isAlert({ type, data }: JournalEntry): boolean {
  if (type === 'delivery:attempted') return data?.outcome !== 'received'
  return ALERTING_TYPES.includes(type)
}

/** How bad a finding is: a strict merchant refuses errors, and warnings are only told. */
export const FINDING_SEVERITIES = ['error', 'warning'] as const
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number]

/** What a strict reader of ClickPesa's docs would object to in a request that the sandbox took nevertheless. */
export interface RequestFinding {
  /** Stable; docs/findings.md lists them. */
  readonly code: string
  readonly severity: FindingSeverity
  /** The field, parameter or header that it is about, as in `orderItems.0.price`. */
  readonly field: string
  /** What is odd about it, and what would be right. Never holds a value that was sent. */
  readonly text: string
  /** The page that it goes by, or the reason where there is none. */
  readonly source: string
  /** How well the objection itself is supported. */
  readonly grade: Grade
}

/** Whether a finding is one that a strict merchant refuses. */
export function isError({ severity }: RequestFinding): boolean {
  return severity === 'error'
}

/** Whether a call is about payouts or payout links, and so is the order reference in it. */
export function isAboutPayouts({ path }: Pick<RequestEntry, 'path'>): boolean {
  return path.startsWith('/third-parties/payout')
}

/** A request to the ClickPesa API as it came, secrets hidden, and how it was answered. */
export interface RequestEntry {
  readonly merchantId: string
  readonly seq: number
  readonly at: number
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly orderReference?: string
  /** The trace that the call belongs to, where it named one. */
  readonly traceId?: string
  /** 0 when the connection ended without an answer. */
  readonly status: number
  /** The part of the answer that was sent. */
  readonly response: string
  readonly durationMs: number
  /** For a refusal: the sandbox's own word for it, and what the caller can do about it. */
  readonly refusal?: { readonly code: string; readonly explanation: string }
  /** For a call that a scenario changed: which one, and what it did. */
  readonly fault?: { readonly scenario: string; readonly explanation: string }
  /** What a strict reader of the docs would object to; left out when there is nothing. */
  readonly findings?: readonly RequestFinding[]
}
