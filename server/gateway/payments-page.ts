import type { paymentsAllQuery } from '../../contracts/schemas/payments-all-query.js'
import { CURRENCIES, PAYMENT_STATUSES } from '../../contracts/schemas/statuses.js'
import type { Merchant } from '../domain/merchant.js'
import { Refusal } from '../errors.js'
import { given } from '../lib/given.js'
import type { Query } from '../sandbox/queries.js'

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

const DAY_MS = 86_400_000

/** Days begin and end in East Africa Time, three hours ahead of UTC all year. */
const EAST_AFRICA_MS = 3 * 3_600_000

/**
 * Reads the parameters of the list of payments. Unknown ones are ignored; all bad values are
 * refused at once. The names are documented, the meaning of dates and the texts are assumed.
 */
export function readPageRequest(
  query: QueryString,
  { id: merchantId, dialect }: Merchant,
): Query<'payments'> {
  const validationMessages: string[] = []
  const text = (name: string): string | undefined => {
    const value = query[name]
    if (!Array.isArray(value)) return value
    validationMessages.push(`${name} must be a string`)
    return undefined
  }
  const choice = <Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined => {
    const value = text(name)
    const chosen = choices.find((known) => known === value)
    if (value !== undefined && !chosen) {
      validationMessages.push(`${name} must be one of the following values: ${choices.join(', ')}`)
    }
    return chosen
  }
  const day = (name: string): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    const start = startOfDay(value)
    if (start === null)
      validationMessages.push(`${name} must be a date in the format YYYY-MM-DD or DD-MM-YYYY`)
    return start ?? undefined
  }
  const count = (name: string, least: number): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN
    if (Number.isNaN(number)) validationMessages.push(`${name} must be an integer number`)
    else if (number < least) validationMessages.push(`${name} must not be less than ${least}`)
    return number
  }

  const from = day('startDate')
  const lastDay = day('endDate')
  const status = choice('status', PAYMENT_STATUSES)
  const currency = choice('collectedCurrency', CURRENCIES)
  const channel = text('channel')
  const orderReference = text('orderReference')
  const clientId = text('clientId')
  const sortBy = choice<SortKey>('sortBy', SORT_KEYS) ?? 'createdAt'
  const orderBy = choice('orderBy', ['ASC', 'DESC']) ?? 'DESC'
  const skip = count('skip', 0) ?? 0
  const limit = count('limit', 1) ?? 20
  const older = dialect.paymentsAllOlderFilters === 'honoured' ? olderFilters(text) : {}
  if (validationMessages.length > 0) {
    throw new Refusal('INVALID_FIELDS', `the query is wrong: ${validationMessages.join('; ')}`, {
      validationMessages,
    })
  }

  const to = lastDay === undefined ? undefined : lastDay + DAY_MS
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

function startOfDay(text: string): number | null {
  const [, year, month, day] =
    /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? reordered(/^(\d\d)-(\d\d)-(\d{4})$/.exec(text)) ?? []
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const exists = new Date(midnight).toJSON()?.startsWith(`${year}-${month}-${day}T`)
  return exists ? midnight - EAST_AFRICA_MS : null
}

function reordered(match: RegExpExecArray | null): (string | undefined)[] | null {
  return match && [match[0], match[3], match[2], match[1]]
}
