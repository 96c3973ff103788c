import { type CardRequest, cardRequestSchema } from '../../contracts/schemas/card-payment.js'
import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { parseAmount } from '../domain/money.js'
import type { AskedCard } from '../sandbox/cards.js'
import { readReference, readTypes } from './read-fields.js'

/** The card payment that a request asks for, or asks to preview. Refuses types first, then the reference. */
export function readCard(body: JsonObject, dialect: Dialect): AskedCard {
  const request = readTypes<CardRequest>(cardRequestSchema(dialect), body, ({ amount }) => [
    ['amount', amount],
  ])
  const { fullName, email, phoneNumber } = request.customer
  return {
    orderReference: readReference(request.orderReference, dialect, 'other'),
    amount: parseAmount(request.amount) ?? 0,
    customer: {
      ...(fullName ? { name: fullName } : {}),
      ...(email ? { email } : {}),
      ...(phoneNumber ? { phone: phoneNumber } : {}),
    },
  }
}
