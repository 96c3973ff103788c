import { buildApp } from '../app.js'
import { parseDuration } from '../domain/duration.js'
import { SandboxMistake } from '../errors.js'
import { Sandbox, type SandboxOptions } from '../sandbox/sandbox.js'
import { SandboxClient } from './sandbox-client.js'
import type { Transport } from './transport.js'

export interface CreateSandboxOptions
  extends Pick<SandboxOptions, 'seed' | 'profile' | 'dialect' | 'scenarioFolder' | 'scenarios' | 'merchant'> {
  /** 4255 when left out; 0 takes a free one. */
  readonly port?: number
  /** 127.0.0.1 when left out. */
  readonly host?: string
  /** Address under which browsers and the code under test reach the sandbox, where that is another one. */
  readonly publicUrl?: string
  /** How long a receiver may take over its answer, as `30s`. */
  readonly deliveryTimeout?: string
}

/** Starts a sandbox in this process. Close it when the tests are done. */
export async function createSandbox(options: CreateSandboxOptions = {}): Promise<SandboxClient> {
  const { port = 4255, host = '127.0.0.1', deliveryTimeout, publicUrl, ...rest } = options
  const sandbox = await Sandbox.open({
    ...rest,
    ...(deliveryTimeout === undefined ? {} : { deliveryTimeoutMs: milliseconds(deliveryTimeout) }),
  })
  let url = publicUrl ?? ''
  const app = await buildApp(sandbox, { publicUrl: () => url })
  const address = await app.listen({ port, host })
  url ||= address

  const transport: Transport = async (method, path, body) => {
    const answer = await app.inject({
      method: method as 'GET',
      url: `/sandbox/api/v1${path}`,
      ...(body === undefined ? {} : { payload: body as object }),
    })
    return { status: answer.statusCode, body: answer.body }
  }
  return new SandboxClient(url, transport, async () => {
    await app.close()
    await sandbox.close()
  })
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
