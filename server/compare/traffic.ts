import type { EndpointId } from '../../contracts/endpoints.js'
import { isObject, type JsonObject, type JsonValue } from '../domain/checksum.js'

/** A call to the ClickPesa API, as somebody recorded it. */
export interface Call {
  /** Where in the recording it stands: `line 3`, `entry 12`. */
  readonly where: string
  /** Milliseconds since 1970; null where the recording does not say. */
  readonly at: number | null
  readonly method: string
  /** The endpoint that it went to; null for none that the sandbox plays. */
  readonly endpoint: EndpointId | null
  /** From `/third-parties` on, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonValue | undefined
  readonly status: number
  /** What the answer said; undefined where it was no JSON. */
  readonly answer: JsonValue | undefined
}

/** A webhook or a call to a `callbackUrl`, as the merchant's server got it. */
export interface Notification {
  readonly where: string
  readonly at: number | null
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
  readonly text: string
  /** How the merchant's server answered; null where the recording does not say. */
  readonly answered: number | null
}

/** A browser that was sent back to the shop. */
export interface Return {
  readonly where: string
  /** The status of the redirect; null where the recording does not say. */
  readonly status: number | null
  readonly url: string
}

/** What a team recorded against the live gateway, in the order in which it happened. */
export interface Traffic {
  readonly calls: readonly Call[]
  readonly notifications: readonly Notification[]
  readonly returns: readonly Return[]
  /** How many calls were passed over, because they have no answer or no body of one. */
  readonly passedOver: number
}

/** The order reference that a query asks for; null for any other call. */
export function queriedReference({ endpoint, path }: Pick<Call, 'endpoint' | 'path'>): string | null {
  if (endpoint !== 'query-payment') return null
  const reference = path.split('/').filter(Boolean).at(-1) ?? ''
  try {
    return decodeURIComponent(reference)
  } catch {
    // No reference that could be known: it is compared as it stands.
    return reference
  }
}

/** The fields of a body; none for anything that is not an object. */
export function fieldsOf(body: JsonValue | undefined): JsonObject {
  return isObject(body) ? body : {}
}

/** Whether a call was carried out. */
export function isGranted({ status }: Pick<Call, 'status'>): boolean {
  return status >= 200 && status < 300
}

/** Link requests that were granted. */
export function grantedLinks({ calls }: Traffic): readonly Call[] {
  return calls.filter((call) => call.endpoint === 'generate-checkout-url' && isGranted(call))
}

/** Everything that Query Payment and the list said of payments, row by row. */
export function rowsOf({ endpoint, status, answer }: Call): readonly JsonObject[] {
  if (status !== 200 || (endpoint !== 'query-payment' && endpoint !== 'query-payments')) return []
  const list = Array.isArray(answer) ? answer : fieldsOf(answer).data
  return Array.isArray(list) ? list.filter(isObject) : []
}

/** What a refusal says, a text for each validation message. */
export function validationMessagesIn({ answer }: Pick<Call, 'answer'>): readonly string[] {
  const { message } = fieldsOf(answer)
  if (typeof message === 'string') return [message]
  return Array.isArray(message) ? message.map(String) : []
}

/** What a message tells: its `data`, or the message itself where it is flat. */
export function contentOf({ body }: Pick<Notification, 'body'>): JsonObject {
  return isObject(body.data) ? body.data : body
}

/** The event that a message names; null for a flat callback. */
export function eventOf({ body }: Pick<Notification, 'body'>): string | null {
  const name = body.event ?? body.eventType
  return typeof name === 'string' ? name : null
}
