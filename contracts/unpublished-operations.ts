import { ENDPOINT_IDS, endpointOf } from './endpoints.js'

/** An operation that ClickPesa documents, by method and path below the base address. */
type Operation = readonly [method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string]

/**
 * Operations that ClickPesa documents beside the hosted checkout. One that becomes an endpoint of the sandbox may stay
 * in this list: it then no longer counts as missing.
 */
const KNOWN_OPERATIONS: readonly Operation[] = [
  ['POST', '/payments/preview-ussd-push-request'],
  ['POST', '/payments/initiate-ussd-push-request'],
  ['POST', '/payments/preview-card-payment'],
  ['POST', '/payments/initiate-card-payment'],
  ['POST', '/billpay/create-order-control-number'],
  ['POST', '/billpay/create-customer-control-number'],
  ['POST', '/billpay/bulk-create-order-control-numbers'],
  ['POST', '/billpay/bulk-create-customer-control-numbers'],
  ['GET', '/billpay/{billPayNumber}'],
  ['PATCH', '/billpay/{billPayNumber}'],
  ['POST', '/payouts/preview-mobile-money-payout'],
  ['POST', '/payouts/create-mobile-money-payout'],
  ['POST', '/payouts/preview-bank-payout'],
  ['POST', '/payouts/create-bank-payout'],
  ['POST', '/payouts/preview-lipa-namba-payout'],
  ['POST', '/payouts/create-lipa-namba-payout'],
  ['GET', '/payouts/lipa-namba-providers'],
  ['GET', '/payouts/all'],
  ['GET', '/payouts/{orderReference}'],
  ['POST', '/payout-link/generate-payout-url'],
  ['GET', '/account/balance'],
  ['GET', '/account/statement'],
  ['GET', '/exchange-rates/all'],
  ['GET', '/list/banks'],
  ['POST', '/crdb-direct-debit/request-mandate'],
  ['GET', '/crdb-direct-debit/get-mandate/{mandateRequestId}'],
  ['POST', '/crdb-direct-debit/cancel-mandate'],
]

/** The operations that ClickPesa has and the sandbox does not play yet. */
export const MISSING_OPERATIONS: readonly Operation[] = KNOWN_OPERATIONS.filter(
  ([method, path]) =>
    !ENDPOINT_IDS.some(
      (id) => endpointOf(id).method === method && shapeOf(endpointOf(id).path) === shapeOf(path),
    ),
)

/** The documented operation that a call is meant for and that the sandbox does not play; null where there is none. */
export function missingOperation(method: string, path: string): string | null {
  const wanted = path.replace(/\/+$/, '')
  const found = MISSING_OPERATIONS.find(([of, known]) => of === method && fits(known, wanted))
  return found ? found.join(' ') : null
}

function fits(known: string, path: string): boolean {
  const parts = known.split('/')
  const given = path.split('/')
  return parts.length === given.length && parts.every((part, i) => part.startsWith('{') || part === given[i])
}

function shapeOf(path: string): string {
  return path.replaceAll(/\{\w+\}/g, '{}')
}
