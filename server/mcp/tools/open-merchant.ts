import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { Tool } from '../tool.js'

const input = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { description: 'What to call it.', type: 'string', maxLength: 100 },
    scenario: {
      description: 'How its payments go; see list_scenarios. success when left out.',
      type: 'string',
    },
    webhookUrl: {
      description: 'Where PAYMENT RECEIVED and PAYMENT FAILED are posted to; usually on this machine.',
      type: 'string',
    },
    returnUrl: { description: 'Where the browser goes after payment.', type: 'string' },
    checksumEnabled: { description: 'Whether requests must be signed, and webhooks are.', type: 'boolean' },
    frozenClock: { description: 'Whether its time stands still.', type: 'boolean' },
  },
} as const satisfies JSONSchema

export const openMerchant: Tool<FromSchema<typeof input>> = {
  name: 'open_merchant',
  description:
    'Opens a merchant account of its own on the sandbox, apart from all others, and returns its credentials and the base address for the code under test. Begin with this. With a frozen clock time stands still until move_clock moves it, so webhooks come when you say.',
  input,
  readOnly: false,
  run: async ({ call }, { webhookUrl, frozenClock, ...settings }) =>
    call('POST', '/merchants', {
      ...settings,
      ...(webhookUrl ? { webhooks: { 'PAYMENT RECEIVED': webhookUrl, 'PAYMENT FAILED': webhookUrl } } : {}),
      ...(frozenClock ? { clock: { frozen: true } } : {}),
    }),
}
