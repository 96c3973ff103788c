import type { JSONSchema } from 'json-schema-to-ts'
import { durationText } from '../../domain/duration.js'
import { canMove, PAYMENT_STATUSES, type PaymentStatus } from '../../domain/payment.js'
import type { TimelineStep } from '../../domain/script.js'
import { duration, milliseconds, type Part } from './part.js'

const timelineSchema = {
  type: 'array',
  description: 'The moves of the payment, in order, from the moment the customer paid.',
  maxItems: 50,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['after', 'status'],
    properties: {
      after: { ...duration, description: 'Time since the step before, or since the customer paid.' },
      status: { enum: [...PAYMENT_STATUSES], description: 'The status that the payment moves to.' },
      message: { type: 'string', maxLength: 500, description: "The operator's words for people." },
      force: { type: 'boolean', description: 'Makes the move even where the gateway could never make it.' },
    },
  },
} as const satisfies JSONSchema

export const timeline: Part<typeof timelineSchema, readonly TimelineStep[]> = {
  schema: timelineSchema,
  check(written) {
    // Card and bank payments begin as PENDING, which may go wherever PROCESSING may.
    let status: PaymentStatus = 'PROCESSING'
    return written.flatMap(({ status: next, force }, i) => {
      const from = status
      status = next as PaymentStatus
      if (force || canMove(from, status)) return []
      return [
        { path: [i, 'status'], message: `${from} cannot become ${next}; add "force: true" to do it anyway` },
      ]
    })
  },
  compile: (written = []) =>
    written.map(({ after, status, message, force }) => ({
      after: milliseconds(after),
      status: status as PaymentStatus,
      message: message ?? (status === 'SUCCESS' || status === 'SETTLED' ? 'success' : ''),
      forced: force ?? false,
    })),
  explain(steps) {
    if (steps.length === 0) return 'The payment stays as it begins and never comes to an end.'
    const moves = steps.map(({ after, status, message, forced }, i) => {
      const when = after === 0 ? 'at once' : `after ${durationText(after)}`
      const words = message && message !== 'success' ? ` with the message "${message}"` : ''
      return `${i > 0 ? 'then ' : ''}${when} it becomes ${status}${words}${forced ? ' (a move the gateway itself could not make)' : ''}`
    })
    return `When the customer has paid, ${moves.join(', ')}.`
  },
}
