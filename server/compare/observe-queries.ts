import type { JsonObject } from '../domain/checksum.js'
import type { Observation, Observer } from './observation.js'
import { observation } from './observation.js'
import { styleOf } from './observe-notifications.js'
import {
  type Call,
  fieldsOf,
  grantedLinks,
  queriedReference,
  rowsOf,
  validationMessagesIn,
} from './traffic.js'

/** What Query Payment and the list of payments answer. */
export const observeQueries: Observer = function* (traffic) {
  const linked = new Set(grantedLinks(traffic).map(({ body }) => fieldsOf(body).orderReference))
  for (const call of traffic.calls) {
    const reference = queriedReference(call)
    if (reference !== null) yield* nothingFound(call, linked.has(reference))
    if (reference !== null) yield* order(call)
    for (const row of rowsOf(call)) yield* rowOf(call, row)
  }
  yield* olderFilters(traffic.calls)
}

/** An order without a payment: was it linked before, or never heard of? */
function* nothingFound(call: Call, isLinked: boolean): Generator<Observation> {
  const { status, answer } = call
  const unknown = validationMessagesIn(call).some((text) => text.startsWith('Invalid or missing payment'))
  if (unknown && (status === 400 || status === 404)) {
    const treatment = status === 404 ? 'notFound404' : 'badRequest400'
    const order = isLinked ? 'an order that has a link' : 'an order that nobody linked'
    yield observation(
      'queryUnknownReference',
      treatment,
      call,
      `${status} "Invalid or missing payment" for ${order}`,
    )
    if (isLinked) {
      yield observation(
        'queryLinkWithoutAttempt',
        'sameAsUnknown',
        call,
        `${status} for a link that nobody tried to pay`,
      )
    }
  }
  if (status !== 200 || !Array.isArray(answer) || answer.length > 0) return
  if (isLinked)
    yield observation('queryLinkWithoutAttempt', 'emptyArray200', call, '[] for a link that nobody paid')
  else yield observation('queryUnknownReference', 'emptyArray200', call, '[] for an order that nobody linked')
}

function* order(call: Call): Generator<Observation> {
  const times = rowsOf(call).map(({ createdAt }) =>
    typeof createdAt === 'string' ? Date.parse(createdAt) : Number.NaN,
  )
  const [first = Number.NaN, last = Number.NaN] = [times[0], times.at(-1)]
  if (Number.isNaN(first) || Number.isNaN(last) || first === last) return
  yield observation(
    'queryAttemptOrder',
    first > last ? 'newestFirst' : 'oldestFirst',
    call,
    first > last ? 'the newest attempt stands first' : 'the oldest attempt stands first',
  )
}

function* rowOf(call: Call, row: JsonObject): Generator<Observation> {
  const { id, orderReference, collectedAmount } = row
  if (typeof id === 'string') yield* styleOf(id, orderReference, call)
  const has = 'clientId' in row
  yield observation(
    'clientIdInReplies',
    has ? 'present' : 'absent',
    call,
    `a row ${has ? 'with' : 'without'} clientId`,
  )
  const extra = 'amount' in row
  yield observation(
    'queryExtraAmount',
    extra ? 'on' : 'off',
    call,
    `a row ${extra ? 'with' : 'without'} a second amount`,
  )
  if (typeof collectedAmount === 'number') {
    yield observation('queryAmountFormat', 'number', call, 'collectedAmount is a number')
  } else if (/^\d+$/.test(String(collectedAmount))) {
    yield observation('queryAmountFormat', 'string', call, 'collectedAmount is a text without decimals')
  } else if (/^\d+\.00$/.test(String(collectedAmount))) {
    yield observation('queryAmountFormat', 'string2dp', call, 'collectedAmount is a text with two decimals')
  }
}

const OLDER_FILTERS = { id: 'id', currency: 'collectedCurrency' } as const

/** Filters of older manuals: honoured when they leave out payments that the traffic knows of. */
function* olderFilters(calls: readonly Call[]): Generator<Observation> {
  const known = calls.flatMap(rowsOf)
  for (const call of calls.filter(
    ({ endpoint, status }) => endpoint === 'query-payments' && status === 200,
  )) {
    for (const [parameter, field] of Object.entries(OLDER_FILTERS)) {
      const wanted = call.query.get(parameter)
      if (wanted === null) continue
      const rows = rowsOf(call)
      const others = (row: JsonObject) => String(row[field]) !== wanted
      if (rows.some(others)) {
        yield observation('paymentsAllOlderFilters', 'ignored', call, `the filter ${parameter} was ignored`)
      } else if (known.some(others)) {
        yield observation('paymentsAllOlderFilters', 'honoured', call, `the filter ${parameter} was honoured`)
      }
    }
  }
}
