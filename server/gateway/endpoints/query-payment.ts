import type { Order } from '../../domain/order.js'
import { Refusal } from '../../errors.js'
import type { CallTo, HandlerOf } from '../call.js'
import { paymentRow } from '../payment-rows.js'

/** Shows the payments of one order. */
export const queryPayment: HandlerOf<'query-payment', string> = {
  read: ({ params }) => params.orderReference,
  check: async (call, orderReference) => {
    await attemptedOrder(call, orderReference)
  },
  answer: async (call, orderReference) => {
    const { sandbox, dialect } = call
    const order = await attemptedOrder(call, orderReference)
    if (!order) return []
    const payments = await sandbox.payments.query(order)
    const rows = payments.map((payment) => paymentRow(payment, order.customer, dialect))
    return dialect.queryAttemptOrder === 'newestFirst' ? rows.reverse() : rows
  },
  findings: { parameters: () => [], body: () => [] },
}

/** An order that somebody has tried to pay. Refuses any other, unless the dialect has an empty list for it: null. */
async function attemptedOrder(
  { sandbox, caller: { merchant }, dialect }: CallTo<'query-payment'>,
  orderReference: string,
): Promise<Order | null> {
  const order = await sandbox.orders.findByReference(merchant.id, orderReference)
  if (order && order.progress.attempts > 0) return order
  const treatment =
    order && dialect.queryLinkWithoutAttempt === 'emptyArray200'
      ? 'emptyArray200'
      : dialect.queryUnknownReference
  if (treatment === 'emptyArray200') return null
  const explanation = order
    ? 'the order exists, but nobody has tried to pay yet'
    : 'the merchant has no order with this reference; references are case-sensitive'
  throw new Refusal('UNKNOWN_PAYMENT', explanation, {
    values: { reference: orderReference },
    status: treatment === 'notFound404' ? 404 : 400,
  })
}
