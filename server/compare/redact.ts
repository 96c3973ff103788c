import { createHash } from 'node:crypto'
import { isArray, isObject, type JsonObject, type JsonValue } from '../domain/checksum.js'

/** Fields and headers whose values can be used again or lead to a person. */
const SECRET =
  /^(authorization|api-?key|client-?id|cookie|set-cookie|token|checksum|x-clickpesa-checksum|(customer)?(name|email|phone)|customerPhoneNumber|(payment)?phoneNumber|account(Name|Number)|description)$/i

/**
 * Recorded traffic that can be shared: credentials, names, phone numbers and e-mail addresses give way to
 * marks. Equal values get equal marks, so that it can still be followed which belongs together.
 */
export function redactedTraffic(text: string): string {
  const whole = parsed(text)
  if (whole !== undefined) return `${JSON.stringify(redacted(whole), null, 2)}\n`
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => `${JSON.stringify(redacted(parsed(line) ?? line))}\n`).join('')
}

function redacted(value: JsonValue): JsonValue {
  if (isArray(value)) return value.map(redacted)
  if (!isObject(value)) return typeof value === 'string' ? redactedText(value) : value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, redactedField(name, inner, value)]),
  )
}

function redactedField(
  name: string,
  value: JsonValue,
  { name: pairName, value: pairValue }: JsonObject,
): JsonValue {
  // HAR lists headers as pairs of a name and a value.
  const isPair = typeof pairName === 'string' && typeof pairValue === 'string'
  if (isPair && name === 'name') return value
  const secret = isPair && name === 'value' ? SECRET.test(String(pairName)) : SECRET.test(name)
  if (!secret) return redacted(value)
  return typeof value === 'string' || typeof value === 'number' ? mark(String(value)) : redacted(value)
}

/** Bodies are texts with JSON in them. */
function redactedText(text: string): string {
  if (/^\s*[{[]/.test(text)) {
    const inner = parsed(text)
    if (inner !== undefined) return JSON.stringify(redacted(inner))
  }
  return text.replaceAll(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, mark).replaceAll(/\b255\d{9}\b/g, mark)
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function mark(value: string): string {
  return value === '' ? '' : `redacted-${createHash('sha256').update(value).digest('hex').slice(0, 8)}`
}
