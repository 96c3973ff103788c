import { isArray, isObject, type JsonObject, type JsonValue } from '../domain/checksum.js'
import type { Damage } from '../domain/script.js'

/** A message with false values in it: a receiver must compare them with the order before it believes anything. */
export function tamperContent(body: JsonObject, damage: Damage | null): JsonObject {
  if (!damage) return body
  const { amount, currency, status, orderReference, clientId, extraFields = {} } = damage
  const tamperedValues: Record<string, string | undefined> = {
    collectedAmount: amount,
    amount,
    collectedCurrency: currency,
    currency,
    status,
    orderReference,
    clientId,
  }
  // The wrapped bodies keep their content in `data`, the flat callback at the top.
  const content = isObject(body.data) ? body.data : body
  const tampered: JsonObject = {
    ...Object.fromEntries(
      Object.entries(content).map(([name, value]): [string, JsonValue] => [
        name,
        tamperedValues[name] ?? value,
      ]),
    ),
    ...extraFields,
  }
  return content === body ? tampered : { ...body, data: tampered }
}

/** The bytes of a message: compact JSON, unless they are tampered with. */
export function tamperText(body: JsonObject, damage: Damage | null): string {
  const plain = JSON.stringify(body)
  switch (damage?.text) {
    case undefined:
      return plain
    case 'reordered':
      return JSON.stringify(reversed(body))
    case 'respaced':
      return JSON.stringify(body, null, 2).replaceAll('/', '\\/')
    case 'duplicate-keys':
      return withAmountTwice(plain)
    case 'cut-off':
      return plain.slice(0, plain.length >> 1)
  }
}

/** What of the damage there is to see: a checksum cannot be wrong where none is made. */
export function visibleDamage(damage: Damage | null, carriesChecksum: boolean): Damage | null {
  if (!damage || carriesChecksum) return damage
  const { checksum: _, ...visible } = damage
  return Object.keys(visible).length > 0 ? visible : null
}

/** Any other key signs wrongly. */
export function wrongKey(key: string): string {
  return `not ${key}`
}

function reversed(value: JsonValue): JsonValue {
  if (isArray(value)) return value.map(reversed)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  )
}

/** Most parsers keep the last of two equal keys, which is the right one here; some keep the first. */
function withAmountTwice(text: string): string {
  return text.replace(/"(collectedAmount|amount)":/, '"$1":"1","$1":')
}
