import { describe, expect, test } from 'vitest'
import type { Answer, Connection, Turn } from '../../server/store/sql/database.js'
import { SqlStore } from '../../server/store/sql/sql-store.js'
import type { MerchantData, StoreTransaction } from '../../server/store/store.js'
import { LOG_NAMES, TABLE_NAMES } from '../../server/store/store.js'
import { aPayment, aRequest } from '../support/builders.js'

/** How many values a statement of SQLite takes; one of PostgreSQL takes twice the number. */
const MAX_VALUES = 32_766

/** Far more rows than one statement takes. */
const MANY = 10_000

/** How many rows may be written out between two statements: a moment's work. */
const MAX_BETWEEN = 1000

/** What a store asked of its database: for each statement, how many values it took, and how many rows were written out for it. */
interface Asked {
  readonly values: number
  readonly writtenOut: number
}

/** A store over a database that keeps nothing and notes what it is asked for, and what counts the rows that are written out. */
function aWatchedStore() {
  const asked: Asked[] = []
  let writtenOut = 0
  const connection: Connection = {
    run: async ({ parameters }): Promise<Answer> => {
      asked.push({ values: parameters.length, writtenOut })
      writtenOut = 0
      return { rows: [], written: parameters.length }
    },
  }
  const turn: Turn = { ...connection, save: (write) => write(connection) }
  const store = new SqlStore({
    ...connection,
    engine: 'postgres',
    inTurn: (_, act) => act(turn),
    usedBytes: async () => 0,
    close: async () => {},
  })
  const watched = <T extends object>(row: T): T => ({
    ...row,
    toJSON: () => {
      writtenOut += 1
      return row
    },
  })
  return { store, asked, watched }
}

const payments = (watched: <T extends object>(row: T) => T) =>
  Array.from({ length: MANY }, (_, i) => watched(aPayment({ id: `P${i}`, seq: i })))

const nothing = () =>
  Object.fromEntries([...TABLE_NAMES, ...LOG_NAMES].map((name) => [name, []])) as unknown as MerchantData

describe('thousands of rows', () => {
  // PostgreSQL ends a transaction that asks for nothing for some seconds, so the work is spread between its statements.
  test('that are put in one transaction are written out statement by statement, none of which takes too many values', async () => {
    const { store, asked, watched } = aWatchedStore()
    const rows = payments(watched)
    await store.transact('m1', async (tx: StoreTransaction) => {
      for (const row of rows) tx.put('payments', row)
    })
    expectSpread(asked, MANY)
  })

  test('and entries of a log, that are imported at once, as well', async () => {
    const { store, asked, watched } = aWatchedStore()
    const requests = Array.from({ length: MANY }, (_, i) => watched(aRequest(i)))
    await store.importMerchant('m1', { ...nothing(), payments: payments(watched), requests })
    expectSpread(asked, MANY)
  })

  test('that are removed in one transaction are removed by statements of which none takes too many values', async () => {
    const { store, asked } = aWatchedStore()
    await store.transact('m1', async (tx: StoreTransaction) => {
      for (let i = 0; i < 100_000; i++) tx.remove('attempts', `A${i}`)
    })
    expect(asked.reduce((sum, { values }) => sum + values, 0)).toBe(100_000)
    expect(Math.max(...asked.map(({ values }) => values))).toBeLessThanOrEqual(MAX_VALUES)
  })
})

/** Rows are written out as the statements that take them are asked for, and not all before the first. */
function expectSpread(asked: readonly Asked[], rows: number) {
  const sum = asked.reduce((total, { writtenOut }) => total + writtenOut, 0)
  expect(sum).toBeGreaterThanOrEqual(rows)
  for (const { values, writtenOut } of asked) {
    expect(values).toBeLessThanOrEqual(MAX_VALUES)
    expect(writtenOut).toBeLessThanOrEqual(MAX_BETWEEN)
  }
}
