import { getAccountBalance } from './endpoints/account-balance.js'
import { getAccountStatement } from './endpoints/account-statement.js'
import { changeControlNumber } from './endpoints/change-control-number.js'
import { createBankPayout } from './endpoints/create-bank-payout.js'
import { createCustomerControlNumber } from './endpoints/create-customer-control-number.js'
import { createCustomerControlNumbers } from './endpoints/create-customer-control-numbers.js'
import { createLipaNambaPayout } from './endpoints/create-lipa-namba-payout.js'
import { createMobileMoneyPayout } from './endpoints/create-mobile-money-payout.js'
import { createOrderControlNumber } from './endpoints/create-order-control-number.js'
import { createOrderControlNumbers } from './endpoints/create-order-control-numbers.js'
import type { Endpoint } from './endpoints/endpoint.js'
import { listExchangeRates } from './endpoints/exchange-rates.js'
import { generateCheckoutUrl } from './endpoints/generate-checkout-url.js'
import { generatePayoutUrl } from './endpoints/generate-payout-url.js'
import { generateToken } from './endpoints/generate-token.js'
import { initiateCardPayment } from './endpoints/initiate-card-payment.js'
import { initiateUssdPush } from './endpoints/initiate-ussd-push.js'
import { listLipaNambaProviders } from './endpoints/lipa-namba-providers.js'
import { listBanks } from './endpoints/list-banks.js'
import { previewBankPayout } from './endpoints/preview-bank-payout.js'
import { previewCardPayment } from './endpoints/preview-card-payment.js'
import { previewLipaNambaPayout } from './endpoints/preview-lipa-namba-payout.js'
import { previewMobileMoneyPayout } from './endpoints/preview-mobile-money-payout.js'
import { previewUssdPush } from './endpoints/preview-ussd-push.js'
import { queryControlNumber } from './endpoints/query-control-number.js'
import { queryPayment } from './endpoints/query-payment.js'
import { queryPayments } from './endpoints/query-payments.js'
import { queryPayout } from './endpoints/query-payout.js'
import { queryPayouts } from './endpoints/query-payouts.js'

/** Where the ClickPesa API begins. */
export const API_PREFIX = '/third-parties'

/**
 * Every endpoint of the ClickPesa API that the sandbox plays. Routes, documents, faults, findings, checks and
 * comparisons come from it, and keep its order.
 */
export const ENDPOINTS = {
  'generate-token': generateToken,
  'generate-checkout-url': generateCheckoutUrl,
  'preview-ussd-push': previewUssdPush,
  'initiate-ussd-push': initiateUssdPush,
  'preview-card-payment': previewCardPayment,
  'initiate-card-payment': initiateCardPayment,
  'create-order-control-number': createOrderControlNumber,
  'create-customer-control-number': createCustomerControlNumber,
  'create-order-control-numbers': createOrderControlNumbers,
  'create-customer-control-numbers': createCustomerControlNumbers,
  'query-control-number': queryControlNumber,
  'change-control-number': changeControlNumber,
  'query-payment': queryPayment,
  'query-payments': queryPayments,
  'preview-mobile-money-payout': previewMobileMoneyPayout,
  'create-mobile-money-payout': createMobileMoneyPayout,
  'preview-bank-payout': previewBankPayout,
  'create-bank-payout': createBankPayout,
  'preview-lipa-namba-payout': previewLipaNambaPayout,
  'create-lipa-namba-payout': createLipaNambaPayout,
  'lipa-namba-providers': listLipaNambaProviders,
  'generate-payout-url': generatePayoutUrl,
  'query-payout': queryPayout,
  'query-payouts': queryPayouts,
  'account-balance': getAccountBalance,
  'account-statement': getAccountStatement,
  'exchange-rates': listExchangeRates,
  'list-banks': listBanks,
} as const satisfies Readonly<Record<string, Endpoint>>

export type EndpointId = keyof typeof ENDPOINTS

export const ENDPOINT_IDS = Object.keys(ENDPOINTS) as EndpointId[]

/** The endpoint with an id, where only what all of them have is of interest. */
export function endpointOf(id: EndpointId): Endpoint {
  return ENDPOINTS[id]
}

/** Whether there is nothing to fill in in an endpoint's path. */
export function hasFixedPath(id: EndpointId): boolean {
  return !ENDPOINTS[id].path.includes('{')
}

/** A fixed path comes before the ones with parameters that fit it too: who looks for a path takes the first. */
export const IDS_BY_PATH: readonly EndpointId[] = [
  ...ENDPOINT_IDS.filter(hasFixedPath),
  ...ENDPOINT_IDS.filter((id) => !hasFixedPath(id)),
]
