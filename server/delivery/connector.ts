import { isIP } from 'node:net'
import type { buildConnector } from 'undici'
import type { Receivers } from './receivers.js'

/**
 * Connects to receivers that may be connected to, and fails for all others. The address is judged that the connection
 * is made to: a name may lead elsewhere the next time that it is looked up.
 */
export function connectorTo(receivers: Receivers, build: typeof buildConnector): buildConnector.connector {
  return (options, connected) => {
    const { hostname, protocol } = options
    const port = Number(options.port) || (protocol === 'https:' ? 443 : 80)
    const address = hostname.replace(/^\[|\]$/g, '')
    try {
      // Addresses are not looked up.
      if (isIP(address) > 0) receivers.judge(address, port, hostname)
    } catch (refused) {
      connected(refused as Error, null)
      return
    }
    const connect = build({ lookup: receivers.lookupFor(port) } as buildConnector.BuildOptions)
    connect(options, connected)
  }
}
