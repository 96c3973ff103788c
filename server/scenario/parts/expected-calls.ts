import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { ENDPOINT_IDS } from '../../../contracts/endpoints.js'
import { type Issue, within } from '../../schema/issue.js'
import { CONNECTION_FAULTS } from '../fault.js'
import { duration } from './part.js'

/** What a call can come to, instead of an answer that could be looked at. */
const WITHOUT_ANSWER = [...CONNECTION_FAULTS, 'held'] as const

const expectedCallSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['call'],
  properties: {
    call: {
      enum: [...ENDPOINT_IDS, 'pay', 'release'],
      description:
        '"pay" lets the customer pay the order. "release" lets the held answer go: what it says is what is seen.',
    },
    order: { type: 'string', description: 'The order reference of the call; ORDER1001, when left out.' },
    wait: { ...duration, description: "The merchant's clock moves on by so much before the call." },
    answers: {
      anyOf: [{ type: 'integer', minimum: 200, maximum: 599 }, { enum: [...WITHOUT_ANSWER] }],
      description: 'The status of the answer, how the connection fails instead, or that the answer is held.',
    },
    takes: { ...duration, description: 'The answer, or what takes its place, comes after just so long.' },
    contentType: { type: 'string', description: 'The content type, as it is sent; empty for none.' },
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Headers that the answer must have, beside others.',
    },
    body: {
      type: ['object', 'array'],
      description: 'What the JSON of the answer must say; an object may have further fields.',
    },
    text: { type: 'string', description: 'The exact text of the answer.' },
  },
} as const satisfies JSONSchema

const expectedCallsSchema = {
  type: 'array',
  description: 'Calls of a merchant that holds a token, in order, and what it must see.',
  minItems: 1,
  maxItems: 50,
  items: expectedCallSchema,
} as const satisfies JSONSchema

/** One call of a merchant and what it must see. */
export type ExpectedCall = FromSchema<typeof expectedCallSchema>

/** The calls that a scenario's file proves itself by. */
export const expectedCalls = { schema: expectedCallsSchema, check: callsIssues } as const

const SEEN_IN_ANSWERS = ['contentType', 'headers', 'body', 'text'] as const

function callsIssues(calls: readonly ExpectedCall[]): Issue[] {
  return calls.flatMap((expected, i) => within([i], callIssues(expected)))
}

function callIssues(expected: ExpectedCall): Issue[] {
  const { call, answers } = expected
  if (call === 'pay') {
    const given = (['answers', 'takes', ...SEEN_IN_ANSWERS] as const).filter((key) => key in expected)
    return given.map((key) => ({ path: [key], message: `paying is not a call to the API: leave ${key} out` }))
  }
  if (answers === undefined) {
    return [{ path: [], message: '"answers" is missing: give a status, hangs, reset, cut-off or held' }]
  }
  const found: Issue[] = []
  if (WITHOUT_ANSWER.some((kind) => kind === answers)) {
    for (const key of SEEN_IN_ANSWERS.filter((key) => key in expected)) {
      found.push({
        path: [key],
        message: `there is no whole answer to look at when the call ends with ${answers}`,
      })
    }
  }
  if ((answers === 'hangs' || answers === 'held') && expected.takes !== undefined) {
    const never =
      answers === 'hangs' ? 'that hangs takes for ever' : 'that is held takes until it is released'
    found.push({ path: ['takes'], message: `a call ${never}: leave takes out` })
  }
  return found
}
