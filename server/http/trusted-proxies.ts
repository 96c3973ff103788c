import { BlockList, isIP } from 'node:net'
import type { JSONSchema } from 'json-schema-to-ts'

export const trustedProxiesSchema = {
  type: 'array',
  maxItems: 100,
  items: { type: 'string', format: 'network' },
} as const satisfies JSONSchema

const WORDS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'],
}

/**
 * Says of an IP address whether it is one of these networks, addresses or words (`loopback`, `private`). An IPv4
 * address that is written as IPv6, as sockets for both do, is the same address.
 */
export function addressIn(networks: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList()
  for (const network of networks.flatMap((word) => WORDS[word.toLowerCase()] ?? [word])) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address = '') => {
    const version = isIP(address)
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
  }
}
