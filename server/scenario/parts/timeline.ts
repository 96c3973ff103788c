import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { eventFor } from '../../domain/notification.js'
import { canMove, isPaid, PAYMENT_STATUSES, type PaymentStatus } from '../../domain/payment.js'
import type { TimelineStep } from '../../domain/script.js'
import { formatDuration } from '../../lib/duration.js'
import type { Issue } from '../../schema/issue.js'
import {
  callback,
  callbackSchema,
  type WrittenCallback,
  type WrittenWebhook,
  webhook,
  webhookSchema,
} from './channel.js'
import { closed, duration, milliseconds, type Part } from './part.js'

/** The most moves that a payment makes. */
export const MAX_STEPS = 50

/** The operator's words for people. */
export const operatorMessage = { type: 'string', maxLength: 500 } as const satisfies JSONSchema

const stepProperties = {
  after: { ...duration, description: 'Time since the step before, or since the customer paid.' },
  status: { type: 'string', enum: PAYMENT_STATUSES, description: 'The status that the payment moves to.' },
  message: { ...operatorMessage, description: "The operator's words for people." },
  force: { type: 'boolean', description: 'Makes the move even where the gateway could never make it.' },
} as const satisfies Record<string, JSONSchema>

const timelineSchema: JSONSchema = {
  type: 'array',
  description: 'The moves of the payment, in order, from the moment the customer paid.',
  maxItems: MAX_STEPS,
  items: closed(
    {
      ...stepProperties,
      webhook: {
        ...webhookSchema,
        description:
          "This move's webhook. It is sent even where the gateway would send none, unless `send: false`.",
      },
      callback: { ...callbackSchema, description: "This move's callbackUrl call, in the same way." },
    },
    'One move.',
    ['after', 'status'],
  ),
}

export type WrittenTimeline = readonly (FromSchema<{
  type: 'object'
  additionalProperties: false
  required: ['after', 'status']
  properties: typeof stepProperties
}> & { readonly webhook?: WrittenWebhook; readonly callback?: WrittenCallback })[]

export const timeline: Part<WrittenTimeline, readonly TimelineStep[]> = {
  schema: timelineSchema,
  check(written) {
    // Card and bank payments begin as PENDING, which may go wherever PROCESSING may.
    let status: PaymentStatus = 'PROCESSING'
    return written.flatMap((step, i) => {
      const from = status
      status = step.status as PaymentStatus
      const found: Issue[] = []
      if (!step.force && !canMove(from, status)) {
        const message = `${from} cannot become ${status}; add "force: true" to do it anyway`
        found.push({ path: [i, 'status'], message })
      }
      const claimed = step.webhook?.damage?.event
      if (step.webhook && step.webhook.send !== false && eventFor(status) === null && !claimed) {
        found.push({
          path: [i, 'webhook'],
          message: `no event tells of ${status}, so no webhook can be sent; one with "damage: { event: … }" can`,
        })
      }
      if (step.callback && step.callback.send !== false && !isPaid(status)) {
        found.push({
          path: [i, 'callback'],
          message: `the callbackUrl is called for money only, not for ${status}`,
        })
      }
      return found
    })
  },
  compile: (written = []) =>
    written.map(({ after, status, message, force, ...notified }) => ({
      after: milliseconds(after),
      status: status as PaymentStatus,
      message: message ?? (isPaid(status as PaymentStatus) ? 'success' : ''),
      forced: force ?? false,
      webhook: notified.webhook ? webhook.compile(notified.webhook) : null,
      callback: notified.callback ? callback.compile(notified.callback) : null,
    })),
  explain(steps) {
    if (steps.length === 0) return 'The payment stays as it begins and never comes to an end.'
    const moves = steps.map(({ after, status, message, forced }, i) => {
      const when = after === 0 ? 'at once' : `after ${formatDuration(after)}`
      const words = message && message !== 'success' ? ` with the message "${message}"` : ''
      return `${i > 0 ? 'then ' : ''}${when} it becomes ${status}${words}${forced ? ' (a move the gateway itself could not make)' : ''}`
    })
    const notified = steps.flatMap((step) =>
      (['webhook', 'callback'] as const).flatMap((channel) => {
        const script = step[channel]
        return script ? [explainStep(step.status, channel, script)] : []
      }),
    )
    return [`When the customer has paid, ${moves.join(', ')}.`, ...notified].join(' ')
  },
}

function explainStep(
  status: PaymentStatus,
  channel: 'webhook' | 'callback',
  script: NonNullable<TimelineStep['webhook']>,
): string {
  const words = (channel === 'webhook' ? webhook : callback).explain(script)
  return words ? `On ${status}: ${words}` : `On ${status} the ${channel} is sent too.`
}
