import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { JSONSchema } from 'json-schema-to-ts'
import { SandboxMistake } from '../errors.js'
import { hostIn, hostOfUrl, isIpAddress, isLoopbackHost, isNamed } from '../lib/hosts.js'
import { forwardedAddress } from './forwarded-address.js'
import type { PublicAddress } from './public-address.js'

export const allowedHostsSchema = {
  type: 'array',
  maxItems: 100,
  items: { type: 'string', format: 'host-name' },
} as const satisfies JSONSchema

export interface ServedHosts {
  /** Its host is served. */
  readonly publicAddress: PublicAddress
  /** Further names that are served; `*.` before one means every name below it. */
  readonly allowedHosts: readonly string[] | 'all'
}

/**
 * Refuses requests that ask for a host which this server does not have. A name that its owner points at this machine
 * makes a page of theirs one of our own origin, to a browser (DNS rebinding); an address cannot be pointed anywhere.
 */
export function refuseUnknownHosts(app: FastifyInstance, { publicAddress, allowedHosts }: ServedHosts) {
  if (allowedHosts === 'all') return
  const isServed = (host: string) =>
    isLoopbackHost(host) ||
    isIpAddress(host) ||
    isNamed(host, allowedHosts) ||
    host === hostOfUrl(publicAddress.url)
  // Nearly all requests ask for the same one.
  let known: string | undefined
  app.addHook('onRequest', (request, _reply, done) => {
    const asked = authoritiesOf(request)
    const forwarded = forwardedAuthorities(request)
    if (asked.length === 1 && asked[0] === known && forwarded.length === 0) return done()
    const authorities = [...asked, ...forwarded]
    const unknown = authorities.find((authority) => !isServed(hostIn(authority) ?? ''))
    if (unknown !== undefined) return done(notServed(unknown))
    known = authorities[0]
    done()
  })

  /** Where names are listed, a trusted proxy passes on requests for these alone. */
  function forwardedAuthorities({ raw }: FastifyRequest): readonly string[] {
    if (allowedHosts.length === 0 || !publicAddress.isFromProxy(raw)) return NONE
    const { authority } = forwardedAddress(raw.headers)
    return authority === undefined ? [] : [authority]
  }
}

const NONE: readonly string[] = []

/** Whether a request asks for an address of a network instead of this machine itself. */
export function asksForNetworkAddress(request: FastifyRequest): boolean {
  return authoritiesOf(request).some((authority) => {
    const host = hostIn(authority) ?? ''
    return isIpAddress(host) && !isLoopbackHost(host)
  })
}

/**
 * Everything in a request that says for which host it is; one that says nothing asks for the host with no name. A
 * target with a host in it goes before the header, and of several headers Node keeps the first: all must be served.
 */
function authoritiesOf({ originalUrl: url, raw: { rawHeaders } }: FastifyRequest): readonly string[] {
  const found: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 4 && name.toLowerCase() === 'host') found.push(rawHeaders[i + 1] ?? '')
  }
  if (found.length === 0) found.push('')
  const inTarget = url.startsWith('/') ? null : /^[a-z][a-z\d+.-]*:\/\/([^/?#\\]*)/i.exec(url)
  if (inTarget) found.push(inTarget[1] ?? '')
  return found
}

const MAX_SHOWN_CHARACTERS = 100

function notServed(authority: string): SandboxMistake {
  const host = hostIn(authority)
  if (host === null) {
    const what = authority === '' ? 'names no host' : `asks for "${authority.slice(0, MAX_SHOWN_CHARACTERS)}"`
    return new SandboxMistake(
      'HOST_NOT_SERVED',
      `the request ${what}, and this sandbox answers to names that it knows`,
      'send a Host header such as 127.0.0.1:4255',
    )
  }
  const shown = host.slice(0, MAX_SHOWN_CHARACTERS)
  return new SandboxMistake(
    'HOST_NOT_SERVED',
    `this sandbox does not answer to the host ${shown}: a page of another site might be behind it`,
    `if the name is yours, start the sandbox with --allowed-hosts ${shown}, or with a --public-url of that host`,
  )
}
