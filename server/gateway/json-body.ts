import { isUtf8 } from 'node:buffer'
import type { JsonObject, JsonValue } from '../domain/checksum.js'
import { LIMITS } from '../domain/limits.js'
import { Refusal } from '../errors.js'
import { otherThanUtf8 } from './in-utf8.js'

/** What the gateway's framework takes by default; its real limit is unknown. */
export const BODY_LIMIT_BYTES = LIMITS.gatewayBody.most

/** Deeper bodies have no honest use here, and recursion over them could exhaust the stack. */
const DEPTH_LIMIT = 32

const NO_BODY: JsonObject = {}

const BYTE_ORDER_MARK = '\uFEFF'

/**
 * The JSON object that a request carries; `text` is what its bytes are in UTF-8. Nothing at all and an empty array count as an empty object,
 * because published clients send both; everything else that is not an object is refused. A list stands for the
 * field `listField`, where one is given.
 */
export function readJsonObject(
  bytes: Buffer,
  text: string,
  contentType: string | undefined,
  listField: string | null = null,
): JsonObject {
  if (bytes.length === 0) return NO_BODY
  if (!/^application\/(json|[\w.+-]+\+json)\b/i.test(contentType ?? '')) {
    throw malformed(
      `the body came as ${contentType ?? 'no content type at all'}; send Content-Type: application/json`,
    )
  }
  const body = parsed(bytes, text, contentType)
  if (Array.isArray(body)) {
    if (body.length === 0) return NO_BODY
    if (listField !== null) return readObject({ [listField]: body as JsonValue[] })
    throw malformed('the body is a list; an object is needed')
  }
  if (typeof body === 'string' && /^\s*\{/.test(body)) {
    throw malformed('the body is a text that holds JSON: it was encoded twice; send the object itself')
  }
  if (typeof body !== 'object' || body === null) throw malformed('the body is not an object')
  return readObject(body as JsonObject)
}

function readObject(body: JsonObject): JsonObject {
  const reason = reasonAgainst(body)
  if (reason) throw malformed(reason)
  return body
}

function parsed(bytes: Buffer, text: string, contentType: string | undefined): unknown {
  if (!isUtf8(bytes)) throw malformed(`the body is not UTF-8${otherThanUtf8(bytes, contentType)}`)
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text)
  } catch (error) {
    const isUtf16 = text.includes('\0')
    throw malformed(
      isUtf16
        ? `the body is not UTF-8${otherThanUtf8(bytes, contentType)}`
        : `the body is not JSON: ${(error as Error).message}`,
    )
  }
}

/** What makes a well-formed JSON text unfit to be worked on: it could be neither stored nor signed safely. */
function reasonAgainst(body: JsonObject): string | null {
  const open: { value: object; depth: number }[] = [{ value: body, depth: 1 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next
    if (depth > DEPTH_LIMIT) return `the body is nested more than ${DEPTH_LIMIT} levels deep`
    const fields = value as Readonly<Record<string, JsonValue>>
    for (const key of Object.keys(fields)) {
      const inner = fields[key]
      const reason =
        key === '__proto__'
          ? 'a key in the body is called __proto__'
          : (reasonAgainstText(key) ?? reasonAgainstLeaf(inner))
      if (reason) return reason
      if (typeof inner === 'object' && inner !== null) open.push({ value: inner, depth: depth + 1 })
    }
  }
  return null
}

function reasonAgainstLeaf(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return reasonAgainstText(value)
  return typeof value === 'number' && !Number.isFinite(value) ? 'a number in the body is too large' : null
}

function reasonAgainstText(text: string): string | null {
  if (text.includes('\0')) return 'text in the body contains the character NUL'
  return text.isWellFormed() ? null : 'text in the body contains half a surrogate pair'
}

function malformed(explanation: string): Refusal {
  return new Refusal('MALFORMED_JSON', explanation)
}
