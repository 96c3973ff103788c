import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  canMove,
  everPaid,
  firstStatus,
  IllegalMove,
  isDecided,
  isPaid,
  type Move,
  moved,
  NEXT_STATUSES,
  PAYMENT_STATUSES,
  type PaymentStatus,
} from '../../server/domain/payment.js'
import { aPayment, NINE_O_CLOCK } from '../support/builders.js'

/** The moves that the notes on the gateway allow, written out once more. */
const ALLOWED: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  PENDING: ['PROCESSING', 'SUCCESS', 'FAILED', 'ON-HOLD'],
  PROCESSING: ['SUCCESS', 'FAILED', 'ON-HOLD'],
  SUCCESS: ['SETTLED', 'REFUNDED', 'ON-HOLD'],
  SETTLED: ['REVERSED', 'ON-HOLD'],
  FAILED: [],
  'ON-HOLD': ['PROCESSING', 'SUCCESS', 'SETTLED', 'FAILED', 'REFUNDED', 'REVERSED'],
  REFUNDED: [],
  REVERSED: [],
}

const MOVES = PAYMENT_STATUSES.flatMap((from) => PAYMENT_STATUSES.map((to) => ({ from, to })))
const LEGAL = MOVES.filter(({ from, to }) => ALLOWED[from].includes(to))
const ILLEGAL = MOVES.filter(({ from, to }) => !ALLOWED[from].includes(to))

const move = (to: PaymentStatus, more: Partial<Move> = {}): Move => ({
  to,
  at: NINE_O_CLOCK + 1000,
  message: 'words',
  cause: 'a test',
  forced: false,
  ...more,
})

describe('a payment', () => {
  test.each(ILLEGAL)('cannot go from $from to $to', ({ from, to }) => {
    const payment = aPayment({ status: from })
    expect(canMove(from, to)).toBe(false)
    expect(() => moved(payment, move(to))).toThrow(IllegalMove)
    expect(payment.status).toBe(from)
  })

  test.each(ILLEGAL)('can be forced from $from to $to', ({ from, to }) => {
    expect(moved(aPayment({ status: from }), move(to, { forced: true })).status).toBe(to)
  })

  test.each(LEGAL)('goes from $from to $to', ({ from, to }) => {
    expect(canMove(from, to)).toBe(true)
    const before = aPayment({ status: from })
    expect(moved(before, move(to))).toEqual({
      ...before,
      status: to,
      message: 'words',
      updatedAt: NINE_O_CLOCK + 1000,
      history: [{ from, to, at: NINE_O_CLOCK + 1000, message: 'words', cause: 'a test' }],
    })
  })

  test('tells where it could have gone instead', () => {
    expect(() => moved(aPayment({ id: 'P1' }), move('SETTLED'))).toThrow(
      'payment P1 is PROCESSING, which can become SUCCESS, FAILED, ON-HOLD; not SETTLED',
    )
    expect(() => moved(aPayment({ id: 'P1', status: 'FAILED' }), move('SUCCESS'))).toThrow(
      'payment P1 is FAILED, which can become nothing, because it is final; not SUCCESS',
    )
  })

  test.each(PAYMENT_STATUSES)('keeps a receipt only once the money came: %s', (to) => {
    const payment = moved(aPayment(), move(to, { forced: true, paymentReference: 'MP1' }))
    expect(payment.paymentReference).toBe(to === 'SUCCESS' || to === 'SETTLED' ? 'MP1' : undefined)
  })

  test('keeps its first receipt for good', () => {
    const paid = moved(aPayment(), move('SUCCESS', { paymentReference: 'MP1' }))
    expect(moved(paid, move('SETTLED', { paymentReference: 'MP2' })).paymentReference).toBe('MP1')
  })

  test('is never lost track of on any way through the table', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (choices) => {
        let payment = aPayment({ status: 'PENDING' })
        let everWasPaid = false
        for (const choice of choices) {
          const next: readonly PaymentStatus[] = NEXT_STATUSES[payment.status]
          const to = next[choice % next.length]
          if (!to) break
          payment = moved(payment, move(to, { at: payment.updatedAt + 1 }))
          everWasPaid ||= isPaid(to)
          expect(everPaid(payment)).toBe(everWasPaid)
        }
        const path = ['PENDING', ...payment.history.map(({ to }) => to)]
        expect(payment.history.map(({ from }) => from)).toEqual(path.slice(0, -1))
        expect(payment.status).toBe(path.at(-1))
      }),
    )
  })
})

test.each<[status: PaymentStatus, paid: boolean, decided: boolean]>([
  ['PENDING', false, false],
  ['PROCESSING', false, false],
  ['ON-HOLD', false, false],
  ['SUCCESS', true, true],
  ['SETTLED', true, true],
  ['FAILED', false, true],
  ['REFUNDED', false, true],
  ['REVERSED', false, true],
])('%s means paid: %s, decided: %s', (status, paid, decided) => {
  expect([isPaid(status), isDecided(status)]).toEqual([paid, decided])
})

test('a payment that was given back still counts as paid once', () => {
  const paid = moved(aPayment(), move('SUCCESS'))
  expect(everPaid(moved(paid, move('REFUNDED')))).toBe(true)
  expect(everPaid(moved(paid, move('FAILED', { forced: true })))).toBe(true)
  expect(everPaid(moved(aPayment(), move('FAILED')))).toBe(false)
})

test('mobile money begins with a prompt on the phone; card and bank wait for the customer', () => {
  expect(
    (['M-PESA', 'TIGO-PESA', 'AIRTEL-MONEY', 'HALOPESA', 'CARD', 'BANK'] as const).map((channel) =>
      firstStatus(channel),
    ),
  ).toEqual(['PROCESSING', 'PROCESSING', 'PROCESSING', 'PROCESSING', 'PENDING', 'PENDING'])
})
