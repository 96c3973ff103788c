import { isPaid, type Payment } from './payment.js'

/** How far Query Payment has come with showing a payment whose script makes it lag behind. */
export interface QueryProgress {
  /** How many changes have been shown. */
  readonly changes: number
  /** How many queries since then showed nothing newer. */
  readonly polls: number
  /** How many queries have left the payment out. */
  readonly missed: number
}

const NOTHING_YET: QueryProgress = { changes: 0, polls: 0, missed: 0 }

/** A payment as one query shows it, null when it is left out, and how far the query has come with that. */
export interface Showing {
  readonly shown: Payment | null
  readonly progress: QueryProgress
}

/** What the next query shows of a payment, as the payment's script wants it. */
export function nextShowing(payment: Payment, now: number): Showing {
  const { lag, lagPolls, missing } = payment.script.query
  const before = payment.queried ?? NOTHING_YET
  if (missing === null || before.missed < missing) {
    return { shown: null, progress: { ...before, missed: before.missed + 1 } }
  }
  const due = payment.history.filter(({ at }) => at + lag <= now).length
  if (due > before.changes && before.polls < lagPolls) {
    return { shown: afterChanges(payment, before.changes), progress: { ...before, polls: before.polls + 1 } }
  }
  return { shown: afterChanges(payment, due), progress: { ...before, changes: due, polls: 0 } }
}

/** The payment as it was after the first `changes` of its changes. */
export function afterChanges(payment: Payment, changes: number): Payment {
  if (changes >= payment.history.length) return payment
  const history = payment.history.slice(0, changes)
  const last = history.at(-1)
  const { paymentReference, exchange, ...rest } = payment
  const collected = history.some(({ to }) => isPaid(to))
  return {
    ...rest,
    status: last?.to ?? payment.history[0]?.from ?? payment.status,
    message: last?.message ?? '',
    updatedAt: last?.at ?? payment.createdAt,
    history,
    collected: collected ? payment.collected : payment.asked,
    ...(collected && paymentReference ? { paymentReference } : {}),
    ...(collected && exchange ? { exchange } : {}),
  }
}
