import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { booked, type LedgerEntry, movementOf, statementOf } from '../../server/domain/ledger.js'
import { aPayment } from '../support/builders.js'

const ON_SUCCESS = { balanceCreditedOn: 'success' } as const
const ON_SETTLEMENT = { balanceCreditedOn: 'settlement' } as const

describe('an account', () => {
  test('never gives more than it holds, and tells what was missing', () => {
    expect(booked(500, { entry: 'Debit', amount: 800 })).toEqual({ amount: 500, balance: 0, missing: 300 })
  })

  test('never holds more than can be counted exactly', () => {
    const full = Number.MAX_SAFE_INTEGER
    expect(booked(full - 1, { entry: 'Credit', amount: 5 })).toEqual({ amount: 1, balance: full, missing: 4 })
  })

  test('adds up at every instant, whatever moves it', () => {
    const movement = record({
      entry: constantFrom('Credit' as const, 'Debit' as const),
      amount: integer({ min: 1, max: 5_000_000 }),
    })
    assert(
      property(array(movement, { maxLength: 40 }), integer({ min: 0, max: 40 }), (movements, cut) => {
        let balance = 0
        const entries = movements.flatMap(({ entry, amount }, seq): LedgerEntry[] => {
          const after = booked(balance, { entry, amount })
          expect(after.balance).toBeGreaterThanOrEqual(0)
          balance = after.balance
          return after.amount > 0 ? [anEntry({ ...after, entry, seq })] : []
        })
        const opening = entries[Math.min(cut, entries.length) - 1]?.balance ?? 0
        const statement = statementOf('TZS', opening, entries.slice(cut))
        const { openingBalance, totalCredits, totalDebits, closingBalance } = statement
        expect(openingBalance + totalCredits - totalDebits).toBe(closingBalance)
        expect(closingBalance).toBe(balance)
      }),
    )
  })
})

describe('a payment', () => {
  test.each([
    ['PROCESSING', ON_SUCCESS, null],
    ['SUCCESS', ON_SUCCESS, 'Credit'],
    ['SUCCESS', ON_SETTLEMENT, null],
    ['SETTLED', ON_SETTLEMENT, 'Credit'],
    ['SETTLED', ON_SUCCESS, 'Credit'],
    ['FAILED', ON_SUCCESS, null],
  ] as const)('that is %s under %o brings money in, or not: %s', (status, dialect, entry) => {
    expect(movementOf(aPayment({ status }), dialect)?.entry ?? null).toBe(entry)
  })

  const credited = { minor: 1_200_000, currency: 'TZS' } as const

  test.each(['REFUNDED', 'REVERSED', 'FAILED'] as const)(
    'that was credited and is %s gives it back',
    (status) => {
      expect(movementOf(aPayment({ status, credited }), ON_SETTLEMENT)).toMatchObject({
        entry: 'Debit',
        amount: 1_200_000,
        currency: 'TZS',
      })
    },
  )

  test.each(['SUCCESS', 'SETTLED', 'ON-HOLD'] as const)(
    'that was credited and is %s moves nothing',
    (status) => {
      expect(movementOf(aPayment({ status, credited }), ON_SUCCESS)).toBeNull()
    },
  )

  test('of which nothing was left after fees moves nothing', () => {
    const collected = { minor: 0, currency: 'TZS' } as const
    expect(movementOf(aPayment({ status: 'SETTLED', collected }), ON_SETTLEMENT)).toBeNull()
  })
})

function anEntry(changes: Partial<LedgerEntry>): LedgerEntry {
  return {
    id: 'm1-L1',
    merchantId: 'm1',
    seq: 1,
    entry: 'Credit',
    type: 'DEPOSIT',
    currency: 'TZS',
    amount: 1,
    balance: 1,
    about: 'DEP0000001',
    description: 'deposit DEP0000001',
    at: 0,
    ...changes,
  }
}
