import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { dialectSchema } from '../domain/dialect.js'
import { CURRENCIES } from '../domain/money.js'
import type { DeepReadonly } from '../lib/deep-readonly.js'
import { ENDS } from '../scenario/parts/verdict.js'

/** Which of a merchant's calls to the API is meant. */
export const CALLS = ['token', 'order', 'query'] as const
export type Call = (typeof CALLS)[number]

/**
 * How an answer of the API goes wrong. `error`: 500 without any work. `page`: the 502 page of a proxy. `reset`: no work, no
 * answer. `lost`: the work is done and the answer is lost. `cut-off`: the answer breaks off. `hang`: nothing comes until the
 * shop gives up. `hold`: the right answer comes when it is released. `dead-token`: 401 until the shop logs in again.
 */
export const API_FAULTS = ['error', 'page', 'reset', 'lost', 'cut-off', 'hang', 'hold', 'dead-token'] as const
export type ApiFault = (typeof API_FAULTS)[number]

export const FORGERIES = ['unsigned', 'wrong-key', 'stranger'] as const
export type Forgery = (typeof FORGERIES)[number]

/**
 * How the shop hears of payments. `held`: messages wait until a step delivers them. Otherwise ClickPesa sends them itself:
 * `both` webhook and callback, with a customer who comes back; the `webhook` alone; or nothing, so that it has to `query`.
 */
export const WAYS = ['held', 'both', 'webhook', 'query'] as const
export type Way = (typeof WAYS)[number]

const says = { enum: ['SUCCESS', 'FAILED'] } as const
const message = {
  type: 'integer',
  minimum: 0,
  description: 'A message that waits or was delivered; the oldest is 0.',
} as const

/** A step that needs to be told nothing more. */
const plain = <Name extends string>(name: Name, description: string) =>
  ({
    type: 'object',
    additionalProperties: false,
    required: ['do'],
    description,
    properties: { do: { const: name } },
  }) as const

const simpleSteps = [
  plain('buy', 'A customer orders.'),
  plain('again', 'The customer asks the shop once more for a way to pay.'),
  {
    type: 'object',
    additionalProperties: false,
    required: ['do', 'scenario'],
    description: 'The customer pays by the newest link, or by the first one.',
    properties: { do: { const: 'pay' }, scenario: { type: 'string' }, link: { const: 'first' } },
  },
  {
    type: 'object',
    additionalProperties: false,
    required: ['do', 'by'],
    description: 'Time passes at ClickPesa.',
    properties: { do: { const: 'advance' }, by: { type: 'string', format: 'duration' } },
  },
  plain('tick', "The shop's own clock is set, and its jobs run."),
  {
    type: 'object',
    additionalProperties: false,
    required: ['do', 'message'],
    description: 'A message reaches the shop; it can be delivered again.',
    properties: { do: { const: 'deliver' }, message },
  },
  {
    type: 'object',
    additionalProperties: false,
    required: ['do', 'message'],
    description: 'A message never arrives.',
    properties: { do: { const: 'lose' }, message },
  },
  {
    type: 'object',
    additionalProperties: false,
    required: ['do', 'how', 'says'],
    description: 'Somebody else writes to the webhook address.',
    properties: { do: { const: 'forge' }, how: { enum: FORGERIES }, says },
  },
  {
    type: 'object',
    additionalProperties: false,
    required: ['do'],
    description:
      'The customer comes back to the shop, with a claim of their own or with what the gateway gave them.',
    properties: { do: { const: 'back' }, claims: says },
  },
  {
    type: 'object',
    additionalProperties: false,
    required: ['do', 'call', 'how'],
    description: 'The next such call to the API goes wrong.',
    properties: { do: { const: 'fault' }, call: { enum: CALLS }, how: { enum: API_FAULTS } },
  },
  plain('release', 'Held answers go out.'),
] as const satisfies readonly JSONSchema[]

/** What tells the steps apart, so that what is wrong with one is said of the step that was meant. */
const byName = { discriminator: { propertyName: 'do' } } as const

const simpleStep = { type: 'object', ...byName, oneOf: simpleSteps } as const

/** One thing that happens to an order. Plain data: a run can be kept in a file and played again. */
export const stepSchema = {
  type: 'object',
  ...byName,
  oneOf: [
    ...simpleSteps,
    {
      type: 'object',
      additionalProperties: false,
      required: ['do', 'steps'],
      description: 'Two things at the same moment.',
      properties: {
        do: { const: 'side-by-side' },
        steps: {
          type: 'array',
          items: [simpleStep, simpleStep],
          minItems: 2,
          additionalItems: false,
        },
      },
    },
  ],
} as const

export type Step = DeepReadonly<FromSchema<typeof stepSchema>>
/** A step that two can be made of at the same moment. */
export type SimpleStep = DeepReadonly<FromSchema<typeof simpleStep>>

const text = { type: 'string' } as const

/** Everything that makes a run what it is. */
export const planSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'amount', 'currency', 'way', 'steps'],
  properties: {
    name: text,
    amount: text,
    currency: { enum: CURRENCIES },
    way: { enum: WAYS },
    dialect: dialectSchema,
    steps: { type: 'array', items: stepSchema },
    ends: {
      type: 'array',
      items: { enum: ENDS },
      description: 'How the order may stand in the end, where its scenario says it.',
    },
  },
} as const satisfies JSONSchema

export type Plan = DeepReadonly<FromSchema<typeof planSchema>>
