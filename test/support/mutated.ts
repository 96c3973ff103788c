import fc, { type Arbitrary } from 'fast-check'
import { hostile } from './arbitrary.js'

/** A JSON value with a few of its parts replaced, dropped, doubled or renamed, wherever they are. */
export function mutated(value: unknown): Arbitrary<unknown> {
  const steps = fc.array(
    fc.tuple(fc.nat(), fc.constantFrom('replace', 'drop', 'double', 'rename' as const), hostile),
    { minLength: 1, maxLength: 3 },
  )
  return steps.map((changes) =>
    changes.reduce<unknown>((before, [at, how, other]) => changed(before, at, how, other), value),
  )
}

function changed(value: unknown, at: number, how: string, other: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(value) ?? 'null')
  const places = placesIn(copy)
  const place = places[places.length === 0 ? 0 : at % places.length]
  if (!place) return other
  const { holder, key } = place
  if (how === 'replace') holder[key] = other
  else if (how === 'drop') delete holder[key]
  else if (how === 'double') holder[`${key}2`] = holder[key]
  else {
    holder[`${key}_`] = holder[key]
    delete holder[key]
  }
  return copy
}

interface Place {
  readonly holder: Record<string, unknown>
  readonly key: string
}

/** Every key of every object and list in a value. */
function placesIn(value: unknown): Place[] {
  const found: Place[] = []
  const open = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    for (const [key, inner] of Object.entries(next)) {
      found.push({ holder: next as Record<string, unknown>, key })
      open.push(inner)
    }
  }
  return found
}

/** The same value, with every address in it one where nobody listens: a fuzzer must call no one. */
export function calledNobody(value: unknown): unknown {
  if (typeof value === 'string') return /^\s*https?:/i.test(value) ? 'http://127.0.0.1:9/nobody' : value
  if (Array.isArray(value)) return value.map(calledNobody)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, calledNobody(inner)]))
}
