import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { pathSegment } from '../../lib/path-segment.js'
import { MERCHANT, merchantPath, ORDER_REFERENCE, type Tool } from '../tool.js'

const input = {
  type: 'object',
  additionalProperties: false,
  required: ['orderReference'],
  properties: {
    merchant: MERCHANT,
    orderReference: ORDER_REFERENCE,
    method: {
      description: 'M-PESA, TIGO-PESA, AIRTEL-MONEY, HALOPESA or CARD; M-PESA when left out.',
      type: 'string',
    },
    phoneNumber: { description: 'Such as 255744000111.', type: 'string' },
    scenario: { description: 'How this one attempt goes.', type: 'string' },
  },
} as const satisfies JSONSchema

export const payOrder: Tool<FromSchema<typeof input>> = {
  name: 'pay_order',
  description:
    "Pays an order as the customer would on the hosted page, after the shop has made its checkout link. The payment then moves on as the scenario says, in the merchant's time: see move_clock and order_timeline.",
  input,
  readOnly: false,
  run: async ({ call }, { merchant, orderReference, ...how }) =>
    call('POST', merchantPath(merchant, `/orders/${pathSegment(orderReference)}/payments`), how),
}
