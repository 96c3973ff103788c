import { STATUS_CODES } from 'node:http'
import type { LightMyRequestResponse } from 'fastify'

/** What of an answer a client can see and rely on. */
export interface SeenAnswer {
  readonly status: number
  readonly type: string | undefined
  readonly body: string
}

export const JSON_TYPE = 'application/json; charset=utf-8'

export function seen(reply: LightMyRequestResponse): SeenAnswer {
  return { status: reply.statusCode, type: reply.headers['content-type']?.toString(), body: reply.body }
}

/** A refusal in the live envelope, byte for byte: 401, 429 and a blocked address come without `error`. */
export function refused(status: number, message: string | readonly string[]): SeenAnswer {
  const bare = status === 401 || status === 429 || message === 'Forbidden'
  const error = bare ? {} : { error: STATUS_CODES[status] }
  return { status, type: JSON_TYPE, body: JSON.stringify({ statusCode: status, message, ...error }) }
}
