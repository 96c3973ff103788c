import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { pathSegment } from '../../lib/path-segment.js'
import { MERCHANT, merchantPath, ORDER_REFERENCE, type Tool } from '../tool.js'

const input = {
  type: 'object',
  additionalProperties: false,
  required: ['scenario'],
  properties: {
    merchant: MERCHANT,
    scenario: { description: 'The name of the scenario, such as wrong-pin.', type: 'string' },
    orderReference: { ...ORDER_REFERENCE, description: 'The one order that it is for; all when left out.' },
  },
} as const satisfies JSONSchema

export const chooseScenario: Tool<FromSchema<typeof input>> = {
  name: 'choose_scenario',
  description:
    'Says how payments go from now on: all of a merchant, or those of one order, which may be placed later. See list_scenarios for the names.',
  input,
  readOnly: false,
  run: async ({ call }, { merchant, scenario: name, orderReference }) =>
    orderReference === undefined
      ? call('PUT', merchantPath(merchant, '/scenario'), { name })
      : call('PUT', merchantPath(merchant, `/orders/${pathSegment(orderReference)}/scenario`), {
          name,
        }),
}
