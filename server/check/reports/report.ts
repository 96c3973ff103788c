import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { DeepReadonly } from '../../lib/deep-readonly.js'
import { eventSchema } from '../event-schema.js'
import { MISTAKES, type MistakeKind } from '../mistakes.js'
import { PHASES } from '../phases.js'
import { planSchema } from '../plan.js'

const text = { type: 'string' } as const
const texts = { type: 'array', items: text } as const
const count = { type: 'integer', minimum: 0 } as const
const phase = { enum: PHASES } as const
const kind = { enum: Object.keys(MISTAKES) as readonly MistakeKind[] } as const

const mistake = {
  type: 'object',
  additionalProperties: false,
  required: ['key', 'kind', 'title', 'likely', 'proof', 'when', 'plan', 'replays', 'timeline'],
  description: 'One thing that is wrong with the shop, with the smallest run that shows it.',
  properties: {
    key: { ...text, description: 'Stable: the kind, with a detail where there are several of one kind.' },
    kind,
    title: text,
    likely: text,
    proof: { ...texts, description: 'What was seen, a sentence each.' },
    when: { ...texts, description: 'Names of the runs that showed it, the first one first.' },
    plan: { ...planSchema, description: 'What to play to see it again.' },
    replays: {
      type: 'object',
      additionalProperties: false,
      required: ['shown', 'of'],
      description: 'How many of how many replays showed it again.',
      properties: { shown: count, of: count },
    },
    timeline: { type: 'array', items: eventSchema },
  },
} as const satisfies JSONSchema

/** What `--report json` writes; published as `contracts/check-report.schema.json`. */
export const checkReportSchema = {
  $id: 'https://clickpesa-sandbox.example/check-report.schema.json',
  title: 'What check found out about a shop',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'seed', 'isFlawless', 'phases', 'skipped', 'notSeen', 'mistakes'],
  properties: {
    version: { const: 1 },
    seed: { ...text, description: 'The same seed explores the same orders.' },
    isFlawless: { type: 'boolean' },
    phases: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['phase', 'orders'],
        properties: { phase, orders: count },
      },
    },
    stopped: {
      ...text,
      description: 'Why the rest was not tried, as a sentence: the shop hangs. Left out where all was tried.',
    },
    skipped: {
      type: 'array',
      description: 'What could not be tried.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['phase', 'what', 'because', 'wouldFind'],
        properties: { phase, what: text, because: text, wouldFind: { type: 'array', items: kind } },
      },
    },
    notSeen: { ...texts, description: 'What exploring never came across, so that nothing is known of it.' },
    mistakes: { type: 'array', items: mistake },
  },
} as const satisfies JSONSchema

/**
 * What a check has found.
 *
 * @example List the mistakes with how often they showed when they were played again
 * ```ts
 * import type { CheckReport } from 'clickpesa-sandbox'
 *
 * export function summaryOf({ mistakes }: CheckReport): string[] {
 *   return mistakes.map(({ title, replays }) => `${title} (${replays.shown} of ${replays.of})`)
 * }
 * ```
 */
export type CheckReport = DeepReadonly<FromSchema<typeof checkReportSchema>>

/** One thing that is wrong with a shop, with the smallest run that shows it. */
export type FoundMistake = CheckReport['mistakes'][number]

export type PhaseReport = CheckReport['phases'][number]
