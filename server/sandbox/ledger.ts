import { referenceOf } from '../domain/journal.js'
import { booked, type LedgerEntry, type Movement, movementOf } from '../domain/ledger.js'
import { type Currency, formatMoney } from '../domain/money.js'
import type { Payment } from '../domain/payment.js'
import type { Transaction } from '../engine/transaction.js'
import type { Query } from '../store/store.js'

/** The latest entry of a merchant's account in one currency. */
export function latestEntry(merchantId: string, currency: Currency) {
  return { where: { merchantId, currency }, newestFirst: true, limit: 1 } satisfies Query<'ledger'>
}

/** What the merchant's account holds in one currency, in minor units. */
export async function balanceIn(tx: Transaction, currency: Currency): Promise<number> {
  const [latest] = await tx.find('ledger', latestEntry(tx.merchant.id, currency))
  return latest?.balance ?? 0
}

/**
 * Books a movement of the merchant's money. What the account cannot give or hold is left out, and the journal says so;
 * whoever must not take less than it asks for looks at the balance first. Returns null where nothing could be booked.
 */
export async function book(tx: Transaction, movement: Movement): Promise<LedgerEntry | null> {
  const { currency, entry: way, type, description, about: paymentId, orderReference } = movement
  const { amount, balance, missing } = booked(await balanceIn(tx, currency), movement)
  const ofPayout = type === 'PAYOUT' || type === 'PAYOUT RETURNED'
  const about = { paymentId, ...(orderReference === undefined ? {} : referenceOf(orderReference, ofPayout)) }
  if (missing > 0) {
    const rest = formatMoney({ minor: missing, currency })
    const why = way === 'Debit' ? 'the account does not hold as much' : 'the account holds no more'
    tx.note('balance:short', `${rest} of ${description} is not booked: ${why}`, about)
  }
  if (amount === 0) return null
  const seq = tx.nextNumber()
  const entry: LedgerEntry = {
    ...movement,
    amount,
    id: `${tx.merchant.id}-L${seq}`,
    merchantId: tx.merchant.id,
    seq,
    balance,
    at: tx.now,
  }
  tx.put('ledger', entry)
  const moved = formatMoney({ minor: amount, currency })
  const now = formatMoney({ minor: balance, currency })
  tx.note('balance:changed', `${way} of ${moved} for ${description}; the balance is ${now}`, about)
  return entry
}

/** Books what a payment's new status moves. Returns the payment with what it has brought into the account. */
export async function bookPayment(tx: Transaction, payment: Payment): Promise<Payment> {
  const movement = movementOf(payment, tx.merchant.dialect)
  if (!movement) return payment
  const entry = await book(tx, movement)
  const { credited: _, ...rest } = payment
  if (movement.entry === 'Debit' || !entry) return rest
  return { ...payment, credited: { minor: entry.amount, currency: entry.currency } }
}
