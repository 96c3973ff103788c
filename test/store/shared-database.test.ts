import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../server/store/open-store.js'
import type { Store, StoreTransaction } from '../../server/store/store.js'
import { StoreFailed } from '../../server/store/store-failed.js'
import { anOrder } from '../support/builders.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { until } from '../support/until.js'

/** The stores of two processes that share a database, and whether anybody waits for somebody else in it. */
async function twoStores() {
  const address = await aPostgresDatabase()
  const [one, other] = [await openStore(address), await openStore(address)]
  const outside = new pg.Client(address)
  await outside.connect()
  onTestFinished(async () => {
    await outside.end()
    await Promise.all([one.close(), other.close()])
  })
  const isSomebodyWaiting = async () => {
    const { rows } = await outside.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    return rows.length > 0
  }
  return { one, other, isSomebodyWaiting }
}

/** Counts on in a merchant's order, which it makes where it is not there. */
async function countOn(transaction: StoreTransaction) {
  const order = (await transaction.get('orders', 'L1')) ?? anOrder({ id: 'L1', seq: 0 })
  transaction.put('orders', { ...order, seq: order.seq + 1 })
}

const counted = async (store: Store) => (await store.get('orders', 'L1'))?.seq

describe('a change of a merchant', () => {
  test.each([
    ['that is known', (store: Store) => store.transact('m1', countOn), 3],
    ['of whom nothing was kept before', async () => {}, 2],
  ])(
    '%s waits for one that another process is at, and sees what came of that',
    async (_, before, expected) => {
      const { one, other, isSomebodyWaiting } = await twoStores()
      await before(one)
      let isOtherAtIt = false
      let second: Promise<unknown> = Promise.resolve()
      await one.transact('m1', async (transaction) => {
        await countOn(transaction)
        second = other.transact('m1', async (another) => {
          isOtherAtIt = true
          await countOn(another)
        })
        await until(async () => isOtherAtIt || (await isSomebodyWaiting()))
        expect(isOtherAtIt).toBe(false)
      })
      await second
      expect(await counted(other)).toBe(expected)
    },
  )

  test('does not wait for that of another merchant', async () => {
    const { one, other } = await twoStores()
    await one.transact('m1', async (transaction) => {
      await countOn(transaction)
      await other.transact('m2', async (another) =>
        another.put('orders', anOrder({ id: 'L2', merchantId: 'm2' })),
      )
    })
    expect(await counted(one)).toBe(1)
  })

  test('waits no longer than some seconds for a process that stands still in the middle of one, of which nothing is kept', async () => {
    const { one, other } = await twoStores()
    let goOn = () => {}
    const paused = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let isAtIt = false
    const first = one.transact('m1', async (transaction) => {
      await countOn(transaction)
      isAtIt = true
      await paused
    })
    await until(() => isAtIt)
    await other.transact('m1', countOn)
    goOn()
    await expect(first).rejects.toThrow(StoreFailed)
    expect(await counted(other)).toBe(1)
    await one.transact('m1', countOn)
    expect(await counted(other)).toBe(2)
  })
})

test('emptying everything waits for what another process is at, and takes away what came of that', async () => {
  const { one, other, isSomebodyWaiting } = await twoStores()
  let isEmptied = false
  let emptying: Promise<unknown> = Promise.resolve()
  await one.transact('m1', async (transaction) => {
    await countOn(transaction)
    emptying = other.clear().then(() => {
      isEmptied = true
    })
    await until(async () => isEmptied || (await isSomebodyWaiting()))
    expect(isEmptied).toBe(false)
  })
  await emptying
  expect(await counted(one)).toBeUndefined()
})
