import { describe, expect, test } from 'vitest'
import { moved, type Payment } from '../../server/domain/payment.js'
import type { QueryScript } from '../../server/domain/script.js'
import { afterChanges, nextShowing } from '../../server/domain/shown.js'
import { aPayment, NINE_O_CLOCK } from '../support/builders.js'

const HONEST: QueryScript = { lag: 0, lagPolls: 0, missing: 0 }

/** A payment that succeeded after a second and was refunded after ten, under a query that lags so. */
function refunded(query: Partial<QueryScript>): Payment {
  const { script } = aPayment()
  const begun = aPayment({ script: { ...script, query: { ...HONEST, ...query } } })
  const cause = 'a test'
  const paid = moved(begun, {
    to: 'SUCCESS',
    at: NINE_O_CLOCK + 1000,
    message: 'success',
    cause,
    forced: false,
    paymentReference: 'MP1',
  })
  return moved(paid, { to: 'REFUNDED', at: NINE_O_CLOCK + 10_000, message: 'back', cause, forced: false })
}

/** The statuses that so many queries show, one after the other. */
function polls(payment: Payment, times: number, at: number): string[] {
  const seen: string[] = []
  let queried = payment.queried
  for (let i = 0; i < times; i++) {
    const { shown, progress } = nextShowing({ ...payment, ...(queried ? { queried } : {}) }, at)
    queried = progress
    seen.push(shown?.status ?? 'nothing')
  }
  return seen
}

describe('a query', () => {
  test('that does not lag shows a payment as it stands', () => {
    const payment = refunded({})
    expect(nextShowing(payment, NINE_O_CLOCK + 10_000).shown).toBe(payment)
  })

  test('that lags shows every change late', () => {
    const payment = refunded({ lag: 5000 })
    const at = (seconds: number) => nextShowing(payment, NINE_O_CLOCK + seconds * 1000).shown?.status
    expect([0, 5.999, 6, 14.999, 15].map(at)).toEqual([
      'PROCESSING',
      'PROCESSING',
      'SUCCESS',
      'SUCCESS',
      'REFUNDED',
    ])
  })

  test('shows the old state so many times after a change', () => {
    expect(polls(refunded({ lagPolls: 2 }), 4, NINE_O_CLOCK + 20_000)).toEqual([
      'PROCESSING',
      'PROCESSING',
      'REFUNDED',
      'REFUNDED',
    ])
  })

  test('leaves the payment out so many times, or always', () => {
    const late = NINE_O_CLOCK + 20_000
    expect(polls(refunded({ missing: 2 }), 3, late)).toEqual(['nothing', 'nothing', 'REFUNDED'])
    expect(polls(refunded({ missing: null }), 3, late)).toEqual(['nothing', 'nothing', 'nothing'])
  })
})

describe('a payment as it was', () => {
  test('before its first change has no receipt, no words and the amount of the order', () => {
    const { collected: _, ...payment } = refunded({})
    const short: Payment = { ...payment, collected: { minor: 1, currency: 'USD' } }
    expect(afterChanges(short, 0)).toEqual({ ...aPayment(), script: short.script })
  })

  test('after its first change has the receipt and what was collected', () => {
    expect(afterChanges(refunded({}), 1)).toMatchObject({
      status: 'SUCCESS',
      message: 'success',
      paymentReference: 'MP1',
      updatedAt: NINE_O_CLOCK + 1000,
    })
  })
})
