import { isArray, isObject, type JsonObject, type JsonValue } from '../domain/checksum.js'
import { below } from './recipe.js'
import type { Mistake, Slip } from './slip.js'

/** A value that is neither an object nor an array; its name is the key it stands under, at whatever depth. */
interface Leaf {
  readonly path: string
  readonly name: string
  readonly value: JsonValue
}

/** One way to take a value for another type. */
interface Mistyping extends Mistake {
  readonly leaves: readonly Leaf[]
  /** The JSON that was hashed in place of the value. */
  readonly write: (value: JsonValue) => string
}

const MAX_SINGLE_FIELDS = 24
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/
const AMOUNT_LIKE = /price|amount|total|quantity|fee|rate/i

/** Slips of type: a value was hashed as a number and sent as a string, or the other way round. */
export function typingSlips(body: JsonObject): Slip[] {
  const mistypings = mistypingsOf(leavesOf(body, '', ''))
  const general = mistypings.flatMap((mistyping) =>
    [mistyping.leaves, mistyping.leaves.filter(({ name }) => AMOUNT_LIKE.test(name))]
      .filter((group) => group.length > 0)
      .map((group) => slipIn(group, mistyping)),
  )
  const single = mistypings.flatMap((mistyping) =>
    singleFields(mistyping.leaves).map((group) => ({ group, mistyping })),
  )
  return [
    ...general,
    ...single
      .slice(0, MAX_SINGLE_FIELDS)
      .map(({ group, mistyping }) => ({ ...slipIn(group, mistyping), cost: 2 })),
  ]
}

function mistypingsOf(leaves: readonly Leaf[]): Mistyping[] {
  const numbers = leaves.filter(({ value }) => typeof value === 'number')
  const sameTypes = 'Hash the very types that are sent.'
  return [
    {
      code: 'string-hashed-number-sent',
      leaves: numbers,
      write: (value) => JSON.stringify(String(value)),
      did: 'hashed as a string but sent as a number',
      instead: sameTypes,
    },
    {
      code: 'number-hashed-string-sent',
      leaves: leaves.filter(({ value }) => typeof value === 'string' && PLAIN_NUMBER.test(value)),
      write: (value) => String(Number(value)),
      did: 'hashed as a number but sent as a string',
      instead: sameTypes,
    },
    {
      code: 'whole-number-with-decimal',
      leaves: numbers.filter(({ value }) => Number.isInteger(value)),
      write: (value) => `${value}.0`,
      did: 'hashed with `.0` at the end',
      instead: 'Write whole numbers without a decimal point: once parsed, 10.0 is 10.',
    },
  ]
}

/** The leaves of one name together, then each leaf alone. */
function singleFields(leaves: readonly Leaf[]): (readonly Leaf[])[] {
  const byName = new Map<string, Leaf[]>()
  for (const leaf of leaves) {
    const namesakes = byName.get(leaf.name)
    if (namesakes) namesakes.push(leaf)
    else byName.set(leaf.name, [leaf])
  }
  const isOneOfSeveral = ({ name }: Leaf) => (byName.get(name)?.length ?? 0) > 1
  return [...byName.values(), ...leaves.filter(isOneOfSeveral).map((leaf) => [leaf])]
}

function slipIn(group: readonly Leaf[], { code, write, did, instead }: Mistyping): Slip {
  return {
    code,
    change: { rewrites: new Map(group.map(({ path, value }) => [path, write(value)])) },
    did: `${pathList(group)} ${group.length === 1 ? 'was' : 'were'} ${did}.`,
    instead,
  }
}

function pathList(leaves: readonly Leaf[]): string {
  const paths = leaves.slice(0, 3).map(({ path }) => `\`${path}\``)
  if (leaves.length > 3) return `${paths.join(', ')} and ${leaves.length - 3} more`
  return [paths.slice(0, -1).join(', '), ...paths.slice(-1)].filter((part) => part !== '').join(' and ')
}

function leavesOf(value: JsonValue, path: string, name: string): Leaf[] {
  if (isArray(value)) return value.flatMap((inner, index) => leavesOf(inner, `${path}[${index}]`, name))
  if (!isObject(value)) return [{ path, name, value }]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, below(path, key), key))
}
