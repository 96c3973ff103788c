import type { JSONSchema } from 'json-schema-to-ts'
import type { RetrySchedule } from '../../domain/delivery.js'
import { CURRENCIES, type Money } from '../../domain/money.js'
import { PAYMENT_STATUSES } from '../../domain/payment.js'
import {
  type AttemptScript,
  type AwaitedEvent,
  type ChannelScript,
  type CollectedScript,
  type QueryScript,
  RETURN_TRIGGERS,
  type ReturnScript,
  type TimelineStep,
} from '../../domain/script.js'
import { MAX_DURATION_MS } from '../../lib/duration.js'
import { copies, MAX_RETRIES } from '../../scenario/parts/channel.js'
import { exchangeRate } from '../../scenario/parts/collected.js'
import { webhookDamageSchema } from '../../scenario/parts/damage.js'
import { MAX_POLLS } from '../../scenario/parts/query.js'
import { MAX_STEPS, operatorMessage } from '../../scenario/parts/timeline.js'
import { count, integer, milliseconds, row, yesOrNo } from './rows.js'

/**
 * What a payment's copy of its script looks like. A file has the limits of the scenario language, and so
 * has a script that comes with a snapshot: a billion copies would be sent.
 */

export const money = row<Money>({ minor: integer, currency: { enum: CURRENCIES } })

export const retrySchedule = row<RetrySchedule>({
  since: { enum: ['first', 'previous'] },
  seconds: {
    type: 'array',
    // The first attempt of all stands in it too.
    maxItems: MAX_RETRIES + 1,
    items: { type: 'number', minimum: 0, maximum: MAX_DURATION_MS / 1000 },
  },
})

function orNothing(schema: JSONSchema): JSONSchema {
  return { anyOf: [{ type: 'null' }, schema] }
}

const AWAITED: readonly AwaitedEvent[] = ['webhook', 'callback', 'return']

const channel = row<ChannelScript>({
  send: yesOrNo,
  after: { enum: [...AWAITED, null] },
  delay: milliseconds,
  copies,
  apart: milliseconds,
  sideBySide: yesOrNo,
  retry: orNothing(retrySchedule),
  damage: orNothing(webhookDamageSchema),
})

const step = row<TimelineStep>({
  after: milliseconds,
  status: { enum: PAYMENT_STATUSES },
  message: operatorMessage,
  forced: yesOrNo,
  webhook: orNothing(channel),
  callback: orNothing(channel),
})

const returning = row<ReturnScript>({
  send: yesOrNo,
  when: { enum: RETURN_TRIGGERS },
  after: { enum: ['webhook', 'callback', null] },
  delay: milliseconds,
  parameters: { enum: ['full', 'referenceOnly', 'none', null] },
  status: { enum: ['SUCCESS', 'FAILED', null] },
})

const queries = { type: 'integer', minimum: 0, maximum: MAX_POLLS } as const

const query = row<QueryScript>({
  lag: milliseconds,
  lagPolls: queries,
  missing: orNothing(queries),
})

type Collected<Kind extends CollectedScript['kind']> = Extract<CollectedScript, { kind: Kind }>

const COLLECTED: { readonly [Kind in CollectedScript['kind']]: JSONSchema } = {
  difference: row<Collected<'difference'>>({ kind: { const: 'difference' }, minor: integer }),
  fee: row<Collected<'fee'>>({ kind: { const: 'fee' }, minor: count }),
  'fee-share': row<Collected<'fee-share'>>({ kind: { const: 'fee-share' }, share: count }),
  exchange: row<Collected<'exchange'>>({
    kind: { const: 'exchange' },
    currency: { enum: CURRENCIES },
    rate: exchangeRate,
  }),
  currency: row<Collected<'currency'>>({ kind: { const: 'currency' }, currency: { enum: CURRENCIES } }),
}

/** How one notification is sent. */
export const channelScript = channel

export const attemptScript = row<AttemptScript>({
  pays: yesOrNo,
  timeline: { type: 'array', maxItems: MAX_STEPS, items: step },
  webhook: channel,
  callback: channel,
  return: returning,
  query,
  collected: { anyOf: [{ type: 'null' }, ...Object.values(COLLECTED)] },
})
