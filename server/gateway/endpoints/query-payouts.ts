import { payoutsAllQuery } from '../../../contracts/schemas/payouts.js'
import { CURRENCIES } from '../../domain/money.js'
import { PAYOUT_STATUSES } from '../../domain/payout.js'
import { given } from '../../lib/given.js'
import type { Query } from '../../sandbox/queries.js'
import type { CallTo, HandlerOf } from '../call.js'
import { payoutRow } from '../payout-rows.js'
import { QueryReader } from '../query-reader.js'

const { properties } = payoutsAllQuery
const PARAMETERS = Object.keys(properties)

/** Lists the payouts of a merchant. */
export const queryPayouts: HandlerOf<'query-payouts', Query<'payouts'>> = {
  read: readPage,
  check: async () => {},
  answer: async ({ sandbox, dialect }, page) => {
    const { payouts, total } = await sandbox.queries.allPayouts(page)
    return { data: payouts.map((payout) => payoutRow(payout, dialect)), totalCount: total }
  },
  findings: { parameters: () => PARAMETERS, body: () => [] },
}

/** Filters, order and page, as in the list of payments (assumed to be alike). */
function readPage({ query, caller }: CallTo<'query-payouts'>): Query<'payouts'> {
  const reader = new QueryReader(query)
  const { from, to } = reader.days()
  const where = given({
    merchantId: caller.merchant.id,
    status: reader.choice('status', PAYOUT_STATUSES),
    currency: reader.choice('currency', CURRENCIES),
    channel: reader.text('channel'),
    orderReference: reader.text('orderReference'),
    clientId: reader.text('clientId'),
  })
  const orderBy = reader.choice('sortBy', properties.sortBy.enum) ?? 'createdAt'
  const direction = reader.choice('orderBy', properties.orderBy.enum) ?? 'DESC'
  const skip = reader.count('skip', 0) ?? 0
  const limit = reader.count('limit', 1) ?? 20
  reader.refuse()
  return {
    where,
    ...(from === undefined && to === undefined
      ? {}
      : { range: { column: 'createdAt', ...given({ from, to }) } }),
    orderBy,
    newestFirst: direction === 'DESC',
    skip,
    limit,
  }
}
