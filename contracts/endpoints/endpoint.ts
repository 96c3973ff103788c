import type { Evidence, MessageSchema, WireSchema } from '../schemas/evidence.js'

/** The groups in which the documents list endpoints, each with a word on what is in it. */
export const TAGS = {
  Authorization: 'Tokens',
  'Hosted checkout': 'Checkout links',
  Cards: 'A page with a card form, for one order',
  'USSD push': "A PIN prompt on the customer's phone",
  BillPay: 'Control numbers',
  Payments: 'What became of them',
  Payouts: 'Money from the merchant to somebody',
  Account: 'What the merchant has with the gateway',
} as const

/**
 * An endpoint of the ClickPesa API: everything that more than one part of the sandbox has to know of it.
 * Nothing may be left out; null says that there is none.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/third-parties`, with parameters in braces. */
  readonly path: `/${string}`
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tag: keyof typeof TAGS
  /** Whether a call needs a token. */
  readonly needsToken: boolean
  /** Whether the body carries a checksum where the application asks for one. */
  readonly needsChecksum: boolean
  /** The feature that the application needs. */
  readonly feature: string | null
  /** Whether a call starts an order, which then follows the scenario that the call asks for. */
  readonly startsOrder: boolean
  readonly request: {
    readonly headers: MessageSchema | null
    readonly params: WireSchema | null
    readonly query: MessageSchema | null
    readonly body: MessageSchema | null
  }
  readonly reply: MessageSchema
  /** What people call the reply. */
  readonly replyName: string
  /** Refusals of its own, by their codes in `server/errors.ts`, beside those that come of its other facets. */
  readonly refusals: readonly string[]
  /** An example of each validation message that INVALID_FIELDS can carry, with a name for it. */
  readonly validationMessages: Readonly<Record<string, string>>
  readonly 'x-evidence': Evidence
  readonly 'x-source': string
}
