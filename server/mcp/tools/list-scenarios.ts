import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { Tool } from '../tool.js'

interface Scenario {
  readonly name: string
  readonly title: string
  readonly about: string
}

const input = {
  type: 'object',
  additionalProperties: false,
  properties: {
    words: { description: 'Such as "duplicate webhook" or "wrong pin".', type: 'string', maxLength: 200 },
  },
} as const satisfies JSONSchema

export const listScenarios: Tool<FromSchema<typeof input>> = {
  name: 'list_scenarios',
  description:
    'Lists the ways in which payments, webhooks and calls can go: success, every failure, late and duplicate webhooks, faults of the API. With words, those whose text has all of them.',
  input,
  readOnly: true,
  run: async ({ call }, { words = '' }) => {
    const { items } = await call<{ readonly items: readonly Scenario[] }>('GET', '/scenarios')
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
    const text = ({ name, title, about }: Scenario) => `${name} ${title} ${about}`.toLowerCase()
    return items
      .filter((scenario) => wanted.every((word) => text(scenario).includes(word)))
      .map(({ name, title, about }) => ({ name, title, about }))
  },
}
