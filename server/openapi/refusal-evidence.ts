import { assumed, documented, observed, SOURCE, secondhand } from '../../contracts/schemas/evidence.js'
import type { RefusalCode } from '../errors.js'

type Known = ReturnType<typeof documented | typeof observed | typeof secondhand | typeof assumed>

/** When a refusal comes, and how well its status and its text are known. */
export interface RefusalEvidence {
  readonly when: string
  readonly status: Known
  readonly text: Known
  /** What is none of ClickPesa's: it exists so that the sandbox can be worked with. */
  readonly sandboxOnly?: true
}

/** Both the status and the text. */
const both = (known: Known) => ({ status: known, text: known })

const BLINNOAPP = 'Dndubussa/blinnoapp, January 2026'
const FRAMEWORK = 'the habit of NestJS, the framework that the one live body points to'
const CREDENTIALS = documented(`${SOURCE.token}; which cause it goes with is an integrator's word`)
const TYPES = `the validation messages are worded as ${FRAMEWORK.slice(4)} words them`

export const REFUSAL_EVIDENCE: Readonly<Record<RefusalCode, RefusalEvidence>> = {
  UNAUTHORIZED: {
    when: 'A credential header or the token is missing, malformed, expired or killed, or the account is not approved.',
    ...both(documented(`${SOURCE.token}; for a missing credential header it is an integrator's word`)),
  },
  INVALID_CLIENT: { when: 'No enabled application has the client id.', ...both(CREDENTIALS) },
  INVALID_API_KEY: {
    when: 'The API key is wrong, revoked or expired.',
    ...both(CREDENTIALS),
  },
  FOREIGN_API_KEY: {
    when: 'The API key belongs to another application.',
    ...both(CREDENTIALS),
  },
  ADDRESS_BLOCKED: {
    when: 'The caller is not on the allow-list of addresses.',
    status: observed('integrators met 403 from a new server'),
    text: assumed(FRAMEWORK),
  },
  RATE_LIMITED: {
    when: 'There were too many calls in a minute.',
    status: documented(`${SOURCE.rateLimits}, as integrators quote it`),
    text: assumed(FRAMEWORK),
  },
  MALFORMED_JSON: {
    when: 'The body is not a JSON object, or came as another type.',
    ...both(assumed(FRAMEWORK)),
  },
  BODY_TOO_LARGE: { when: 'The body has more than 100 KiB.', ...both(assumed(FRAMEWORK)) },
  BAD_REQUEST: { when: 'The request cannot be read for another reason.', ...both(assumed(FRAMEWORK)) },
  NO_SUCH_ROUTE: { when: 'No route has this path and method.', ...both(assumed(FRAMEWORK)) },
  CHECKSUM_REQUIRED: {
    when: 'The application asks for a checksum, and the body has none.',
    status: observed('seen on a USSD push'),
    text: observed('seen on a USSD push; others report "Invalid checksum"'),
  },
  INVALID_CHECKSUM: {
    when: 'The checksum is wrong, in capitals, or of another length.',
    ...both(observed(`${BLINNOAPP}; that capitals are refused is assumed`)),
  },
  CHECKSUM_NOT_EXPECTED: {
    when: 'A checksum came though it is off, and checksumWhileDisabled says refuse.',
    ...both(assumed(TYPES)),
  },
  UNKNOWN_CHECKSUM_METHOD: {
    when: 'checksumMethod is neither canonical nor legacy.',
    ...both(assumed(TYPES)),
  },
  INVALID_FIELDS: {
    when: 'Fields or parameters have a wrong type, form or range; all validation messages come at once.',
    ...both(assumed(TYPES)),
  },
  REFERENCE_REQUIRED: { when: 'There is no orderReference.', ...both(documented(SOURCE.linkReference)) },
  REFERENCE_MALFORMED: {
    when: 'orderReference is empty, or has something other than letters and digits in it.',
    ...both(documented(SOURCE.linkReference)),
  },
  REFERENCE_TOO_LONG: {
    when: 'orderReference has more than 20 characters, in a USSD push; elsewhere only where referenceLengthLimit says so.',
    ...both(documented(`${SOURCE.changelog}, for USSD push`)),
  },
  ITEM_NAME_REQUIRED: { when: 'An item has no name.', ...both(documented(SOURCE.linkReference)) },
  ITEM_PRICE_REQUIRED: { when: 'An item has no price.', ...both(documented(SOURCE.linkReference)) },
  ITEM_QUANTITY_REQUIRED: { when: 'An item has no quantity.', ...both(documented(SOURCE.linkReference)) },
  TOTAL_REQUIRED: {
    when: 'There is neither totalPrice nor an item.',
    ...both(documented(SOURCE.linkReference)),
  },
  CLIENT_GONE: {
    when: 'The application of the token is gone or disabled.',
    ...both(documented(SOURCE.linkReference)),
  },
  FEATURE_MISSING: {
    when: 'The application may not use hosted checkout.',
    ...both(documented(SOURCE.linkReference)),
  },
  SHOP_MISSING: { when: 'The merchant has no shop.', ...both(documented(SOURCE.linkReference)) },
  REFERENCE_USED: {
    when: 'orderReference was used before.',
    status: documented(SOURCE.linkReference),
    text: documented(`${SOURCE.linkReference}; the live text was seen on a payout`),
  },
  AMOUNT_OUT_OF_RANGE: {
    when: 'The amount is less than a USSD push can ask for or a payout can give, or more.',
    ...both(observed('live push refusals; for payouts it is assumed by analogy')),
  },
  PHONE_UNSUPPORTED: {
    when: 'The phone number is not Tanzanian, or no operator that ClickPesa knows has it.',
    ...both(documented(SOURCE.pushInitiate)),
  },
  PHONE_FORM: {
    when: 'The phone number begins with a plus sign or with 0. pushPhoneError decides between this text and that of PHONE_UNSUPPORTED.',
    status: observed('a live push refusal'),
    text: observed('a live push refusal, from "must" on; how it begins is assumed'),
  },
  COLLECTION_FEATURE_MISSING: {
    when: 'The application may not use the collection API.',
    ...both(documented(SOURCE.pushInitiate)),
  },
  NO_COLLECTION_METHODS: {
    when: 'The account has no way to collect money.',
    ...both(documented(`${SOURCE.pushInitiate}; which cause it goes with is assumed`)),
  },
  NO_VALID_METHOD: {
    when: 'The account cannot collect from this operator, or not now.',
    ...both(documented(`${SOURCE.pushInitiate}; which cause it goes with is assumed`)),
  },
  FEE_NOT_VALIDATED: {
    when: 'A scenario says so.',
    ...both(documented(`${SOURCE.pushInitiate}; when it comes is unknown`)),
  },
  NOT_IMPLEMENTED: {
    when: 'The operation belongs to CRDB direct debit, whose messages nobody has published.',
    ...both(assumed('no behaviour of ClickPesa: it shows where the sandbox ends')),
    sandboxOnly: true,
  },
  UNKNOWN_BILL: {
    when: 'The merchant has no such control number.',
    ...both(assumed('by analogy with payments')),
  },
  UNKNOWN_PAYMENT: {
    when: 'The merchant has no payment under the order reference. queryUnknownReference decides between 400 and 404.',
    status: observed('400 twice, by unrelated authors; the docs say 404'),
    text: documented(SOURCE.query),
  },
  DISBURSEMENT_FEATURE_MISSING: {
    when: 'The application may not use the payout API.',
    ...both(assumed('by analogy with the text for the collection API')),
  },
  HOSTED_PAYOUT_FEATURE_MISSING: {
    when: 'The application may not use hosted payouts.',
    ...both(documented(SOURCE.payoutLink)),
  },
  INSUFFICIENT_BALANCE: {
    when: 'The account holds less than the payout takes with its fee.',
    ...both(secondhand('an integrator')),
  },
  PAYOUT_COOLDOWN: {
    when: 'The payout was asked for already, less than 60 seconds ago. payoutCooldown decides what counts as the same.',
    status: observed('a live payout refusal'),
    text: observed('a live payout refusal'),
  },
  BANK_UNSUPPORTED: {
    when: 'No bank in the list of banks has the SWIFT code. payoutUnknownBank decides whether that is refused.',
    ...both(assumed('by analogy with the text for phone numbers')),
  },
  LIPA_NAMBA_UNSUPPORTED: {
    when: 'The number has not 4 to 12 digits, or the QR code is not one of a Tanzanian shop.',
    ...both(assumed('by analogy with the text for phone numbers')),
  },
  UNKNOWN_PAYOUT: {
    when: 'The merchant has no payout under the order reference.',
    ...both(
      documented(`${SOURCE.payoutQuery}; whether the live gateway says 400, as for payments, is unknown`),
    ),
  },
  NO_BALANCE_ACCOUNT: {
    when: 'No money was ever moved in the account.',
    ...both(documented(`${SOURCE.account}; that it goes away with the first movement is assumed`)),
  },
  STRICT: {
    when: 'The merchant is strict, and the request has findings that are errors.',
    ...both(assumed('no behaviour of ClickPesa: it shows what the docs do not promise')),
    sandboxOnly: true,
  },
  SCRIPTED: {
    when: 'A scenario says so; status and text are its own.',
    ...both(assumed('no behaviour of ClickPesa: it happens on command')),
    sandboxOnly: true,
  },
  INTERNAL: {
    when: 'The sandbox had an internal error, or a scenario says so.',
    ...both(assumed(FRAMEWORK)),
  },
}
