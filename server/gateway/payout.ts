import { type MobilePayoutRequest, mobilePayoutRequestSchema } from '../../contracts/schemas/payouts.js'
import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { exchanged } from '../domain/exchange-rates.js'
import { type Currency, formatAmount, parseAmount } from '../domain/money.js'
import { MOBILE_PAYOUT_LIMITS } from '../domain/payout.js'
import { Refusal } from '../errors.js'
import type { AskedPayout } from '../sandbox/payouts.js'
import { readPhone } from './push.js'
import { readReference, readTypes } from './read-fields.js'

/** The payout to a phone that a request asks for. Refuses types first, then reference, amount and phone. */
export function readMobilePayout(body: JsonObject, dialect: Dialect): AskedPayout {
  const schema = mobilePayoutRequestSchema(dialect)
  const request = readTypes<MobilePayoutRequest>(schema, body, ({ amount }) => [['amount', amount]])
  const { currency } = request
  const orderReference = readReference(request.orderReference, dialect, 'other')
  const order = { minor: readAmount(request.amount, currency), currency }
  return { orderReference, order, ...readPhone(request.phoneNumber, dialect) }
}

function readAmount(written: string | number, currency: Currency): number {
  const amount = parseAmount(written) ?? 0
  const [minimum, maximum] = [MOBILE_PAYOUT_LIMITS.minimum, MOBILE_PAYOUT_LIMITS.maximum].map((limit) =>
    exchanged(limit, 'TZS', currency),
  ) as [number, number]
  if (amount >= minimum && amount <= maximum) return amount
  const [least, most] = [formatAmount(minimum), formatAmount(maximum)]
  throw new Refusal(
    'AMOUNT_OUT_OF_RANGE',
    `${currency} ${least} to ${most} can be paid out to a phone, and this is ${formatAmount(amount)}`,
    { values: { least, most } },
  )
}
