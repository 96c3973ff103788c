import type { Dialect } from './dialect.js'
import { isPaid, type Payment } from './payment.js'

/**
 * What the address at which the browser comes back says of the payment; null while the browser may not
 * go there. Nothing in it is signed: only Query Payment proves anything.
 */
export function claimOnReturn({ status, returnOpen, script }: Payment): string | null {
  if (!returnOpen) return null
  if (script.return.status) return script.return.status
  if (isPaid(status)) return 'SUCCESS'
  // A payment that is on hold or was given back is not a reason to send anybody to the shop.
  return status === 'FAILED' || status === 'PENDING' || status === 'PROCESSING' ? status : null
}

/**
 * Where the browser goes when the payment is over. The application's Return URL keeps its own query and
 * fragment.
 */
export function returnAddress(
  returnUrl: string,
  orderReference: string,
  status: string,
  params: Dialect['redirectParams'],
): string {
  const url = new URL(returnUrl)
  if (params === 'none') return url.href
  const added = new URLSearchParams({ orderReference, ...(params === 'full' ? { status } : {}) })
  url.search = url.search ? `${url.search}&${added}` : `?${added}`
  return url.href
}

/** The Return URL of an application, as far as a browser can be sent there; anything else is never linked to. */
export function possibleReturnUrl(text: string | null): string | null {
  return text !== null && isReturnUrl(text) ? text : null
}

/**
 * Whether a browser can be sent to an address without harm: a page of the web, or a deep link that opens an app, as
 * `myapp://payment/return` or `com.shop.app:/return`. What runs as a script or reads a file is none.
 */
export function isReturnUrl(text: string): boolean {
  if (!DEEP_LINK.test(text) || !URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  if (protocol === 'http:' || protocol === 'https:') return /^https?:\/\//i.test(text) && hostname !== ''
  return !HARMFUL.includes(protocol)
}

/** A scheme, a colon and a slash, and nothing that a browser would take out before it reads on. */
const DEEP_LINK = /^[a-z][a-z\d+.-]*:\/[!-~\u00a1-\uffff ]*$/i

/** Schemes that a browser itself carries out or reads. */
const HARMFUL = [
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'filesystem:',
  'blob:',
  'about:',
  'view-source:',
  'chrome:',
  'ws:',
  'wss:',
  'ftp:',
]
