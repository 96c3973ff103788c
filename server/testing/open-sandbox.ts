import type { Environment } from '../environment.js'
import { connectSandbox } from './connect-sandbox.js'
import { type CreateSandboxOptions, createSandbox } from './create-sandbox.js'
import type { SandboxClient } from './sandbox-client.js'

/**
 * Where the tests of a runner find their sandbox. One that runs already is used as it is: the options
 * of a new one have no effect on it, apart from its control token.
 */
export interface SandboxChoice extends CreateSandboxOptions {
  /**
   * Address of a sandbox that runs already, such as a container; the variable `CLICKPESA_SANDBOX_URL` when
   * left out. Without either, a sandbox is started in this process.
   */
  readonly url?: string
}

/** Opens the sandbox of a test run: the one that is chosen, or one of its own on a free port. */
export function openSandbox(
  { url, ...options }: SandboxChoice,
  env: Environment = process.env,
): Promise<SandboxClient> {
  const address = url ?? env.CLICKPESA_SANDBOX_URL
  if (!address) return createSandbox({ port: 0, ...options })
  const token = options.controlToken ?? env.CLICKPESA_SANDBOX_CONTROL_TOKEN
  return connectSandbox(address, token ? { token } : {})
}
