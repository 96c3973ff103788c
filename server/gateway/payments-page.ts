import type { paymentsAllQuery } from '../../contracts/schemas/payments-all-query.js'
import { CURRENCIES, PAYMENT_STATUSES } from '../../contracts/schemas/statuses.js'
import type { Dialect } from '../domain/dialect.js'
import type { Payment } from '../domain/payment.js'
import { Refusal } from '../errors.js'

/** What to list, and which part of it. */
export interface PageRequest {
  readonly matches: (payment: Payment) => boolean
  readonly compare: (a: Payment, b: Payment) => number
  readonly skip: number
  readonly limit: number
}

type Query = Readonly<Record<string, string | string[] | undefined>>

type SortKey = (typeof paymentsAllQuery.properties.sortBy.enum)[number]

const SORT_KEYS = {
  createdAt: (payment: Payment) => payment.createdAt,
  updatedAt: (payment: Payment) => payment.updatedAt,
  orderReference: (payment: Payment) => payment.orderReference,
  status: (payment: Payment) => payment.status,
  channel: (payment: Payment) => payment.channel,
  collectedAmount: (payment: Payment) => payment.collected.minor,
} as const satisfies Record<SortKey, (payment: Payment) => string | number>

const DAY_MS = 86_400_000

/** Days begin and end in East Africa Time, three hours ahead of UTC all year. */
const EAST_AFRICA_MS = 3 * 3_600_000

/**
 * Reads the parameters of the list of payments. Unknown ones are passed over; all bad values are
 * refused at once. The names are documented, the meaning of dates and the texts are assumed.
 */
export function readPageRequest(query: Query, dialect: Dialect): PageRequest {
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
  const sortBy = choice('sortBy', Object.keys(SORT_KEYS) as (keyof typeof SORT_KEYS)[]) ?? 'createdAt'
  const orderBy = choice('orderBy', ['ASC', 'DESC']) ?? 'DESC'
  const skip = count('skip', 0) ?? 0
  const limit = count('limit', 1) ?? 20
  const older = dialect.paymentsAllOlderFilters === 'honoured' ? olderFilters(text) : []
  if (validationMessages.length > 0) {
    throw new Refusal('INVALID_FIELDS', `the query is wrong: ${validationMessages.join('; ')}`, {
      validationMessages,
    })
  }

  const until = lastDay === undefined ? undefined : lastDay + DAY_MS
  const conditions: ((payment: Payment) => boolean)[] = [
    (payment) => from === undefined || payment.createdAt >= from,
    (payment) => until === undefined || payment.createdAt < until,
    (payment) => status === undefined || payment.status === status,
    (payment) => currency === undefined || payment.collected.currency === currency,
    (payment) => channel === undefined || payment.channel === channel,
    (payment) => orderReference === undefined || payment.orderReference === orderReference,
    (payment) => clientId === undefined || payment.clientId === clientId,
    ...older,
  ]
  const direction = orderBy === 'ASC' ? 1 : -1
  const key = SORT_KEYS[sortBy]
  return {
    matches: (payment) => conditions.every((holds) => holds(payment)),
    compare: (a, b) => direction * (compared(key(a), key(b)) || a.seq - b.seq),
    skip,
    limit,
  }
}

/** Parameters of older copies of the docs: `id`, `currency`, and `search` with `field=keyword` pairs. */
function olderFilters(text: (name: string) => string | undefined): ((payment: Payment) => boolean)[] {
  const id = text('id')
  const currency = text('currency')
  const searches = (text('search') ?? '')
    .split(',')
    .map((pair) => pair.split('='))
    .filter((pair): pair is [string, string] => pair.length === 2)
  return [
    (payment) => id === undefined || payment.id === id,
    (payment) => currency === undefined || payment.collected.currency === currency,
    (payment) =>
      searches.every(([field, keyword]) => searchable(payment, field).includes(keyword.toLowerCase())),
  ]
}

function searchable(payment: Payment, field: string): string {
  if (field === 'collectedCurrency' || field === 'currency') return payment.collected.currency.toLowerCase()
  const fields = [
    'id',
    'status',
    'orderReference',
    'channel',
    'paymentReference',
    'message',
    'clientId',
  ] as const
  const known = fields.find((name) => name === field)
  return known ? String(payment[known] ?? '').toLowerCase() : ''
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

function compared(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
