import { SandboxMistake } from '../errors.js'
import { parseDuration } from '../lib/duration.js'
import type { SandboxOptions } from '../sandbox/sandbox.js'
import { serve } from '../serve.js'
import { SandboxClient } from './sandbox-client.js'
import type { Transport } from './transport.js'

export interface CreateSandboxOptions
  extends Pick<
    SandboxOptions,
    'seed' | 'profile' | 'dialect' | 'strict' | 'scenarioFolder' | 'scenarios' | 'merchant'
  > {
  /** 4255 when left out; 0 takes a free one. */
  readonly port?: number
  /** 127.0.0.1 when left out. */
  readonly host?: string
  /** Where the sandbox listens beyond loopback, others need it for the control API; made up when left out. */
  readonly controlToken?: string
  /** Address under which browsers and the code under test reach the sandbox, where that is another one. */
  readonly publicUrl?: string
  /** How long a receiver may take over its answer, as `30s`. */
  readonly deliveryTimeout?: string
}

/** Starts a sandbox in this process. Close it when the tests are done. */
export async function createSandbox(options: CreateSandboxOptions = {}): Promise<SandboxClient> {
  const { port = 4255, host = '127.0.0.1', deliveryTimeout, ...rest } = options
  const { app, url, controlToken, close } = await serve({
    ...rest,
    port,
    host,
    ...(deliveryTimeout === undefined ? {} : { deliveryTimeoutMs: milliseconds(deliveryTimeout) }),
  })
  const headers: Record<string, string> = controlToken ? { authorization: `Bearer ${controlToken}` } : {}
  const transport: Transport = async (method, path, body) => {
    const answer = await app.inject({
      method: method as 'GET',
      url: `/sandbox/api/v1${path}`,
      headers,
      ...(body === undefined ? {} : { payload: body as object }),
    })
    return { status: answer.statusCode, body: answer.body }
  }
  return new SandboxClient(url, transport, close)
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
