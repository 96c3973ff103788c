import type { HandlerOf } from '../call.js'
import { listParameters } from '../findings/query-parameters.js'
import { paymentRows } from '../payment-rows.js'
import { type PageRequest, readPageRequest } from '../payments-page.js'

/** Lists the payments of a merchant. */
export const queryPayments: HandlerOf<'query-payments', PageRequest> = {
  read: ({ query, dialect }) => readPageRequest(query, dialect),
  check: async () => {},
  answer: async ({ sandbox, caller: { merchant }, dialect }, page) => {
    const all = await sandbox.engine.store.find('payments', { where: { merchantId: merchant.id } })
    const matching = all.filter(page.matches).sort(page.compare)
    const shown = matching.slice(page.skip, page.skip + page.limit)
    return { data: await paymentRows(sandbox, shown, dialect), totalCount: matching.length }
  },
  findings: { parameters: listParameters, body: () => [] },
}
