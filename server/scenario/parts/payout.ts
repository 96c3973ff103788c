import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { canMovePayout, PAYOUT_STATUSES, type PayoutStatus, type PayoutStep } from '../../domain/payout.js'
import { formatDuration } from '../../lib/duration.js'
import type { Issue } from '../../schema/issue.js'
import { duration, milliseconds, type Part } from './part.js'

const payoutSchema = {
  type: 'array',
  description: 'The moves of a payout, in order, from the moment it was asked for.',
  maxItems: 50,
  items: {
    type: 'object',
    additionalProperties: false,
    description: 'One move.',
    required: ['after', 'status'],
    properties: {
      after: { ...duration, description: 'Time since the step before, or since it was asked for.' },
      status: { type: 'string', enum: PAYOUT_STATUSES, description: 'The status that it moves to.' },
      message: { type: 'string', maxLength: 500, description: 'Words for people.' },
      withFee: { type: 'boolean', description: 'Whether a reversal brings the fee back as well.' },
    },
  },
} as const satisfies JSONSchema

export type WrittenPayout = FromSchema<typeof payoutSchema>

/** What a payout does when a scenario says nothing of payouts. */
const USUAL: readonly PayoutStep[] = [
  { after: 1000, status: 'PROCESSING', message: '', withFee: false },
  { after: 4000, status: 'SUCCESS', message: '', withFee: false },
]

export const payout: Part<WrittenPayout, readonly PayoutStep[]> = {
  schema: payoutSchema,
  check(written) {
    let status: PayoutStatus = 'AUTHORIZED'
    return written.flatMap((step, i): Issue[] => {
      const from = status
      status = step.status
      if (step.withFee !== undefined && status !== 'REVERSED')
        return [{ path: [i, 'withFee'], message: 'only a reversal says whether the fee comes back' }]
      if (canMovePayout(from, status)) return []
      return [{ path: [i, 'status'], message: `a payout that is ${from} cannot become ${status}` }]
    })
  },
  compile: (written) =>
    written?.map(({ after, status, message = '', withFee = false }) => ({
      after: milliseconds(after),
      status,
      message,
      withFee,
    })) ?? USUAL,
  explain(steps) {
    if (steps === USUAL) return ''
    if (steps.length === 0) return 'A payout stays AUTHORIZED.'
    const moves = steps.map(({ after, status, message, withFee }, i) => {
      const when = after === 0 ? 'at once' : `after ${formatDuration(after)}`
      const fee = withFee ? ' and its fee comes back' : ''
      return `${i > 0 ? 'then ' : ''}${when} it becomes ${status}${fee}${message ? ` with the message "${message}"` : ''}`
    })
    return `When a payout was asked for, ${moves.join(', ')}.`
  },
}
