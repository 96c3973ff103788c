import type { Dialect } from '../../domain/dialect.js'
import type { Order } from '../../domain/order.js'
import { Refusal } from '../../errors.js'
import type { HandlerOf } from '../call.js'
import { paymentRow } from '../payment-rows.js'

/** Shows the payments of one order. */
export const queryPayment: HandlerOf<'query-payment', string> = {
  read: ({ params }) => params.orderReference,
  check: async ({ sandbox, caller, dialect }, orderReference) => {
    const order = await sandbox.orders.findByReference(caller.merchant.id, orderReference)
    wasAttempted(order, orderReference, dialect)
  },
  answer: async ({ sandbox, caller, dialect }, orderReference) => {
    const order = await sandbox.orders.findByReference(caller.merchant.id, orderReference)
    if (!wasAttempted(order, orderReference, dialect)) return []
    const payments = await sandbox.payments.query(order)
    const rows = payments.map((payment) => paymentRow(payment, order.customer, dialect))
    return dialect.queryAttemptOrder === 'newestFirst' ? rows.reverse() : rows
  },
  findings: { parameters: () => [], body: () => [] },
}

/** Whether somebody has tried to pay an order. Refuses any other, unless the dialect has an empty list for it. */
function wasAttempted(order: Order | null, orderReference: string, dialect: Dialect): order is Order {
  if (order && order.progress.attempts > 0) return true
  const treatment =
    order && dialect.queryLinkWithoutAttempt === 'emptyArray200'
      ? 'emptyArray200'
      : dialect.queryUnknownReference
  if (treatment === 'emptyArray200') return false
  const explanation = order
    ? 'the order exists, but nobody has tried to pay yet'
    : 'the merchant has no order with this reference; references are case-sensitive'
  throw new Refusal('UNKNOWN_PAYMENT', explanation, {
    values: { reference: orderReference },
    status: treatment === 'notFound404' ? 404 : 400,
  })
}
