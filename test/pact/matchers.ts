import { MatchersV3 } from '@pact-foundation/pact'
import type { WireSchema } from '../../contracts/schemas/evidence.js'

const { regex, eachLike, number, integer, boolean } = MatchersV3

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What of a JSON Schema says how a value may look. */
interface Shape {
  readonly type?: string | readonly string[]
  readonly const?: Json
  readonly enum?: readonly Json[]
  readonly pattern?: string
  readonly minLength?: number
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly anyOf?: readonly Shape[]
}

/**
 * Matchers for the parts of a message that a consumer relies on, which are the keys of the example: as loose
 * as its schema is. Constants and enums stay as they are in the example, and so do the pinned keys; in a list, whose
 * items differ, an enum may have any of its values.
 */
export function matching(schema: WireSchema, example: Json, pinned: readonly string[] = []): unknown {
  return matcher(schema as Shape, example, pinned, '')
}

function matcher(shape: Shape, example: Json, pinned: readonly string[], path: string): unknown {
  const branch = shape.anyOf?.find(({ type }) => type === typeOf(example)) ?? shape
  if (branch.enum && path.includes('[]')) return regex(`^(${branch.enum.join('|')})$`, String(example))
  if (branch.const !== undefined || branch.enum) return example
  if (isList(example)) {
    const [first] = example
    if (first === undefined) return []
    return eachLike(matcher(known(branch.items, path), first, pinned, `${path}[]`) as string)
  }
  if (typeof example === 'object' && example !== null) {
    return Object.fromEntries(
      Object.entries(example).map(([key, value]) => {
        const place = `${path}/${key}`
        const inner = known(branch.properties?.[key], place)
        return [key, pinned.includes(key) ? value : matcher(inner, value, pinned, place)]
      }),
    )
  }
  return scalar(branch, example, path)
}

function scalar({ type, pattern, minLength }: Shape, example: Json, path: string): unknown {
  if (typeof example === 'string') return regex(pattern ?? (minLength ? '.+' : '.*'), example)
  if (typeof example === 'boolean') return boolean(example)
  if (typeof example === 'number') return type === 'integer' ? integer(example) : number(example)
  throw new Error(`${path}: no matcher for ${JSON.stringify(example)}`)
}

function known(shape: Shape | undefined, path: string): Shape {
  if (shape) return shape
  throw new Error(`${path} is in the example, and the schema does not know it`)
}

function typeOf(value: Json): string {
  return isList(value) ? 'array' : typeof value
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
