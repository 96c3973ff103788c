import type { Dialect } from '../domain/dialect.js'
import type { Refusal } from '../errors.js'
import { STATUS_CODES } from '../http/node-http.js'

/**
 * A refusal as the gateway words it. One whole live body is known; it is the standard form of the
 * framework NestJS, in which 401, 429 and a blocked address come without `error`.
 */
export function refusalBody(refusal: Refusal, envelope: Dialect['errorEnvelope']): Record<string, unknown> {
  const { status, gatewayMessage: message } = refusal
  if (envelope === 'messageOnly') return { message: typeof message === 'string' ? message : message[0] }
  const bare = status === 401 || status === 429 || refusal.code === 'ADDRESS_BLOCKED'
  return { statusCode: status, message, ...(bare ? {} : { error: STATUS_CODES[status] ?? 'Error' }) }
}
