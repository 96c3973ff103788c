import { SWITCHES } from './dialect-switches.js'

/** How well a statement about the live gateway is supported, strongest first. */
export const GRADES = ['documented', 'observed', 'secondhand', 'assumed'] as const

export type Grade = (typeof GRADES)[number]

/** One reason to believe that the gateway behaves in a certain way. */
export interface Evidence {
  readonly grade: Grade
  readonly note: string
}

/** Named dialects: the best guess at today's gateway, the letter of its docs, and its behaviour during 2025. */
export const PROFILES = ['live', 'documented', 'legacy2025'] as const

export type Profile = (typeof PROFILES)[number]

/** One way a switch can stand: a fixed value, or any integer from `integersFrom` upwards. */
export type SwitchPosition = ({ readonly value: string | number } | { readonly integersFrom: number }) & {
  /** What the sandbox then does, in one sentence. */
  readonly means: string
  readonly evidence: readonly Evidence[]
}

/** A question about the gateway that the evidence leaves open, with its possible answers. */
export interface Switch {
  /** The question, as one sentence about what is decided. */
  readonly decides: string
  readonly values: readonly SwitchPosition[]
  /** Where the switch stands in each profile. */
  readonly profiles: { readonly [P in Profile]: string | number }
}

export type SwitchName = keyof typeof SWITCHES

type ValueOf<Position> = Position extends { readonly value: infer Value }
  ? Value
  : Position extends { readonly integersFrom: number }
    ? number
    : never

/** Where every switch stands for one merchant. */
export type Dialect = {
  readonly [K in SwitchName]: ValueOf<(typeof SWITCHES)[K]['values'][number]>
}

export const SWITCH_NAMES = Object.keys(SWITCHES) as readonly SwitchName[]

/** A profile with some switches set otherwise. The overrides are taken as they are: check them first. */
export function dialectOf(profile: Profile, overrides: Partial<Dialect> = {}): Dialect {
  const settings = SWITCH_NAMES.map((name) => [name, overrides[name] ?? SWITCHES[name].profiles[profile]])
  return Object.freeze(Object.fromEntries(settings)) as Dialect
}

/**
 * Whether the evidence leaves a switch open: its value in the profile `live` is neither documented nor
 * observed, or another value is as well.
 */
export function isOpen({ values, profiles }: Switch): boolean {
  const firm = values.filter(({ evidence }) =>
    evidence.some(({ grade }) => grade === 'documented' || grade === 'observed'),
  )
  const [only, ...others] = firm
  return !only || others.length > 0 || !('value' in only) || only.value !== profiles.live
}

/** A position as people read it: `'nest'`, `403`, `an integer of at least 1`. */
export function positionText(position: SwitchPosition): string {
  if ('integersFrom' in position) return `an integer of at least ${position.integersFrom}`
  return typeof position.value === 'string' ? `'${position.value}'` : String(position.value)
}

type SchemaOf<K extends SwitchName> = number extends Dialect[K]
  ? {
      readonly description: string
      readonly oneOf: readonly [
        { readonly enum: readonly Exclude<Dialect[K], number>[] },
        { readonly type: 'integer'; readonly minimum: number },
      ]
    }
  : { readonly description: string; readonly enum: readonly Dialect[K][] }

/** JSON Schema of an object of overrides, as control calls and configuration files take it. */
export const dialectSchema = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(SWITCH_NAMES.map((name) => [name, schemaOf(SWITCHES[name])])) as unknown as {
    readonly [K in SwitchName]: SchemaOf<K>
  },
} as const

function schemaOf({ decides, values }: Switch): object {
  const fixed = { enum: values.flatMap((position) => ('value' in position ? [position.value] : [])) }
  const ranges = values.flatMap((position) =>
    'integersFrom' in position ? [{ type: 'integer', minimum: position.integersFrom }] : [],
  )
  return { description: decides, ...(ranges.length === 0 ? fixed : { oneOf: [fixed, ...ranges] }) }
}
