import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { MERCHANT, merchantPath, type Tool } from '../tool.js'

const input = {
  type: 'object',
  additionalProperties: false,
  properties: {
    merchant: MERCHANT,
    advance: { description: 'How far, such as 30s, 5m, 2h or 3d.', type: 'string' },
  },
} as const satisfies JSONSchema

export const moveClock: Tool<FromSchema<typeof input>> = {
  name: 'move_clock',
  description:
    "Moves a merchant's time on, so that what is due happens at once: payments decide, webhooks and their retries are sent. Without a duration, until nothing more is due. Returns what ran. Never wait in real time for the sandbox.",
  input,
  readOnly: false,
  run: async ({ call }, { merchant, advance }) =>
    call(
      'POST',
      merchantPath(merchant, '/clock'),
      advance === undefined ? { runUntilIdle: true } : { advance },
    ),
}
