import type { paymentsAllQuery } from '../../contracts/schemas/payments-all-query.js'
import { CURRENCIES, PAYMENT_STATUSES } from '../../contracts/schemas/statuses.js'
import type { Merchant } from '../domain/merchant.js'
import { given } from '../lib/given.js'
import type { Query } from '../sandbox/queries.js'
import { QueryReader } from './query-reader.js'

type QueryString = Readonly<Record<string, string | string[] | undefined>>

/** The columns that the list can be sorted by. */
const SORT_KEYS = [
  'createdAt',
  'updatedAt',
  'orderReference',
  'status',
  'channel',
  'collectedAmount',
] as const
type SortKey = (typeof SORT_KEYS)[number] & (typeof paymentsAllQuery.properties.sortBy.enum)[number]

/**
 * Reads the parameters of the list of payments. Unknown ones are ignored; all bad values are
 * refused at once. The names are documented, the meaning of dates and the texts are assumed.
 */
export function readPageRequest(
  query: QueryString,
  { id: merchantId, dialect }: Merchant,
): Query<'payments'> {
  const reader = new QueryReader(query)
  const { text } = reader
  const { from, to } = reader.days()
  const status = reader.choice('status', PAYMENT_STATUSES)
  const currency = reader.choice('collectedCurrency', CURRENCIES)
  const channel = text('channel')
  const orderReference = text('orderReference')
  const clientId = text('clientId')
  const sortBy = reader.choice<SortKey>('sortBy', SORT_KEYS) ?? 'createdAt'
  const orderBy = reader.choice('orderBy', ['ASC', 'DESC']) ?? 'DESC'
  const skip = reader.count('skip', 0) ?? 0
  const limit = reader.count('limit', 1) ?? 20
  const older = dialect.paymentsAllOlderFilters === 'honoured' ? olderFilters(text) : {}
  reader.refuse()

  const { id, currency: olderCurrency, contains } = older
  // Both names of the currency must hold, where both are given.
  const currencies = [currency, olderCurrency].filter((one) => one !== undefined)
  return {
    where: given({
      merchantId,
      status,
      channel,
      orderReference,
      clientId,
      id,
      collectedCurrency: new Set(currencies).size > 1 ? [] : currencies[0],
    }),
    ...(from === undefined && to === undefined
      ? {}
      : { range: { column: 'createdAt', ...given({ from, to }) } }),
    ...(contains ? { contains } : {}),
    orderBy: sortBy,
    newestFirst: orderBy === 'DESC',
    skip,
    limit,
  }
}

interface OlderFilters {
  readonly id?: string | undefined
  readonly currency?: string | undefined
  readonly contains?: Query<'payments'>['contains']
}

/** The columns that older copies of the docs search in. */
const SEARCHED = {
  id: 'id',
  status: 'status',
  orderReference: 'orderReference',
  channel: 'channel',
  paymentReference: 'paymentReference',
  message: 'message',
  clientId: 'clientId',
  collectedCurrency: 'collectedCurrency',
  currency: 'collectedCurrency',
} as const

/** Parameters of older copies of the docs: `id`, `currency`, and `search` with `field=keyword` pairs. */
function olderFilters(text: (name: string) => string | undefined): OlderFilters {
  const pairs = (text('search') ?? '')
    .split(',')
    .map((pair) => pair.split('='))
    .filter((pair): pair is [string, string] => pair.length === 2)
  const known = pairs.filter(([field]) => Object.hasOwn(SEARCHED, field)) as [keyof typeof SEARCHED, string][]
  // Nothing has a field that nobody knows.
  const impossible = pairs.some(([field, keyword]) => !Object.hasOwn(SEARCHED, field) && keyword !== '')
  return {
    id: impossible ? '' : text('id'),
    currency: text('currency'),
    contains: Object.fromEntries(known.map(([field, keyword]) => [SEARCHED[field], keyword])),
  }
}
