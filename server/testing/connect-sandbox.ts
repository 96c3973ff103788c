import { refuseUnknownOptions } from './known-options.js'
import { SandboxClient } from './sandbox-client.js'
import { call, httpTransport } from './transport.js'

/**
 * How to connect to a sandbox that runs somewhere else.
 *
 * @example Connect to a sandbox that asks for a control token
 * ```ts
 * import { connectSandbox, type ConnectSandboxOptions } from 'clickpesa-sandbox'
 *
 * const options: ConnectSandboxOptions = { token: process.env.CLICKPESA_SANDBOX_CONTROL_TOKEN ?? '' }
 * const url = process.env.CLICKPESA_SANDBOX_URL ?? 'http://127.0.0.1:4255'
 * const sandbox = await connectSandbox(url, options)
 * await sandbox.close()
 * ```
 */
export interface ConnectSandboxOptions {
  /** The control token, where the sandbox asks for one. */
  readonly token?: string
}

/**
 * Connects to a sandbox that runs somewhere else, such as a container. Fails at once, with the reason,
 * when there is none at this address or the token is wrong.
 *
 * @example Use a sandbox that runs in a container
 * ```ts
 * import { connectSandbox } from 'clickpesa-sandbox'
 *
 * const sandbox = await connectSandbox(process.env.CLICKPESA_SANDBOX_URL ?? 'http://127.0.0.1:4255')
 * const merchant = await sandbox.createMerchant()
 * console.log(merchant.apiUrl)
 * await merchant.remove()
 * await sandbox.close()
 * ```
 */
export async function connectSandbox(
  url: string,
  options: ConnectSandboxOptions = {},
): Promise<SandboxClient> {
  refuseUnknownOptions('connectSandbox', options, { token: true })
  const { token } = options
  const origin = url.replace(/\/+$/, '')
  const transport = httpTransport(origin, token)
  await call(transport, 'GET', '/scenarios')
  return new SandboxClient(
    () => origin,
    transport,
    async () => {},
  )
}
