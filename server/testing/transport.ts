import { printable } from '../lib/printable.js'
import { REACHED_AT_HEADER } from '../lib/public-addresses.js'

/** An answer of the control API. */
export interface ControlAnswer {
  readonly status: number
  readonly body: string
}

/** How calls reach the control API: in this process, or over HTTP. Paths begin after `/sandbox/api/v1`. */
export type Transport = (method: string, path: string, body?: unknown) => Promise<ControlAnswer>

/**
 * A call that the control API did not carry out. `code` is stable, `hint` says what to do.
 *
 * @example Tell a missing merchant from other mistakes
 * ```ts
 * import { ControlError, createSandbox } from 'clickpesa-sandbox'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * try {
 *   await sandbox.merchant('IDUNKNOWN')
 * } catch (error) {
 *   if (!(error instanceof ControlError && error.code === 'MERCHANT_NOT_FOUND')) throw error
 *   console.log(error.status, error.hint)
 * }
 * await sandbox.close()
 * ```
 */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  readonly status: number
  readonly code: string
  readonly hint: string

  constructor(
    status: number,
    { code = 'UNKNOWN', message = '', hint = '' }: Record<string, string | undefined>,
  ) {
    super(printable(hint ? `${message} (${hint})` : message))
    this.status = status
    this.code = code
    this.hint = hint
  }
}

/** Makes a call and reads its answer. Throws a {@link ControlError} for everything but success. */
export async function call<Answer>(
  transport: Transport,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const answer = await transport(method, path, body)
  const json = parsed(answer)
  if (answer.status >= 400) throw new ControlError(answer.status, json as Record<string, string>)
  return json as Answer
}

/** A call of the control API, ready to be sent. `path` is the whole one. */
export interface ControlCall {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** Calls the control API by whatever sends its requests; at `reachedAt`, if that is to be in all addresses of answers. */
export function controlTransport(
  token: string | undefined,
  send: (call: ControlCall) => Promise<ControlAnswer>,
  reachedAt?: string,
): Transport {
  const always: Record<string, string> = {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(reachedAt === undefined ? {} : { [REACHED_AT_HEADER]: reachedAt }),
  }
  return (method, path, body) =>
    send({
      method,
      path: `/sandbox/api/v1${path}`,
      headers: { ...always, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
}

/** Calls a sandbox that runs somewhere else. */
export function httpTransport(url: string, token: string | undefined): Transport {
  const base = url.replace(/\/+$/, '')
  const send = async ({ method, path, headers, body }: ControlCall) => {
    const response = await fetch(base + path, { method, headers, ...(body === undefined ? {} : { body }) })
    return { status: response.status, body: await response.text() }
  }
  return controlTransport(token, send, base)
}

function parsed({ status, body }: ControlAnswer): unknown {
  if (status === 204) return {}
  try {
    return JSON.parse(body)
  } catch {
    const message = `the answer (${status}) is not JSON: "${body.slice(0, 100)}"`
    const hint = 'is this the address of a clickpesa-sandbox?'
    throw new ControlError(status, { code: 'NOT_A_SANDBOX', message, hint })
  }
}
