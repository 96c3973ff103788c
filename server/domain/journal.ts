/** What can happen, in words that filters and tests use. */
export type JournalType =
  | 'merchant:opened'
  | 'merchant:changed'
  | 'token:issued'
  | 'token:ended'
  | 'link:created'
  | 'link:opened'
  | 'request:refused'
  | 'request:faulted'
  | 'scenario:chosen'
  | 'customer:left'
  | 'payment:created'
  | 'payment:moved'
  | 'payment:not-moved'
  | 'notification:owed'
  | 'notification:not-sent'
  | 'delivery:attempted'
  | 'delivery:given-up'
  | 'return:opened'
  | 'return:sent'
  | 'clock:changed'
  | 'task:failed'

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
  readonly paymentId?: string
  readonly deliveryId?: string
  readonly data?: Readonly<Record<string, unknown>>
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
  /** 0 when the connection ended without an answer. */
  readonly status: number
  /** As much of the answer as was sent. */
  readonly response: string
  readonly durationMs: number
  /** For a refusal: the sandbox's own word for it, and what the caller can do about it. */
  readonly refusal?: { readonly code: string; readonly explanation: string }
  /** For a call that a scenario spoiled: which one, and what it did. */
  readonly fault?: { readonly scenario: string; readonly explanation: string }
}
