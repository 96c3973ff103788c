import type { JsonValue } from '../../domain/checksum.js'
import type { RequestFinding } from '../../domain/journal.js'
import { isLoopback } from '../../lib/hosts.js'
import { isHttpUrl } from '../../schema/formats.js'
import { finding } from './catalogue.js'

/** The last part of a path that people look at, not servers. */
const PAGE =
  /(^|[-_])(thank|thanks|thankyou|success|successful|return|complete|completed|received)([-_]|$)|\.html?$/i

/** What is odd about a link's `callbackUrl`. An address that is not an address at all is refused elsewhere. */
export function callbackFindings(value: JsonValue | undefined): RequestFinding[] {
  if (typeof value !== 'string' || !isHttpUrl(value)) return []
  const url = new URL(value)
  return [
    ...(url.protocol === 'http:' && !isNear(url.hostname)
      ? [finding('callback-not-https', 'callbackUrl')]
      : []),
    ...(looksLikePage(url.pathname) ? [finding('callback-is-page', 'callbackUrl')] : []),
  ]
}

/** A receiver on this machine, or in the next container, can only be a test's own: there, http is right. */
function isNear(host: string): boolean {
  return isLoopback(host.replace(/^\[|\]$/g, '')) || !host.includes('.') || host.endsWith('.internal')
}

function looksLikePage(path: string): boolean {
  const last = path.split('/').findLast((part) => part !== '') ?? ''
  return last === '' || PAGE.test(last)
}
