import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { MERCHANT, merchantPath, ORDER_REFERENCE, type Tool } from '../tool.js'

interface Page {
  readonly items: readonly unknown[]
}

const input = {
  type: 'object',
  additionalProperties: false,
  required: ['orderReference'],
  properties: { merchant: MERCHANT, orderReference: ORDER_REFERENCE },
} as const satisfies JSONSchema

export const orderTimeline: Tool<FromSchema<typeof input>> = {
  name: 'order_timeline',
  description:
    "Tells everything that happened to an order, in order: calls of the shop, moves of payments with the reason, each webhook with its attempts and what the shop's server answered, and what will happen next. Use it to find out why a shop shows the wrong state.",
  input,
  readOnly: true,
  run: async ({ call }, { merchant, orderReference }) => {
    const only = new URLSearchParams({ orderReference })
    const of = (list: string) => call<Page>('GET', merchantPath(merchant, `/${list}?${only}`))
    const [journal, payments, deliveries, requests, agenda] = await Promise.all([
      of('journal'),
      of('payments'),
      of('deliveries'),
      of('requests'),
      call<{ readonly items: readonly { readonly orderReference?: string }[] }>(
        'GET',
        merchantPath(merchant, '/agenda'),
      ),
    ])
    return {
      journal: journal.items,
      payments: payments.items,
      deliveries: deliveries.items,
      requests: requests.items,
      next: agenda.items.filter((task) => task.orderReference === orderReference),
    }
  },
}
