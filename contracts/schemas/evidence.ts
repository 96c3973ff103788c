import type { ExtendedJSONSchema } from 'json-schema-to-ts'

/**
 * How we know that a part of the wire is so:
 * the gateway's own pages and code, a live log somebody published, an integrator's word, or our own choice.
 */
export type Evidence = 'documented' | 'observed' | 'secondhand' | 'assumed'

/** A JSON Schema whose parts may say how they are known. */
export type WireSchema = ExtendedJSONSchema<{ 'x-evidence': Evidence; 'x-source': string }>

/** A schema with a name, that says what it is and how it is known, and shows it. */
export type MessageSchema = Exclude<WireSchema, boolean> & {
  readonly $id: string
  readonly title: string
  readonly description: string
  readonly examples: readonly [unknown, ...unknown[]]
  readonly 'x-evidence': Evidence
  readonly 'x-source': string
}

/** Keywords that annotate and never validate. Ajv in strict mode has to be told: `addVocabulary`. */
export const ANNOTATION_KEYWORDS = ['x-evidence', 'x-source'] as const

/** Formats that JSON Schema does not define. Whoever compiles a schema supplies both; each accepts ''. */
export const CUSTOM_FORMATS = {
  amount: 'A positive decimal number written as text, such as 12500 or 3500.50. Numbers are not looked at.',
  'http-url': 'An absolute http or https address; ports, localhost and plain http are fine.',
} as const

/** Where the gateway describes itself. */
export const SOURCE = {
  account: 'docs.clickpesa.com, API reference, account, exchange and lists',
  allPayments: 'docs.clickpesa.com/api-reference/collection/ussd-push-requests/query-all-payments',
  bankPayoutCreate: 'docs.clickpesa.com/api-reference/disbursement/bank-payout/create-bank-payout',
  bankPayoutPreview: 'docs.clickpesa.com/api-reference/disbursement/bank-payout/preview-bank-payout',
  billPay: 'docs.clickpesa.com/bill-pay/billpay-api-overview',
  card: 'docs.clickpesa.com/api-reference/collection/card-payment/initiate-card-payment',
  changelog: 'docs.clickpesa.com/home/changelog',
  checksum: 'docs.clickpesa.com/home/checksum',
  docsOf2025: 'ClickPesa/developers.docs, March 2025',
  hostedApplication: 'docs.clickpesa.com/application/hosted-application-setup',
  lipaNamba: 'docs.clickpesa.com, API reference, disbursement, Lipa Namba payouts',
  link: 'docs.clickpesa.com/checkout/hosted-checkout/checkout-link-api',
  linkReference: 'docs.clickpesa.com/api-reference/collection/generate-checkout-link/generate-checkout-link',
  payoutCreate: 'docs.clickpesa.com/api-reference/disbursement/mno-payout/create-mno-payout',
  payoutLink: 'docs.clickpesa.com/api-reference/disbursement/generate-payout-link/generate-payout-link',
  payoutPreview: 'docs.clickpesa.com/api-reference/disbursement/mno-payout/preview-mno-payout',
  payoutQuery: 'docs.clickpesa.com/api-reference/disbursement/querying-for-payouts/querying-for-payouts',
  payoutStatus: 'docs.clickpesa.com/home/payout-status',
  paymentStatus: 'docs.clickpesa.com/home/payment-status',
  query: 'docs.clickpesa.com/api-reference/collection/querying-for-payments/querying-for-payments',
  rateLimits: 'docs.clickpesa.com/home/sandbox-and-testing-environment',
  pushInitiate: 'docs.clickpesa.com/api-reference/collection/ussd-push-requests/initiate-ussd-push-request',
  pushPreview: 'docs.clickpesa.com/api-reference/collection/ussd-push-requests/preview-ussd-push-request',
  statement: 'docs.clickpesa.com/api-reference/account/get-account-statement',
  token: 'docs.clickpesa.com/api-reference/authorization/generate-token',
  webhooks: 'docs.clickpesa.com/home/webhooks',
} as const

export const documented = <const S extends string>(source: S) => grade('documented', source)
export const observed = <const S extends string>(source: S) => grade('observed', source)
export const secondhand = <const S extends string>(source: S) => grade('secondhand', source)
/** Nothing is known, so the sandbox chose; the source is the reason. */
export const assumed = <const S extends string>(reason: S) => grade('assumed', reason)

function grade<const E extends Evidence, const S extends string>(evidence: E, source: S) {
  return { 'x-evidence': evidence, 'x-source': source } as const
}
