import { isArray, isObject, type JsonObject, type JsonValue } from '../domain/checksum.js'
import type { Damage } from '../domain/script.js'

/** A message with lies in it: what a receiver must compare with the order before it believes anything. */
export function alterContent(body: JsonObject, damage: Damage | null): JsonObject {
  if (!damage) return body
  const { amount, orderReference, clientId, extraFields = {} } = damage
  const lies: Record<string, string | undefined> = {
    collectedAmount: amount,
    amount,
    orderReference,
    clientId,
  }
  // The wrapped bodies keep what they tell in `data`, the flat callback at the top.
  const told = isObject(body.data) ? body.data : body
  const altered: JsonObject = {
    ...Object.fromEntries(
      Object.entries(told).map(([name, value]): [string, JsonValue] => [name, lies[name] ?? value]),
    ),
    ...extraFields,
  }
  return told === body ? altered : { ...body, data: altered }
}

/** The bytes of a message: compact JSON, unless they are spoiled. */
export function alterText(body: JsonObject, damage: Damage | null): string {
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
