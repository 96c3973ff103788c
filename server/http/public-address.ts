import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { JSONSchema } from 'json-schema-to-ts'
import { SandboxMistake } from '../errors.js'
import { hostIn, hostOfUrl, isIpAddress, isLoopbackHost, isNamed } from '../lib/hosts.js'
import {
  addressesAt,
  insideCheckout,
  isPageAtRoot,
  OWN_PATHS,
  type PublicAddresses,
} from '../lib/public-addresses.js'
import { type ForwardedAddress, forwardedAddress } from './forwarded-address.js'
import { addressIn } from './trusted-proxies.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the caller reaches the sandbox: for every address that it is told. */
    readonly reached: ReachedAt
  }
}

export const publicUrlSchema = {
  type: 'string',
  format: 'public-url',
  maxLength: 2000,
} as const satisfies JSONSchema

/** An origin: pages at a path of their own are what `publicUrl` is for. */
export const checkoutUrlSchema = {
  ...publicUrlSchema,
  pattern: '^https?://[^/]+/?$',
} as const satisfies JSONSchema

/** Where one caller reaches the sandbox, and everything in it. */
export interface ReachedAt extends PublicAddresses {
  /**
   * What comes before the sandbox's own paths: empty, or the path of a proxy, without a slash at its end. Inside the
   * sandbox paths are without it; pages, redirects and cookies get it as they leave.
   */
  readonly path: string
  /** Of its address, as browsers write it in `Origin`; null where the address is none. */
  readonly origin: string | null
  /** Of the hosted pages, where they have one of their own. */
  readonly pageOrigin: string | null
}

export interface PublicAddressOptions {
  /** The address that everybody is told; without one it depends on who asks. */
  readonly publicUrl?: string | null | undefined
  /** The origin of all links to hosted pages; without one they begin as all other addresses do. */
  readonly pageOrigin?: string | null | undefined
  /** Names that links follow when a caller asks for them, as `ServedHosts` has them. */
  readonly namedHosts?: readonly string[] | undefined
  /** Networks and addresses of proxies whose word counts. */
  readonly trustedProxies?: readonly string[] | undefined
  /** Whether the sandbox was started for this machine alone, and so has no defence against others. */
  readonly isPrivate?: boolean | undefined
}

/**
 * The address under which a caller reaches the sandbox. The first of these that there is:
 *
 * 1. the public address, as it was set while the sandbox runs, or configured;
 * 2. what a trusted proxy says of the request;
 * 3. the host that the caller asked for, if it is this machine, an IP address or a name that was allowed: so a
 *    container's port may be mapped to any other. A name that nobody allowed is never told to anybody;
 * 4. where the sandbox listens.
 */
export class PublicAddress {
  readonly #configured: string | null
  readonly #pageOrigin: string | null
  readonly #namedHosts: readonly string[]
  readonly #hasProxies: boolean
  readonly #isPrivate: boolean
  /** Whether the word of a machine counts, by its IP address. */
  readonly trusts: (address: string | undefined) => boolean
  #set: string | null = null
  #listening = 'http://127.0.0.1:4255'
  // Nearly all requests are alike.
  #latest: ReachedAt
  #latestPrefix: string | undefined
  #latestFollowed: {
    readonly protocol: string
    readonly authority: string
    readonly url: string | null
  } = { protocol: '', authority: '', url: null }

  constructor({
    publicUrl,
    pageOrigin,
    namedHosts = [],
    trustedProxies = [],
    isPrivate = true,
  }: PublicAddressOptions = {}) {
    this.#configured = publicUrl || null
    this.#pageOrigin = pageOrigin?.replace(/(?<!\/)\/+$/, '') || null
    this.#latest = reachedAt(this.#listening, this.#pageOrigin)
    this.#namedHosts = namedHosts
    this.#hasProxies = trustedProxies.length > 0
    this.#isPrivate = isPrivate
    this.trusts = addressIn(trustedProxies)
  }

  /** Says where the sandbox listens, which one on port 0 learns late. */
  listensAt(url: string) {
    this.#listening = url
  }

  /**
   * The address that everybody is told from now on; null for the configured one, or where there is none, whichever each
   * caller uses. Throws a SandboxMistake for an address of a network, where nothing keeps others out.
   */
  set(url: string | null) {
    if (url !== null && this.#isPrivate && !isLoopbackHost(hostOfUrl(url) ?? '')) {
      const host = hostOfUrl(url)
      throw new SandboxMistake(
        'PUBLIC_URL_NOT_GUARDED',
        `others could reach the sandbox at ${host}, and it was started for this machine alone`,
        `start it with --allowed-hosts ${host}, or with --public-url ${url}: it then asks others for a control token`,
      )
    }
    this.#set = url
  }

  /** The address that everybody is told, whoever asks; null where there is none. */
  get fixed(): string | null {
    return this.#set ?? this.#configured
  }

  /** The address for whom no request tells more: the start message. */
  get url(): string {
    return addressesAt(this.fixed ?? this.#listening).url
  }

  /** Whether one proxy at least is trusted and this request came by way of one. */
  isFromProxy({ socket }: IncomingMessage): boolean {
    return this.#hasProxies && this.trusts(socket.remoteAddress)
  }

  /** Where the sender of a request reaches the sandbox. */
  of(request: IncomingMessage): ReachedAt {
    const forwarded = this.isFromProxy(request) ? forwardedAddress(request.headers) : {}
    const url =
      this.fixed ?? forwardedUrl(request, forwarded) ?? this.#followedUrl(request) ?? this.#listening
    const { prefix } = forwarded
    if (this.#latest.url !== url || this.#latestPrefix !== prefix) {
      this.#latest = reachedAt(url, this.#pageOrigin, prefix)
      this.#latestPrefix = prefix
    }
    return this.#latest
  }

  /** The path of a request inside the sandbox, whether or not a proxy has taken its own path off. */
  ownPath(request: IncomingMessage): string {
    return insideCheckout(this.#withoutProxy(request))
  }

  #withoutProxy(request: IncomingMessage): string {
    const { url = '/' } = request
    const { path } = this.of(request)
    if (path === '' || !url.startsWith(path)) return url
    const rest = url.slice(path.length)
    if (!/^([/?]|$)/.test(rest) || isOwnAlready(path, rest)) return url
    return rest.startsWith('/') ? rest : `/${rest}`
  }

  #followedUrl({ headers, socket }: IncomingMessage): string | null {
    const { host: authority = '' } = headers
    const protocol = protocolOf(socket)
    const latest = this.#latestFollowed
    if (latest.authority === authority && latest.protocol === protocol) return latest.url
    const host = hostIn(authority)
    const isFollowed =
      host !== null && (isLoopbackHost(host) || isIpAddress(host) || isNamed(host, this.#namedHosts))
    const url = isFollowed ? new URL(`${protocol}://${authority}`).origin : null
    this.#latestFollowed = { protocol, authority, url }
    return url
  }
}

/** Gives every request its `reached`. */
export function knowAddress(app: FastifyInstance, publicAddress: PublicAddress) {
  app.decorateRequest('reached', {
    getter() {
      return publicAddress.of(this.raw)
    },
  })
}

/** Puts the path at which a caller reaches the sandbox before every address that a redirect of a scope leads to. */
export function redirectToReachedAddress(app: FastifyInstance) {
  app.addHook('onSend', async (request, reply) => {
    const location = reply.getHeader('location')
    const { path } = request.reached
    if (path !== '' && typeof location === 'string' && /^\/(?!\/)/.test(location)) {
      reply.header('location', path + location)
    }
  })
}

function reachedAt(url: string, pageOrigin: string | null, path = pathOf(url)): ReachedAt {
  return {
    ...addressesAt(url, pageOrigin),
    pageOrigin,
    path,
    origin: URL.canParse(url) ? new URL(url).origin : null,
  }
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname.replace(/(?<!\/)\/+$/, '') : ''
}

function protocolOf(socket: IncomingMessage['socket']): 'http' | 'https' {
  return 'encrypted' in socket ? 'https' : 'http'
}

function originOf(protocol: string, authority: string): string | null {
  return hostIn(authority) === null ? null : new URL(`${protocol}://${authority}`).origin
}

/** Null where a proxy says nothing, or nothing that makes an address. */
function forwardedUrl(request: IncomingMessage, forwarded: ForwardedAddress): string | null {
  if (Object.values(forwarded).every((value) => value === undefined)) return null
  const { protocol = protocolOf(request.socket), authority, port, prefix = '' } = forwarded
  const asked = authority ?? request.headers.host ?? ''
  // The port beside the host is the one before the proxy, where the host was not passed on with its own.
  const keepsPort = port === undefined || (authority !== undefined && /:\d+$/.test(authority))
  const origin = originOf(protocol, keepsPort ? asked : `${hostIn(asked)}:${port}`)
  return origin === null ? null : origin + prefix
}

/**
 * Whether a path that begins like that of the proxy is one of the sandbox's own all the same: below `/sandbox`,
 * `/sandbox/docs` is.
 */
function isOwnAlready(path: string, rest: string): boolean {
  const isOwn = (first: string | undefined) => OWN_PATHS.some((own) => own === first)
  if (!isOwn(path.split('/')[1]) || isPageAtRoot(rest)) return false
  const [, next = ''] = rest.split(/[/?]/)
  return !isOwn(next) || `${path}/${next}` === '/sandbox/docs'
}
