import type { Payment } from '../../domain/payment.js'
import { Refusal } from '../../errors.js'
import type { CallTo, HandlerOf } from '../call.js'
import { paymentRows } from '../payment-rows.js'

/** Shows the payments of one order. */
export const queryPayment: HandlerOf<'query-payment', string> = {
  read: ({ params }) => params.orderReference,
  check: async (call, orderReference) => {
    await attemptsFor(call, orderReference)
  },
  answer: async (call, orderReference) => {
    const { sandbox, caller, dialect } = call
    if ((await attemptsFor(call, orderReference)).length === 0) return []
    const payments = await sandbox.payments.query(caller.merchant.id, orderReference)
    return paymentRows(
      sandbox,
      dialect.queryAttemptOrder === 'newestFirst' ? payments.toReversed() : payments,
      dialect,
    )
  },
  findings: { parameters: () => [], body: () => [] },
}

/** The attempts to pay an order. Refuses an order without any, unless the dialect has an empty list for it. */
async function attemptsFor(
  { sandbox, caller: { merchant }, dialect }: CallTo<'query-payment'>,
  orderReference: string,
): Promise<readonly Payment[]> {
  const attempts = await sandbox.payments.ofOrder(merchant.id, orderReference)
  if (attempts.length > 0) return attempts
  const link = await sandbox.links.findByReference(merchant.id, orderReference)
  const treatment =
    link && dialect.queryLinkWithoutAttempt === 'emptyArray200'
      ? 'emptyArray200'
      : dialect.queryUnknownReference
  if (treatment === 'emptyArray200') return []
  const explanation = link
    ? 'the link exists, but nobody has tried to pay yet'
    : 'the merchant has no link with this order reference; references are case-sensitive'
  throw new Refusal('UNKNOWN_PAYMENT', explanation, {
    values: { reference: orderReference },
    status: treatment === 'notFound404' ? 404 : 400,
  })
}
