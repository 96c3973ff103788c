import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { Tool } from '../tool.js'

const input = {
  type: 'object',
  additionalProperties: false,
  required: ['command'],
  properties: {
    command: {
      description: 'What runs the shop, a program and its arguments: ["python3", "shop.py"].',
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
    },
    config: {
      description:
        'The file that says how to order and where to look; check.yaml when left out. `clickpesa-sandbox check init` writes one.',
      type: 'string',
      minLength: 1,
    },
    only: {
      description:
        'Phases or scenarios, such as webhook-duplicate; all when left out, which takes about a minute.',
      type: 'array',
      items: { type: 'string' },
    },
    explore: {
      description: 'How long orders of random steps are tried after all else, such as 10s; 0s when left out.',
      type: 'string',
      minLength: 1,
    },
  },
} as const satisfies JSONSchema

export const checkShop: Tool<FromSchema<typeof input>> = {
  name: 'check_shop',
  description:
    'Finds the payment bugs of a shop: runs it on this machine with a sandbox of its own, pays it in every way there is, and judges what it gave out. Each mistake comes with proof and a file that plays it again.',
  input,
  readOnly: false,
  run: ({ checkShop }, { command, config = 'check.yaml', only = [], explore = '0s' }) =>
    checkShop({ command, config, only, explore }),
}
