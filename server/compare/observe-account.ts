import { isObject } from '../domain/checksum.js'
import { type Observation, type Observer, observation } from './observation.js'
import { type Call, fieldsOf, rowsOf } from './traffic.js'

/** What balances and statements tell. */
export const observeAccount: Observer = function* ({ calls }) {
  for (const [i, call] of calls.entries()) {
    if (call.status !== 200) continue
    if (call.endpoint === 'account-balance') {
      if (Array.isArray(call.answer)) yield observation('balanceShape', 'array', call, 'a list of balances')
      else if ('balances' in fieldsOf(call.answer))
        yield observation('balanceShape', 'object', call, 'an object with balances')
    }
    if (call.endpoint === 'account-statement')
      yield* credits(call, calls.slice(0, i).flatMap(rowsOf), calls.slice(i).flatMap(rowsOf))
  }
}

type Rows = ReturnType<typeof rowsOf>

/**
 * Whether a payment is in the account before it is settled. One that was SUCCESS before and is not in a statement has to
 * be settled first; one that is in it and is not settled afterwards had not to be.
 */
function* credits(statement: Call, before: Rows, after: Rows): Generator<Observation> {
  const { transactions } = fieldsOf(statement.answer)
  if (!Array.isArray(transactions)) return
  const credited = new Set(
    transactions
      .filter((one) => isObject(one) && one.entry === 'Credit')
      .map((one) => fieldsOf(one).orderReference),
  )
  const isWhole = !statement.query.has('startDate') && !statement.query.has('endDate')
  const currency = statement.query.get('currency')
  const paid = (rows: Rows) =>
    rows
      .filter(({ status, collectedCurrency }) => status === 'SUCCESS' && collectedCurrency === currency)
      .map(({ orderReference }) => orderReference)
  if (isWhole && paid(before).some((reference) => !credited.has(reference))) {
    yield observation('balanceCreditedOn', 'settlement', statement, 'a payment that is SUCCESS is not in it')
  }
  if (paid(after).some((reference) => credited.has(reference))) {
    yield observation('balanceCreditedOn', 'success', statement, 'a payment that is not settled is in it')
  }
}
