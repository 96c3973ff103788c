import { SandboxClient } from './sandbox-client.js'
import { call, httpTransport } from './transport.js'

export interface ConnectSandboxOptions {
  /** The control token, where the sandbox asks for one. */
  readonly token?: string
}

/**
 * Connects to a sandbox that runs somewhere else, such as a container. Fails at once, with the reason,
 * when there is none at this address or the token is wrong.
 */
export async function connectSandbox(
  url: string,
  { token }: ConnectSandboxOptions = {},
): Promise<SandboxClient> {
  const origin = url.replace(/\/+$/, '')
  const transport = httpTransport(origin, token)
  await call(transport, 'GET', '/scenarios')
  return new SandboxClient(origin, transport, async () => {})
}
