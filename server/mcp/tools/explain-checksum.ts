import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { Tool } from '../tool.js'

const input = {
  type: 'object',
  additionalProperties: false,
  required: ['payload', 'checksumKey', 'checksum'],
  properties: {
    payload: { description: 'What was signed, without its checksum.', type: 'object' },
    checksumKey: { description: 'The checksum key of the application.', type: 'string' },
    checksum: { description: 'What the code made of them.', type: 'string' },
  },
} as const satisfies JSONSchema

export const explainChecksum: Tool<FromSchema<typeof input>> = {
  name: 'explain_checksum',
  description:
    'Says whether a checksum is right for a payload and, if not, which known mistake was made: order of keys, how numbers are written, the wrong key, and so on.',
  input,
  readOnly: true,
  run: async ({ call }, question) => call('POST', '/checksum/explain', question),
}
