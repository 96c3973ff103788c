import type { FastifyRequest } from 'fastify'
import { asksForNetworkAddress } from './served-hosts.js'

/** Headers of proxies and tunnels, which no program sends that is on this machine itself. */
const OF_PROXIES = new RegExp(
  `^(${[
    'forwarded|via|cdn-loop|client-ip|true-client-ip|x-(real|client|cluster-client|remote)-(ip|addr|port|host)',
    'x-(forwarded|original|rewrite|proxy|envoy|ngrok|tunnel|amzn|amz-cf|arr|azure|appengine|vercel|cloud-trace)(-.*)?',
    '(cf|fly|fastly|ngrok|tailscale|akamai)-.*',
  ].join('|')})$`,
)

/** What in a request says that it comes from another machine, by way of a proxy or a tunnel; null for nothing. */
export function signOfForwarding(request: FastifyRequest): string | null {
  for (const name in request.headers) if (OF_PROXIES.test(name)) return `the header ${name}`
  return asksForNetworkAddress(request) ? `the host ${request.headers.host}` : null
}
