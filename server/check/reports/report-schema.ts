import type { JSONSchema } from 'json-schema-to-ts'
import { dialectSchema } from '../../domain/dialect.js'
import { CURRENCIES } from '../../domain/money.js'
import { ENDS } from '../../scenario/parts/verdict.js'
import { MISTAKES } from '../mistakes.js'
import { PHASES } from '../phases.js'
import { stepSchema } from '../step-schema.js'
import { WAYS } from '../steps.js'

const text = { type: 'string' } as const
const texts = { type: 'array', items: text } as const
const count = { type: 'integer', minimum: 0 } as const
const phase = { enum: PHASES } as const
const kind = { enum: Object.keys(MISTAKES) } as const

const plan = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'amount', 'currency', 'way', 'steps'],
  description: 'What to play to see it again.',
  properties: {
    name: text,
    amount: text,
    currency: { enum: CURRENCIES },
    way: { enum: WAYS },
    dialect: dialectSchema,
    steps: { type: 'array', items: stepSchema },
    ends: { type: 'array', items: { enum: ENDS } },
  },
} as const satisfies JSONSchema

const event = {
  type: 'object',
  required: ['kind', 'step', 'at'],
  description: 'One thing that reached the shop, or that was seen of it.',
  properties: {
    kind: { enum: ['told', 'back', 'tick', 'asked', 'fault', 'refused', 'look'] },
    step: count,
    at: { type: 'number', description: "The merchant's time, in milliseconds since 1970." },
  },
} as const satisfies JSONSchema

const mistake = {
  type: 'object',
  additionalProperties: false,
  required: ['key', 'kind', 'title', 'likely', 'proof', 'when', 'plan', 'replays', 'timeline'],
  properties: {
    key: { ...text, description: 'Stable: the kind, with a detail where there are several of one kind.' },
    kind,
    title: text,
    likely: text,
    proof: { ...texts, description: 'What was seen, a sentence each.' },
    when: { ...texts, description: 'Names of the runs that showed it, the first one first.' },
    plan,
    replays: {
      type: 'object',
      additionalProperties: false,
      required: ['shown', 'of'],
      description: 'How many of how many replays showed it again.',
      properties: { shown: count, of: count },
    },
    timeline: { type: 'array', items: event },
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
