import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { SandboxMistake } from '../errors.js'
import { nodeHttp } from '../http/node-http.js'
import { parseDuration } from '../lib/duration.js'
import { localUrl } from '../lib/hosts.js'
import { warningsOfLiveCredentials } from '../live-credentials.js'
import { refuseProduction } from '../production.js'
import type { SandboxOptions } from '../sandbox/sandbox-options.js'
import { serve } from '../serve.js'
import { type KnownOptions, refuseUnknownOptions } from './known-options.js'
import { SandboxClient } from './sandbox-client.js'
import { controlTransport } from './transport.js'

/**
 * How to start a sandbox. Whatever is left out gets a default.
 *
 * @example Repeat every id and random choice, and refuse what the docs do not promise
 * ```ts
 * import { createSandbox, type CreateSandboxOptions } from 'clickpesa-sandbox'
 *
 * const options: CreateSandboxOptions = { port: 0, seed: 'checkout tests', strict: true }
 * const sandbox = await createSandbox(options)
 * console.log(sandbox.url)
 * await sandbox.close()
 * ```
 */
export interface CreateSandboxOptions
  extends Pick<
    SandboxOptions,
    'seed' | 'profile' | 'dialect' | 'strict' | 'scenarioFolder' | 'scenarios' | 'merchant'
  > {
  /** 4255 when left out; 0 takes a free one. */
  readonly port?: number
  /** 127.0.0.1 when left out. */
  readonly host?: string
  /** Where others can reach the sandbox, they need it for the control API; made up when left out. */
  readonly controlToken?: string
  /** Address under which browsers and the code under test reach the sandbox, where that is another one. */
  readonly publicUrl?: string
  /** Origin of links to hosted pages, where that is another one; such as `https://checkout.clickpesa.com`. */
  readonly checkoutUrl?: string
  /** Networks and addresses of proxies whose `X-Forwarded-…` headers are believed, such as `loopback`. */
  readonly trustedProxies?: readonly string[]
  /** Further host names that requests may ask for; `*.` before one means every name below it. */
  readonly allowedHosts?: readonly string[]
  /** Where webhooks may go beside public addresses, once others than this machine can reach the sandbox. */
  readonly allowReceivers?: readonly string[]
  /** Starts where `NODE_ENV` is `production` all the same. */
  readonly allowProduction?: boolean
  /** Where data is kept: a file of SQLite, or the address of a PostgreSQL database. In memory when left out. */
  readonly data?: string
  /** How long a receiver may take over its answer, as `30s`. */
  readonly deliveryTimeout?: string
}

/**
 * Starts a sandbox in this process. Close it when the tests are done.
 *
 * @example Start a sandbox for a test, pay an order, and stop
 * ```ts
 * import { createSandbox } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * await merchant.waitForPayment({ orderReference: 'ORDER1001', status: 'SUCCESS' })
 * await sandbox.close()
 * ```
 */
export async function createSandbox(options: CreateSandboxOptions = {}): Promise<SandboxClient> {
  const { port = 4255, host = '127.0.0.1', deliveryTimeout, allowProduction = false, ...rest } = options
  refuseUnknownOptions('createSandbox', options, KNOWN)
  refuseProduction(process.env, allowProduction, 'allowProduction: true')
  for (const warning of warningsOfLiveCredentials(rest.merchant ?? {})) process.emitWarning(warning)
  const serving = await serve({
    ...rest,
    port,
    host,
    ...(deliveryTimeout === undefined ? {} : { deliveryTimeoutMs: milliseconds(deliveryTimeout) }),
  })
  const { transport, close } = ownTransport(localUrl(host, serving.port), serving.controlToken)
  return new SandboxClient(
    () => serving.url,
    transport,
    async () => {
      close()
      await serving.close()
    },
  )
}

const KNOWN: KnownOptions<CreateSandboxOptions> = {
  port: true,
  host: true,
  data: true,
  publicUrl: true,
  checkoutUrl: true,
  trustedProxies: true,
  allowedHosts: true,
  allowReceivers: true,
  controlToken: true,
  merchant: true,
  scenarios: true,
  scenarioFolder: true,
  profile: true,
  dialect: true,
  strict: true,
  seed: true,
  deliveryTimeout: true,
  allowProduction: true,
}

/**
 * Calls by the client of Node. Tests replace the global fetch and timers, which this does without, and some run
 * where Fastify's `inject` cannot be loaded (Jest on Node 20 and 22).
 */
function ownTransport(origin: string, controlToken: string | null) {
  const agent = new nodeHttp.Agent({ keepAlive: true })
  const transport = controlTransport(controlToken ?? undefined, async ({ method, path, headers, body }) => {
    const sent = nodeHttp.request(origin + path, { agent, method, headers }).end(body)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return { status: response.statusCode ?? 0, body: await text(response) }
  })
  return { transport, close: () => agent.destroy() }
}

function milliseconds(text: string): number {
  const ms = parseDuration(text)
  if (ms !== null) return ms
  throw new SandboxMistake(
    'INVALID_CONFIG',
    `deliveryTimeout is "${text}"`,
    'give a duration such as 500ms or 30s',
  )
}
