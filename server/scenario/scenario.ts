import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { AttemptScript } from '../domain/script.js'
import type { Finding } from '../schema-check.js'
import { callback, webhook } from './parts/channel.js'
import { type Fault, faults } from './parts/faults.js'
import { returning } from './parts/return.js'
import { timeline } from './parts/timeline.js'

/** A named script of how payments and their notifications go. */
export interface Scenario {
  readonly name: string
  readonly title: string
  /** What happens and what a correct merchant does, for a tester. */
  readonly about: string
  /** How each attempt on a link goes; the last one also covers all later attempts. */
  readonly attempts: readonly [AttemptScript, ...AttemptScript[]]
  readonly faults: readonly Fault[]
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
  },
} as const satisfies JSONSchema

/** A scenario as it is written, in a file or as an object. */
export type WrittenScenario = FromSchema<typeof scenarioSchema>
type WrittenAttempt = Pick<WrittenScenario, keyof typeof attemptParts>

/** What the schema cannot see: moves that the gateway could never make. */
export function scenarioFindings(written: WrittenScenario): Finding[] {
  const found = timelineFindings(written.timeline, ['timeline'])
  written.attempts?.forEach((attempt, i) => {
    found.push(...timelineFindings(attempt.timeline, ['attempts', i, 'timeline']))
  })
  return found
}

function timelineFindings(written: WrittenAttempt['timeline'], at: Finding['path']): Finding[] {
  if (!written || !timeline.check) return []
  return timeline.check(written).map(({ path, message }) => ({ path: [...at, ...path], message }))
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
  return [...attempts, faults.explain(scenario.faults)].filter(Boolean).join('\n')
}

function scriptOf(common: WrittenAttempt, attempt: WrittenAttempt): AttemptScript {
  return {
    timeline: timeline.compile(attempt.timeline ?? common.timeline),
    webhook: webhook.compile(attempt.webhook ?? common.webhook),
    callback: callback.compile(attempt.callback ?? common.callback),
    return: returning.compile(attempt.return ?? common.return),
  }
}
