import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { DeepReadonly } from '../lib/deep-readonly.js'
import { CALLS } from './plan.js'

const text = { type: 'string' } as const
const textOrNull = { type: ['string', 'null'] } as const
const flag = { type: 'boolean' } as const
const ms = { type: 'number', minimum: 0, description: 'In milliseconds of real time.' } as const

const claim = {
  type: 'object',
  additionalProperties: false,
  required: ['paymentId', 'orderReference', 'status', 'amount', 'currency'],
  description: 'What a message or an answer says about a payment.',
  properties: {
    paymentId: textOrNull,
    orderReference: textOrNull,
    status: textOrNull,
    amount: { type: ['number', 'null'], description: 'In minor units; null where it says none.' },
    currency: textOrNull,
  },
} as const satisfies JSONSchema

const reply = {
  type: 'object',
  additionalProperties: false,
  required: ['status', 'ms'],
  description: 'How the shop answered; status 0 when it did not.',
  properties: { status: { type: 'integer', minimum: 0 }, ms },
} as const satisfies JSONSchema

/** When something was: while which step, counted from 0, and at what time of ClickPesa's. */
const moment = {
  step: { type: 'integer', description: 'While which step, counted from 0.' },
  at: { type: 'number', description: "The merchant's time, in milliseconds since 1970." },
} as const satisfies Record<string, JSONSchema>

/** One thing that reached the shop, or that was seen of it. */
export const eventSchema = {
  type: 'object',
  discriminator: { propertyName: 'kind' },
  description: 'One thing that reached the shop, or that was seen of it.',
  oneOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'step', 'at', 'by', 'claims', 'genuine', 'forged', 'reply', 'body'],
      description: 'A message reached the shop, or an answer to its query.',
      properties: {
        kind: { const: 'told' },
        ...moment,
        by: { enum: ['webhook', 'callback', 'query'] },
        claims: { type: 'array', items: claim },
        genuine: { ...flag, description: 'Whether ClickPesa says so, and a receiver can know that it does.' },
        forged: { ...flag, description: 'Whether somebody else made it up.' },
        reply: {
          anyOf: [reply, { type: 'null' }],
          description: 'Null for what the shop asked for itself.',
        },
        body: text,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'step', 'at', 'claims', 'isKnown', 'reply'],
      description: 'The customer came back.',
      properties: {
        kind: { const: 'back' },
        ...moment,
        claims: textOrNull,
        isKnown: {
          ...flag,
          description: 'Whether the shop can know whose order it is, by the address or a cookie.',
        },
        reply,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'step', 'at'],
      description: "The shop's jobs ran.",
      properties: { kind: { const: 'tick' }, ...moment },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'step', 'at', 'again', 'since', 'failed', 'ms'],
      description: 'The shop was asked to sell.',
      properties: {
        kind: { const: 'asked' },
        ...moment,
        again: flag,
        since: { type: 'integer', description: 'The step at which it was asked.' },
        failed: { ...textOrNull, description: 'How that ended, where it did not work.' },
        ms,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'step', 'at', 'call'],
      description:
        'A call went wrong on purpose; `held` where the shop has to wait for an answer that is held since an earlier step.',
      properties: {
        kind: { const: 'fault' },
        ...moment,
        call: { enum: [...CALLS, 'dead-token', 'held', 'other'] },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'step', 'at', 'code', 'explanation', 'call'],
      description: 'ClickPesa refused a call of the shop.',
      properties: { kind: { const: 'refused' }, ...moment, code: text, explanation: text, call: text },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'step', 'at', 'fulfilled', 'state'],
      description: 'The shop was looked at.',
      properties: {
        kind: { const: 'look' },
        ...moment,
        fulfilled: { type: 'number', description: 'How often it had fulfilled the order.' },
        state: { ...textOrNull, description: "The shop's own word for how the order stands." },
      },
    },
  ],
} as const

export type Event = DeepReadonly<FromSchema<typeof eventSchema>>
export type Claim = DeepReadonly<FromSchema<typeof claim>>
