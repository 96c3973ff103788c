/** The public addresses of a sandbox: all of them begin with the one at which it is reached. */
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

/** Every public address of a sandbox that is reached at `url`; slashes at its end do not matter. */
export function addressesAt(url: string): PublicAddresses {
  const base = url.replace(/\/+$/, '')
  const checkoutUrl = `${base.replace(API_NAME, '$1checkout.clickpesa.com')}/checkout`
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

/** First parts of the paths that the sandbox itself serves. */
export const OWN_PATHS = [
  'third-parties',
  'checkout',
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
