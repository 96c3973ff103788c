import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { CURRENCIES } from '../../domain/money.js'
import { PAYMENT_STATUSES } from '../../domain/payment.js'
import { type Issue, within } from '../../schema/issue.js'
import { type ExpectedCall, expectedCalls } from './expected-calls.js'
import { amount, closed, duration, milliseconds } from './part.js'

const fields = {
  type: 'object',
  maxProperties: 50,
  description:
    'What stands at places of the body, by path: data.collectedAmount, 0.message. Null: nothing does.',
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
} as const satisfies JSONSchema

const checksum = {
  enum: ['valid', 'invalid', 'missing'],
  description: 'Whether the checksum of the message holds; valid, when left out.',
} as const satisfies JSONSchema

const expectedEventSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['at'],
  description: 'One thing that the merchant sees: a webhook, a callback, a return, or the answer to a query.',
  properties: {
    at: { ...duration, description: "When, since the customer first paid, on the merchant's clock." },
    webhook: {
      enum: ['PAYMENT RECEIVED', 'PAYMENT FAILED', 'not JSON'],
      description: 'The event of a webhook that arrives.',
    },
    callback: {
      enum: ['SUCCESS', 'SETTLED', 'not JSON'],
      description: 'The status in a callbackUrl call that arrives.',
    },
    return: {
      type: 'string',
      description:
        'The parameters with which the browser comes back, REFERENCE standing for the order reference of the link that was paid.',
    },
    query: {
      type: 'array',
      maxItems: 20,
      items: { type: 'string', enum: PAYMENT_STATUSES },
      description: 'The status of each payment that a query made then lists.',
    },
    checksum,
    body: fields,
    repeats: {
      type: 'boolean',
      enum: [true],
      description: 'The same bytes as the message of its kind before.',
    },
  },
} as const satisfies JSONSchema

const orderSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { amount, currency: { type: 'string', enum: CURRENCIES } },
} as const satisfies JSONSchema

/**
 * What a merchant sees of a scenario, so that a test can prove it. It changes nothing about how the
 * scenario is played.
 */
export const expectSchema: JSONSchema = closed(
  {
    order: {
      ...orderSchema,
      description: 'The order that is paid; 12500 TZS, when left out.',
    },
    pays: {
      type: 'integer',
      minimum: 0,
      maximum: 20,
      description:
        'How often the customer pays, each time as soon as the link takes it; once, when left out.',
    },
    links: {
      type: 'array',
      minItems: 2,
      maxItems: 5,
      items: { type: 'integer', minimum: 0, maximum: 5 },
      description:
        'The merchant makes so many links for the order, ORDER1001, ORDER1001R2 …: how often the customer pays each, one after the other. Instead of `pays`.',
    },
    waits: {
      ...duration,
      description: 'How long the customer takes before the first payment; no time, when left out.',
    },
    calls: expectedCalls.schema,
    sees: { type: 'array', maxItems: 100, items: expectedEventSchema, description: 'Everything, in order.' },
  },
  'What a merchant sees when this scenario is played; a test proves it.',
)

export type ExpectedEvent = FromSchema<typeof expectedEventSchema>
export interface WrittenExpect {
  readonly order?: FromSchema<typeof orderSchema>
  readonly pays?: number
  readonly links?: readonly number[]
  readonly waits?: string
  readonly calls?: readonly ExpectedCall[]
  readonly sees?: readonly ExpectedEvent[]
}

const KINDS = ['webhook', 'callback', 'return', 'query'] as const

/** Calls and sights that cannot be, or that are not in order. */
export function expectIssues({ pays, links, calls = [], sees = [] }: WrittenExpect): Issue[] {
  const twice: Issue[] =
    pays === undefined || links === undefined
      ? []
      : [{ path: ['pays'], message: '"links" says how often the customer pays each link: leave pays out' }]
  return [...twice, ...within(['calls'], expectedCalls.check(calls)), ...expectedEventIssues(sees)]
}

function expectedEventIssues(sees: readonly ExpectedEvent[]): Issue[] {
  return sees.flatMap((event, i): Issue[] => {
    const found: Issue[] = []
    const kinds = KINDS.filter((kind) => event[kind] !== undefined)
    if (kinds.length !== 1) {
      const message = `says ${kinds.length === 0 ? 'nothing' : kinds.join(' and ')}; say one of ${KINDS.join(', ')}`
      found.push({ path: ['sees', i], message })
    }
    const before = sees[i - 1]
    if (before && milliseconds(event.at) < milliseconds(before.at)) {
      found.push({
        path: ['sees', i, 'at'],
        message: `${event.at} is before ${before.at}; write them in order`,
      })
    }
    return found
  })
}
