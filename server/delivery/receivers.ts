import type { LookupAddress } from 'node:dns'
import { lookup as dnsLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import type { JSONSchema } from 'json-schema-to-ts'
import type { ReceiverRules } from './receiver-rules.js'

export const allowReceiversSchema = {
  type: 'array',
  maxItems: 100,
  items: { type: 'string', format: 'receiver' },
} as const satisfies JSONSchema

/** A receiver that is not posted to; the message says which, why, and what would allow it. */
export class ReceiverRefused extends Error {}

/** Judges receivers by the addresses that their names lead to, at the moment of connecting. */
export class Receivers {
  readonly #isShared: boolean
  readonly #words: ReadonlySet<string>
  readonly #networks: readonly Network[]
  readonly #lookUp: typeof dnsLookup
  #ownPort: number | null = null

  /** @param lookUp - asks for the addresses of a name, as `dns.lookup` does */
  constructor({ isShared, allowed }: ReceiverRules, lookUp = dnsLookup) {
    this.#lookUp = lookUp
    this.#isShared = isShared
    this.#words = new Set(allowed.map((word) => word.toLowerCase()))
    this.#networks = allowed.map(networkOf).filter((network) => network !== null)
  }

  /** The sandbox listens on this port: nothing is posted to it, or it would be told to reset itself. */
  reserve(port: number) {
    this.#ownPort = port
  }

  /** Throws a ReceiverRefused when the address may not be connected to. `host` is what the receiver was called. */
  judge(address: string, port: number, host: string) {
    const ip = ipaddr.process(address)
    if (port === this.#ownPort && isThisMachine(ip)) {
      throw new ReceiverRefused(`${host}:${port} is this sandbox itself, which posts nothing to itself`)
    }
    if (this.#isShared && !this.#isAllowed(ip, host)) {
      throw new ReceiverRefused(
        `${host} leads to ${ip}, which is ${kindOf(ip)}: a sandbox that others can reach posts there only when --allow-receivers has ${allowance(ip)}`,
      )
    }
  }

  /** The lookup of `net.connect`, which leads to addresses that may be connected to alone. */
  lookupFor(port: number): LookupFunction {
    return (host, options, done) => {
      this.#lookUp(host, { ...options, all: true }, (error, found) => {
        if (error) return done(error, [])
        const judged = this.#judgeAll(found, port, host)
        if (judged instanceof ReceiverRefused) return done(judged, [])
        const [first] = judged
        if (options.all) return done(null, [...judged])
        done(null, first?.address ?? '', first?.family)
      })
    }
  }

  #judgeAll(found: readonly LookupAddress[], port: number, host: string) {
    let refused = new ReceiverRefused(`${host} leads to no address`)
    const allowed = found.filter(({ address }) => {
      try {
        this.judge(address, port, host)
        return true
      } catch (error) {
        if (!(error instanceof ReceiverRefused)) throw error
        refused = error
        return false
      }
    })
    return allowed.length > 0 ? allowed : refused
  }

  #isAllowed(ip: Ip, host: string): boolean {
    const range = ip.range()
    if (isPublic(ip)) return true
    return (
      this.#words.has('any') ||
      this.#words.has(host.toLowerCase()) ||
      (this.#words.has('private') && PRIVATE.has(range)) ||
      (this.#words.has('loopback') && range === 'loopback') ||
      this.#networks.some(([network, bits]) => network.kind() === ip.kind() && ip.match(network, bits))
    )
  }
}

/** Of IPv6, only this network is given to the public: what lies outside has no range of its own for the library. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR('2000::/3')

/** At Azure, a machine of the cloud itself, which only its own machines reach; it looks like any public address. */
const OF_CLOUDS: ReadonlySet<string> = new Set(['168.63.129.16'])

function isPublic(ip: Ip): boolean {
  if (ip.range() !== 'unicast' || OF_CLOUDS.has(ip.toString())) return false
  return ip.kind() === 'ipv4' || ip.match(GIVEN_OUT)
}

type Ip = ReturnType<typeof ipaddr.process>
type Network = readonly [Ip, number]

const PRIVATE: ReadonlySet<string> = new Set(['private', 'uniqueLocal', 'carrierGradeNat'])

const KINDS: Readonly<Record<string, string>> = {
  private: 'a private address',
  uniqueLocal: 'a private address',
  carrierGradeNat: 'a private address',
  loopback: 'this machine itself',
  unspecified: 'this machine itself',
  linkLocal: 'a link-local address, where clouds keep their secrets',
}

function kindOf(ip: Ip): string {
  const range = ip.range()
  return KINDS[range] ?? (range === 'unicast' ? 'an address that is not public' : `a ${range} address`)
}

/** What would allow an address, the narrowest last. */
function allowance(ip: Ip): string {
  const range = ip.range()
  const word = PRIVATE.has(range) ? 'private' : range === 'loopback' ? 'loopback' : null
  return word ? `${word} or ${ip}` : String(ip)
}

/** A network or a single address; null for a word that is neither. */
function networkOf(word: string): Network | null {
  if (ipaddr.isValidCIDR(word)) return ipaddr.parseCIDR(word)
  if (isIP(word) === 0) return null
  const ip = ipaddr.process(word)
  return [ip, ip.kind() === 'ipv4' ? 32 : 128]
}

function isThisMachine(ip: Ip): boolean {
  if (ip.range() === 'loopback' || ip.range() === 'unspecified') return true
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return own.some(({ address }) => ipaddr.process(address).toString() === ip.toString())
}
