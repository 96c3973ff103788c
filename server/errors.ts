import { printable } from './lib/printable.js'
import { StoreFailed } from './store/store-failed.js'

/**
 * Everything the fake gateway can refuse, once. `message` is the gateway's own text: an array for
 * checksum and type messages, a plain string for the rest. `documented` texts are ClickPesa's, the
 * others follow the framework that its one published error body points to. `explanation` goes to the
 * journal, never to the caller: what happened and what to do.
 */
export const REFUSALS = {
  UNAUTHORIZED: { status: 401, message: 'Unauthorized' },
  INVALID_CLIENT: { status: 403, message: 'Invalid client details' },
  INVALID_API_KEY: { status: 403, message: 'Invalid or Expired API-Key' },
  FOREIGN_API_KEY: { status: 403, message: 'Unauthorized API-Key' },
  ADDRESS_BLOCKED: { status: 403, message: 'Forbidden' },
  RATE_LIMITED: { status: 429, message: 'Too Many Requests' },
  MALFORMED_JSON: { status: 400, message: 'Malformed JSON' },
  BODY_TOO_LARGE: { status: 413, message: 'request entity too large' },
  BAD_REQUEST: { status: 400, message: 'Bad Request' },
  NO_SUCH_ROUTE: { status: 404, message: 'Cannot {method} {path}' },
  CHECKSUM_REQUIRED: { status: 400, message: ['checksum is required'] },
  INVALID_CHECKSUM: { status: 400, message: ['Invalid checksum'] },
  CHECKSUM_NOT_EXPECTED: { status: 400, message: ['property checksum should not exist'] },
  UNKNOWN_CHECKSUM_METHOD: {
    status: 400,
    message: ['checksumMethod must be one of the following values: canonical, legacy'],
  },
  /** Types, enums and formats: the validation messages come with the refusal. */
  INVALID_FIELDS: { status: 400, message: [] },
  REFERENCE_REQUIRED: { status: 400, message: 'Order reference is required' },
  REFERENCE_MALFORMED: {
    status: 400,
    message: 'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank',
  },
  REFERENCE_TOO_LONG: {
    status: 400,
    message: 'Order Reference should be less than or equal to 20 characters',
  },
  ITEM_NAME_REQUIRED: { status: 400, message: 'All items must have a name' },
  ITEM_PRICE_REQUIRED: { status: 400, message: 'All items must have a price' },
  ITEM_QUANTITY_REQUIRED: { status: 400, message: 'All items must have a quantity' },
  TOTAL_REQUIRED: { status: 400, message: 'Total Price is required' },
  CLIENT_GONE: { status: 400, message: 'Valid Client ID is required' },
  FEATURE_MISSING: { status: 400, message: 'Application has no access to checkout link feature.' },
  SHOP_MISSING: { status: 404, message: 'Merchant shop does not exists' },
  REFERENCE_USED: {
    status: 409,
    message: 'Order reference {reference} already used: Create a different reference',
  },
  AMOUNT_OUT_OF_RANGE: { status: 400, message: 'Amount must be between {least} and {most}' },
  PHONE_UNSUPPORTED: { status: 400, message: 'Invalid / unsupported phone number' },
  PHONE_FORM: {
    status: 400,
    message: 'Phone number must start with country code and without the plus sign',
  },
  COLLECTION_FEATURE_MISSING: {
    status: 400,
    message: 'Application has no access to COLLECTION API feature. Enable it on your application.',
  },
  NO_COLLECTION_METHODS: { status: 404, message: 'Account has no payment collection methods' },
  NO_VALID_METHOD: { status: 404, message: 'Account has no valid payment method' },
  /** Only where a scenario asks for it: nothing here can fail so. */
  FEE_NOT_VALIDATED: { status: 500, message: 'Error validating fee, try again later' },
  /** A group of operations whose messages nobody has published. */
  NOT_IMPLEMENTED: { status: 501, message: 'Not implemented in the fake' },
  UNKNOWN_BILL: { status: 404, message: 'Invalid or missing bill pay number: {number}' },
  UNKNOWN_PAYMENT: { status: 400, message: 'Invalid or missing payment: {reference}' },
  DISBURSEMENT_FEATURE_MISSING: {
    status: 400,
    message: 'Application has no access to DISBURSEMENT API feature. Enable it on your application.',
  },
  HOSTED_PAYOUT_FEATURE_MISSING: {
    status: 400,
    message: 'Application has no access to hosted payout feature',
  },
  INSUFFICIENT_BALANCE: {
    status: 400,
    message: 'Insufficient balance: available balance is {available} {currency}',
  },
  /** 400, though 429 would be expected. */
  PAYOUT_COOLDOWN: {
    status: 400,
    message: 'Payout request is already in progress, please retry after {seconds} seconds',
  },
  BANK_UNSUPPORTED: { status: 400, message: 'Invalid / unsupported bank' },
  LIPA_NAMBA_UNSUPPORTED: { status: 400, message: 'Invalid / unsupported Lipa Namba' },
  UNKNOWN_PAYOUT: { status: 404, message: 'Invalid or missing payout: {reference}' },
  NO_BALANCE_ACCOUNT: { status: 404, message: 'No balance account is linked to this merchant yet.' },
  /** Findings that are errors, where the merchant is strict; the validation messages come with the refusal. */
  STRICT: { status: 400, message: [] },
  /** An error that a scenario asks for; status and text come with the refusal. */
  SCRIPTED: { status: 500, message: '{text}' },
  INTERNAL: { status: 500, message: 'Internal server error' },
} as const satisfies Record<string, { status: number; message: string | readonly string[] }>

export type RefusalCode = keyof typeof REFUSALS

export interface RefusalDetails {
  /** Fills `{name}` in the gateway's text. */
  readonly values?: Readonly<Record<string, string>>
  /** The validation messages, for the refusals that come as a list. */
  readonly validationMessages?: readonly string[]
  /** Where a dialect switch decides the status. */
  readonly status?: number
  /** Headers that the gateway sends along. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A request answered as ClickPesa refuses it. Thrown anywhere below a door; the ClickPesa door renders it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly status: number
  readonly gatewayMessage: string | readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly explanation: string

  constructor(code: RefusalCode, explanation: string, details: RefusalDetails = {}) {
    super(`${code}: ${explanation}`)
    const { status, message } = REFUSALS[code]
    this.code = code
    this.status = details.status ?? status
    this.gatewayMessage =
      details.validationMessages ??
      (typeof message === 'string' ? filledIn(message, details.values ?? {}) : message)
    this.headers = details.headers ?? {}
    this.explanation = explanation
  }
}

/**
 * A mistake in using the sandbox itself: its control API, command line, configuration or scenarios.
 * `hint` says what to do about it.
 */
export class SandboxMistake extends Error {
  override readonly name = 'SandboxMistake'
  readonly code: MistakeCode
  readonly hint: string

  constructor(code: MistakeCode, message: string, hint: string) {
    super(printable(message))
    this.code = code
    this.hint = printable(hint)
  }

  /** The HTTP status that goes with it. */
  get status(): number {
    return MISTAKES[this.code]
  }
}

const MISTAKES = {
  INVALID_INPUT: 400,
  INVALID_CONFIG: 400,
  INVALID_SCENARIO: 400,
  INVALID_PACT: 400,
  UNKNOWN_STATE: 400,
  UNKNOWN_MESSAGE: 400,
  INVALID_SNAPSHOT: 400,
  CLOCK_CANNOT_GO_BACK: 400,
  ENDLESS_AGENDA: 409,
  CUT_SHORT: 409,
  CONTROL_TOKEN_REQUIRED: 401,
  CROSS_SITE: 403,
  HOST_NOT_SERVED: 421,
  PUBLIC_URL_NOT_GUARDED: 409,
  NOT_A_MERCHANT: 409,
  TOO_MANY_MERCHANTS: 409,
  TOO_MANY_SCENARIOS: 409,
  TOO_MANY_HOLDS: 409,
  SANDBOX_FULL: 507,
  STORE_FAILED: 503,
  STOPPING: 503,
  TOO_MANY_LISTENERS: 503,
  MERCHANT_NOT_FOUND: 404,
  APPLICATION_NOT_FOUND: 404,
  API_KEY_NOT_FOUND: 404,
  LINK_NOT_FOUND: 404,
  PAYMENT_NOT_FOUND: 404,
  PAYOUT_NOT_FOUND: 404,
  DELIVERY_NOT_FOUND: 404,
  HELD_RESPONSE_NOT_FOUND: 404,
  NO_ADDRESS: 409,
  CONTROL_NUMBER_NOT_FOUND: 404,
  CONTROL_NUMBER_NOT_PAID: 409,
  PAYOUT_LINK_NOT_FOUND: 404,
  PAYOUT_LINK_NOT_CLAIMED: 409,
  SCENARIO_NOT_FOUND: 404,
  ROUTE_NOT_FOUND: 404,
  CLIENT_ID_TAKEN: 409,
  SNAPSHOT_CLASH: 409,
  LINK_NOT_OPEN: 409,
  CUSTOMER_LEFT: 409,
  NO_PROMPT: 409,
  ILLEGAL_MOVE: 409,
  STATE_CONTRADICTED: 409,
  MESSAGE_NOT_OWED: 409,
  SNAPSHOT_TOO_LARGE: 413,
} as const

/** What a caller is told of an error, where it is one that callers can do something about. */
export function mistakeOf(error: unknown): SandboxMistake | null {
  if (error instanceof SandboxMistake) return error
  if (!(error instanceof StoreFailed)) return null
  return new SandboxMistake(
    'STORE_FAILED',
    'the place where the sandbox keeps its data does not answer, or takes nothing more; nothing was changed',
    'look at the database or the disk; the log of the sandbox has the details, and it goes on by itself',
  )
}

export type MistakeCode = keyof typeof MISTAKES

function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

/** Whether the gateway, as far as the sandbox knows it, answers a refusal of this status with this text. */
export function isGatewayText(status: number, text: string): boolean {
  if (status === 400 && VALIDATION_MESSAGE.test(text)) return true
  return Object.values(REFUSALS).some(({ status: usual, message }) => {
    const texts: readonly string[] = typeof message === 'string' ? [message] : message
    // Switches move some refusals to another status of their kind.
    const sameKind = usual === status || (usual < 405 && status < 405)
    return sameKind && texts.some((known) => patternOf(known).test(text))
  })
}

/** What is wrong with the types and formats of fields, in the words of the framework. */
const VALIDATION_MESSAGE = /^(property )?[\w.]+ (must|should) /

function patternOf(text: string): RegExp {
  // A scripted error has no words of its own.
  if (text === '{text}') return /^(?!)/
  const parts = text.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.+')}$`)
}
