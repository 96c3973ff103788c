import type { Query } from '../../sandbox/queries.js'
import type { HandlerOf } from '../call.js'
import { listParameters } from '../findings/query-parameters.js'
import { paymentRows } from '../payment-rows.js'
import { readPageRequest } from '../payments-page.js'

/** Lists the payments of a merchant. */
export const queryPayments: HandlerOf<'query-payments', Query<'payments'>> = {
  read: ({ query, caller }) => readPageRequest(query, caller.merchant),
  check: async () => {},
  answer: async ({ sandbox, dialect }, page) => {
    const { payments, total } = await sandbox.queries.allPayments(page)
    return { data: await paymentRows(sandbox, payments, dialect), totalCount: total }
  },
  findings: { parameters: listParameters, body: () => [] },
}
