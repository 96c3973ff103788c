import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { stringify } from 'yaml'
import { SandboxMistake } from '../errors.js'
import { printable } from '../lib/printable.js'
import { quoted } from '../lib/shell.js'
import type { SchemaOf } from '../schema/validator.js'
import { fileLines, readYaml } from '../schema/yaml-file.js'
import { asScenario } from './as-scenario.js'
import { type Plan, planSchema } from './plan.js'
import type { FoundMistake } from './reports/report.js'

const planned = planSchema.properties

/** What a file in `.clickpesa/` says; published as `contracts/check-replay.schema.json`. */
export const replaySchema = {
  $id: 'https://clickpesa-sandbox.example/check-replay.schema.json',
  title: 'A mistake that check found, to be played again',
  type: 'object',
  required: ['version', 'order', 'way', 'steps', 'expected'],
  properties: {
    version: { const: 1 },
    name: { type: 'string' },
    seed: { type: 'string' },
    dialect: planned.dialect,
    order: {
      type: 'object',
      required: ['amount', 'currency'],
      properties: { amount: planned.amount, currency: planned.currency },
    },
    way: planned.way,
    steps: { ...planned.steps, maxItems: 200 },
    expected: { type: 'string', description: 'The mistake, by its key.' },
    seen: { type: 'array', items: { type: 'string' } },
    scenario: { type: 'string', description: 'A scenario in YAML that shows the mistake, where one can.' },
    curl: { type: 'array', items: { type: 'string' } },
  },
} as const satisfies JSONSchema

type Written = FromSchema<typeof replaySchema>

/** A mistake as a file keeps it: what to play, what was expected of the shop, and what was seen. */
export function replayFile(mistake: FoundMistake, seed: string, webhook: string | undefined): string {
  const { plan, key, proof, timeline } = mistake
  const messages = timeline.flatMap((event) =>
    event.kind === 'told' && event.by === 'webhook' && webhook !== undefined
      ? [`curl -X POST ${quoted(webhook)} -H 'Content-Type: application/json' -d ${quoted(event.body)}`]
      : [],
  )
  const scenario = asScenario(plan, `A shop that ${mistake.title}`)
  return fileOf(plan, seed, {
    expected: key,
    seen: proof,
    ...(scenario === null ? {} : { scenario: stringify(scenario) }),
    curl: messages,
  })
}

/** The name, without its ending, of the file that plays again what a shop ended or hung at. */
export const UNJUDGED = 'not-judged'

/** What was played when a shop could not be judged any more, as a file keeps it. */
export function unjudgedFile(plan: Plan, seed: string, why: string): string {
  return fileOf(plan, seed, { expected: UNJUDGED, seen: why.split('\n') })
}

function fileOf(
  plan: Plan,
  seed: string,
  found: Readonly<Record<'expected', string>> & Readonly<Record<string, unknown>>,
): string {
  const kept = {
    version: 1,
    name: plan.name,
    seed,
    dialect: plan.dialect ?? {},
    order: { amount: plan.amount, currency: plan.currency },
    way: plan.way,
    steps: plan.steps,
    ...found,
  }
  return `${printable(JSON.stringify(kept, null, 2))}\n`
}

/** The name of a mistake's file, without its ending. */
export function replayName({ key }: Pick<FoundMistake, 'key'>): string {
  return key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-+$/, '')
}

/** Reads such a file. Throws a {@link SandboxMistake} that says what is wrong with it. */
export function readReplay(file: string, text: string): { readonly plan: Plan; readonly expected: string } {
  const read = readYaml<Written>(file, text, replaySchema as SchemaOf<Written>)
  if (!read.ok) {
    throw new SandboxMistake('INVALID_INPUT', fileLines(read.issues), 'give a file that `check` has written')
  }
  const { name = 'replay', order, way, steps, dialect, expected } = read.value
  return {
    plan: { name, ...order, way, steps, ...(dialect ? { dialect } : {}) },
    expected,
  }
}
