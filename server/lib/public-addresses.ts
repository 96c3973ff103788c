/**
 * The public addresses of a sandbox. All of them begin with the one at which it is reached, but those of hosted pages where
 * these have an origin of their own.
 */
export interface PublicAddresses {
  /** Address of the sandbox itself, without a slash at its end. */
  readonly url: string
  /** Base address of the ClickPesa API. */
  readonly apiUrl: string
  /** Address under which the hosted pages are. */
  readonly checkoutUrl: string
  readonly inspectorUrl: string
  /** The address of a checkout link, for a customer's browser. */
  readonly checkoutLink: (linkId: string) => string
  /** The address of a payout link, for the browser of whoever is paid out. */
  readonly payoutLink: (linkId: string) => string
}

/**
 * Every public address of a sandbox that is reached at `url`; slashes at its end do not matter. A link is the address of
 * the pages and `/CHE` and seven characters, as the live one (seen in July 2025); `pageOrigin` is where the pages are, when
 * they have an origin of their own (`--checkout-url`).
 */
export function addressesAt(url: string, pageOrigin: string | null = null): PublicAddresses {
  const base = url.replace(/\/+$/, '')
  const checkoutUrl = pageOrigin ?? base.replace(API_NAME, '$1checkout.clickpesa.com')
  return {
    url: base,
    apiUrl: `${base}/third-parties`,
    checkoutUrl,
    inspectorUrl: `${base}/sandbox`,
    checkoutLink: (linkId) => `${checkoutUrl}/${linkId}`,
    payoutLink: (linkId) => `${checkoutUrl}/payout/${linkId}`,
  }
}

/** Who calls the API by its own name finds the hosted pages under theirs. */
const API_NAME = /^(https?:\/\/)api\.clickpesa\.com(?=[:/]|$)/

/** Links to hosted pages, which are at the root as the live ones are, and below `/checkout` too. */
const PAGE_AT_ROOT = /^\/(?:CHE|payout\/PAL)[0-9A-F]{7}(?=[/?#]|$)/

export function isPageAtRoot(path: string): boolean {
  return PAGE_AT_ROOT.test(path)
}

/** Where a path of the root is inside the sandbox: hosted pages are below `/checkout`. */
export function insideCheckout(path: string): string {
  return isPageAtRoot(path) ? `/checkout${path}` : path
}

/** First parts of the paths that the sandbox itself serves. */
export const OWN_PATHS = [
  'third-parties',
  'checkout',
  'payout',
  'sandbox',
  'docs',
  'healthz',
  'readyz',
  'metrics',
] as const

/**
 * A header of the control API in which a caller says at which address it reaches the sandbox. All addresses in the
 * answer begin with it.
 */
export const REACHED_AT_HEADER = 'x-sandbox-reached-at'
