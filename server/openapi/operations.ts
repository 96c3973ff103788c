import { assumed, documented, SOURCE } from '../../contracts/schemas/evidence.js'
import type { RefusalCode } from '../errors.js'

/** What the documents say of an operation beside its schemas. */
export interface OperationNotes {
  readonly known: ReturnType<typeof documented>
  /** Names of the schemas of what is sent and answered, in `contracts/schemas`. */
  readonly request: string | null
  readonly reply: string
  readonly refusals: readonly RefusalCode[]
  /** Every form that a complaint about fields or parameters takes, by an example, with a name for each. */
  readonly validationMessages: Readonly<Record<string, string>>
}

/** What can come of any call. */
const ANYWHERE = [
  'UNAUTHORIZED',
  'ADDRESS_BLOCKED',
  'RATE_LIMITED',
  'STRICT',
  'SCRIPTED',
  'INTERNAL',
] as const satisfies readonly RefusalCode[]

/** What can come of a call with a body. */
const OF_A_BODY = [
  'MALFORMED_JSON',
  'BODY_TOO_LARGE',
  'BAD_REQUEST',
] as const satisfies readonly RefusalCode[]

/** By `operationId`. */
export const OPERATIONS: Readonly<Record<string, OperationNotes>> = {
  generateToken: {
    known: documented(SOURCE.token),
    request: null,
    reply: 'TokenReply',
    refusals: [...ANYWHERE, ...OF_A_BODY, 'INVALID_CLIENT', 'INVALID_API_KEY', 'FOREIGN_API_KEY'],
    validationMessages: {},
  },
  generateCheckoutLink: {
    known: documented(SOURCE.link),
    request: 'CheckoutLinkRequest',
    reply: 'CheckoutLinkReply',
    refusals: [
      ...ANYWHERE,
      ...OF_A_BODY,
      'CHECKSUM_REQUIRED',
      'INVALID_CHECKSUM',
      'CHECKSUM_NOT_EXPECTED',
      'UNKNOWN_CHECKSUM_METHOD',
      'INVALID_FIELDS',
      'REFERENCE_REQUIRED',
      'REFERENCE_MALFORMED',
      'REFERENCE_TOO_LONG',
      'ITEM_NAME_REQUIRED',
      'ITEM_PRICE_REQUIRED',
      'ITEM_QUANTITY_REQUIRED',
      'TOTAL_REQUIRED',
      'CLIENT_GONE',
      'FEATURE_MISSING',
      'SHOP_MISSING',
      'REFERENCE_USED',
    ],
    validationMessages: {
      currency: 'orderCurrency must be one of the following values: TZS, USD',
      notANumber: 'totalPrice must be a number string',
      notPositive: 'totalPrice must be a positive number',
      notText: 'description must be a string',
      notAnAddress: 'callbackUrl must be a URL address',
      notAList: 'orderItems must be an array',
      notAnItem: 'each value in nested property orderItems must be either object or array',
      notWhole: 'orderItems.0.quantity must be an integer number',
      tooFew: 'orderItems.0.quantity must not be less than 1',
      numberRefused: 'totalPrice must be a string',
      unknownRefused: 'property redirectUrl should not exist',
    },
  },
  queryAllPayments: {
    known: documented(SOURCE.allPayments),
    request: null,
    reply: 'PaymentsPage',
    refusals: [...ANYWHERE, 'INVALID_FIELDS'],
    validationMessages: {
      status:
        'status must be one of the following values: PENDING, PROCESSING, SUCCESS, SETTLED, FAILED, ON-HOLD, REFUNDED, REVERSED',
      currency: 'collectedCurrency must be one of the following values: TZS, USD',
      notADate: 'startDate must be a date in the format YYYY-MM-DD or DD-MM-YYYY',
      notWhole: 'limit must be an integer number',
      tooFew: 'limit must not be less than 1',
      twice: 'orderReference must be a string',
    },
  },
  queryPayment: {
    known: documented(SOURCE.query),
    request: null,
    reply: 'PaymentRows',
    refusals: [...ANYWHERE, 'UNKNOWN_PAYMENT'],
    validationMessages: {},
  },
}

/** Refusals whose status a switch decides, by code: the other status, and the switch that leads to it. */
export const OTHER_STATUSES: {
  readonly [C in RefusalCode]?: { readonly status: number; readonly by: string }
} = {
  INVALID_CLIENT: { status: 401, by: 'badCredentialsStatus' },
  INVALID_API_KEY: { status: 401, by: 'badCredentialsStatus' },
  FOREIGN_API_KEY: { status: 401, by: 'badCredentialsStatus' },
  UNKNOWN_PAYMENT: { status: 404, by: 'queryUnknownReference' },
}

/** What is known of the call to a link's `callbackUrl`, and of the answers that deliveries understand. */
export const CALLBACK_KNOWN = documented(SOURCE.link)
export const RETRIES_KNOWN = assumed('that retries exist is hearsay, their schedule is invented')
