import { API_PREFIX, ENDPOINT_IDS, endpointOf } from '../../contracts/endpoints.js'
import { isUnpublishedOperation } from '../../contracts/unpublished-operations.js'
import { Refusal } from '../errors.js'
import { getOrAdd } from '../lib/get-or-add.js'
import { nearest } from '../lib/nearest.js'

/** What is said to a call that no endpoint takes, with the endpoint that it may have been meant for. */
export function noSuchRoute(method: string, url: string): Refusal {
  const path = url.split('?')[0] ?? url
  const shown = path.slice(0, MAX_SHOWN)
  if (path.startsWith(API_PREFIX) && isUnpublishedOperation(method, path.slice(API_PREFIX.length))) {
    const explanation = `ClickPesa has ${method} ${shown}, and nobody has published its messages: there is nothing to be faithful to`
    return new Refusal('NOT_IMPLEMENTED', explanation)
  }
  const hint = ruleFor(path, KNOWN_MISTAKES) ?? meant(shown) ?? ruleFor(path, KINDS)
  const explanation = `the sandbox has no ${method} ${shown}${hint ? `; ${hint}` : ''}`
  return new Refusal('NO_SUCH_ROUTE', explanation, { values: { method, path: url.slice(0, 2048) } })
}

const MAX_SHOWN = 200

type Rule = readonly [pattern: RegExp, right: string]

function ruleFor(path: string, rules: readonly Rule[]): string | undefined {
  return rules.find(([pattern]) => pattern.test(path))?.[1]
}

/** Paths that published clients and older docs have. */
const KNOWN_MISTAKES: readonly Rule[] = [
  [/^\/third-parties\/third-parties/, 'the base address has /third-parties in it already; it must come once'],
  [/token|auth/i, 'tokens come from POST /third-parties/generate-token'],
  [/webshop/i, 'the webshop endpoint is gone; use POST /third-parties/checkout-link/generate-checkout-url'],
  [
    /billpay\/update-status/i,
    'a control number is changed with PATCH /third-parties/billpay/{billPayNumber}',
  ],
  [
    /payouts?\/.{0,80}-request|mno-payout-requests/i,
    'the path of a payout has no -request: POST /third-parties/payouts/create-mobile-money-payout, or preview-',
  ],
  [/generate-payout-url/i, 'payout links come from POST /third-parties/payout-link/generate-payout-url'],
]

/** What a path is about, where it is like none that there is. */
const KINDS: readonly Rule[] = [
  [/checkout/i, 'links come from POST /third-parties/checkout-link/generate-checkout-url'],
  [/pay/i, 'payments are queried with GET /third-parties/payments/{orderReference}'],
]

/** The methods of each path without parameters. */
const METHODS = new Map<string, string[]>()
for (const { method, path } of ENDPOINT_IDS.map(endpointOf))
  if (!path.includes('{')) getOrAdd(METHODS, path, () => []).push(method)

/** The endpoint whose path is most like this one, or is this one, with another method. */
function meant(path: string): string | null {
  if (!path.startsWith(API_PREFIX)) return null
  const asked = path.slice(API_PREFIX.length)
  const known = nearest(asked, [...METHODS.keys()])
  if (known === null) return null
  const right = `${METHODS.get(known)?.join(' or ')} ${API_PREFIX}${known}`
  return known === asked ? `it is ${right}` : `did you mean ${right}?`
}
