import { documented, SOURCE } from './evidence.js'
import type { WebhookEvent } from './statuses.js'
import { type ExactObject, topLevelChecksum } from './webhook-checksum.js'

/** What every webhook has in common: the name of the event, what happened, perhaps a signature. */
export function webhookMessage<
  const K extends 'event' | 'eventType',
  const E extends WebhookEvent,
  const D extends ExactObject,
>(key: K, event: E, data: D) {
  const name = {
    type: 'string',
    const: event,
    description: 'What happened.',
    ...documented(SOURCE.webhooks),
  } as const
  return {
    type: 'object',
    additionalProperties: false,
    required: [key, 'data'],
    properties: {
      ...({ [key]: name } as Record<K, typeof name>),
      data: { ...data, description: 'What it happened to.', ...documented(SOURCE.webhooks) },
      ...topLevelChecksum,
    },
  } as const
}
