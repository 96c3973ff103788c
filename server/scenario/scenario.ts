import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { AttemptScript } from '../domain/script.js'
import type { Finding } from '../schema-check.js'
import type { Fault } from './fault.js'
import { callback, webhook } from './parts/channel.js'
import { expectedCalls } from './parts/expected-calls.js'
import { faults } from './parts/faults.js'
import { returning } from './parts/return.js'
import { timeline } from './parts/timeline.js'
import { tokenLifetime } from './parts/token-lifetime.js'

/** A named script of how payments and their notifications go. */
export interface Scenario {
  readonly name: string
  readonly title: string
  /** What happens and what a correct merchant does, for a tester. */
  readonly about: string
  /** How each attempt on a link goes; the last one also covers all later attempts. */
  readonly attempts: readonly [AttemptScript, ...AttemptScript[]]
  readonly faults: readonly Fault[]
  /** How long tokens live, in milliseconds; null for as long as ClickPesa's. */
  readonly tokenLifetime: number | null
  /** The file as it was written. */
  readonly written: WrittenScenario
}

const attemptParts = {
  timeline: timeline.schema,
  webhook: webhook.schema,
  callback: callback.schema,
  return: returning.schema,
} as const

/**
 * What a scenario file may say. The parts at the top hold for every attempt; an entry of `attempts`
 * replaces them for its own.
 */
export const scenarioSchema = {
  $id: 'https://clickpesa-sandbox.example/scenario.schema.json',
  title: 'A clickpesa-sandbox scenario',
  type: 'object',
  additionalProperties: false,
  required: ['title', 'about'],
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 100 },
    about: { type: 'string', minLength: 1, maxLength: 4000 },
    ...attemptParts,
    attempts: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      description: 'How the first, second ... attempt goes; the last entry covers all later ones.',
      items: { type: 'object', additionalProperties: false, properties: attemptParts },
    },
    api: faults.schema,
    tokenLifetime: tokenLifetime.schema,
    expect: {
      type: 'object',
      description: 'What a merchant must see, in order; the tests of the sandbox play it.',
      additionalProperties: false,
      properties: { calls: expectedCalls.schema },
    },
  },
} as const satisfies JSONSchema

/** A scenario as it is written, in a file or as an object. */
export type WrittenScenario = FromSchema<typeof scenarioSchema>
type WrittenAttempt = Pick<WrittenScenario, keyof typeof attemptParts>

/** What the schema cannot see: moves that the gateway could never make, and parts that contradict themselves. */
export function scenarioFindings(written: WrittenScenario): Finding[] {
  const found = partFindings(timeline, written.timeline, ['timeline'])
  written.attempts?.forEach((attempt, i) => {
    found.push(...partFindings(timeline, attempt.timeline, ['attempts', i, 'timeline']))
  })
  found.push(...partFindings(faults, written.api, ['api']))
  found.push(...partFindings(tokenLifetime, written.tokenLifetime, ['tokenLifetime']))
  found.push(...partFindings(expectedCalls, written.expect?.calls, ['expect', 'calls']))
  return found
}

function partFindings<Written>(
  { check }: { readonly check?: (written: Written) => Finding[] },
  written: Written | undefined,
  at: Finding['path'],
): Finding[] {
  if (written === undefined || !check) return []
  return check(written).map(({ path, message }) => ({ path: [...at, ...path], message }))
}

/** The scenario that a checked file describes. */
export function compileScenario(name: string, written: WrittenScenario): Scenario {
  const [first = {}, ...later]: readonly WrittenAttempt[] = written.attempts ?? []
  return {
    name,
    title: written.title,
    about: written.about.trim(),
    attempts: [scriptOf(written, first), ...later.map((attempt) => scriptOf(written, attempt))],
    faults: faults.compile(written.api),
    tokenLifetime: tokenLifetime.compile(written.tokenLifetime),
    written,
  }
}

/** How the given attempt on a link goes, counted from 1. */
export function scriptFor(scenario: Scenario, attempt: number): AttemptScript {
  return scenario.attempts[Math.min(attempt, scenario.attempts.length) - 1] ?? scenario.attempts[0]
}

/** The scenario in plain English, a sentence or so for each thing that is out of the ordinary. */
export function explainScenario(scenario: Scenario): string {
  const several = scenario.attempts.length > 1
  const attempts = scenario.attempts.map((script, i) => {
    const sentences = [
      timeline.explain(script.timeline),
      webhook.explain(script.webhook),
      callback.explain(script.callback),
      returning.explain(script.return),
    ]
    const last = i === scenario.attempts.length - 1
    const prefix = several ? `Attempt ${i + 1}${last ? ' and later' : ''}: ` : ''
    return prefix + sentences.filter(Boolean).join(' ')
  })
  const api = [faults.explain(scenario.faults), tokenLifetime.explain(scenario.tokenLifetime)]
  return [...attempts, api.filter(Boolean).join(' ')].filter(Boolean).join('\n')
}

function scriptOf(common: WrittenAttempt, attempt: WrittenAttempt): AttemptScript {
  return {
    timeline: timeline.compile(attempt.timeline ?? common.timeline),
    webhook: webhook.compile(attempt.webhook ?? common.webhook),
    callback: callback.compile(attempt.callback ?? common.callback),
    return: returning.compile(attempt.return ?? common.return),
  }
}
