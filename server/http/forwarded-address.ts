import type { IncomingHttpHeaders } from 'node:http'
import { hostIn } from '../lib/hosts.js'

/** What a proxy says of the request that it passes on, as far as it says it. */
export interface ForwardedAddress {
  readonly protocol?: 'http' | 'https' | undefined
  /** Host, with its port where it was given. */
  readonly authority?: string | undefined
  /** Where the authority names none. */
  readonly port?: string | undefined
  /** The path in front of everything, without a slash at its end; empty for none. */
  readonly prefix?: string | undefined
}

/**
 * Reads `X-Forwarded-Host`, `-Proto`, `-Port` and `-Prefix`, and `Forwarded` (RFC 7239) for what they leave open. Of
 * several values the last one counts, which the nearest proxy wrote; one that cannot be right counts as not there.
 */
export function forwardedAddress(headers: IncomingHttpHeaders): ForwardedAddress {
  const { host, proto } = lastOfForwarded(headers.forwarded ?? '')
  const given = (name: string) => lastOf(headers[`x-forwarded-${name}`])
  const prefix = given('prefix')?.replace(/\/+$/, '')
  return {
    protocol: protocolIn(given('proto') ?? proto),
    authority: authorityIn(given('host') ?? host),
    port: portIn(given('port')),
    prefix: prefix === undefined || !PREFIX.test(prefix) ? undefined : prefix,
  }
}

/** Segments of a path: two slashes in front would be another host, and dots another path. */
const PREFIX = /^(\/(?!\.{1,2}(\/|$))[\w.~!$&'()*+,;=:@%-]+)*$/

function lastOf(header: string | string[] | undefined): string | undefined {
  const text = String(header ?? '')
  return text.slice(text.lastIndexOf(',') + 1).trim() || undefined
}

const PAIRS = /([\w-]{1,40})=(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))|,/g

/** The parameters of the last element. */
function lastOfForwarded(text: string): Partial<Record<string, string>> {
  let last: Record<string, string> = {}
  for (const [separator, name = '', quoted, plain = ''] of text.matchAll(PAIRS)) {
    if (separator === ',') last = {}
    else last[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain
  }
  return last
}

function protocolIn(text: string | undefined): 'http' | 'https' | undefined {
  const known = text?.toLowerCase()
  return known === 'http' || known === 'https' ? known : undefined
}

function authorityIn(text: string | undefined): string | undefined {
  return text === undefined || hostIn(text) === null ? undefined : text
}

function portIn(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536
    ? text
    : undefined
}
