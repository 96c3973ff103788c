import { expect, test } from 'vitest'
import type { JournalEntry } from '../../server/domain/journal.js'
import type { Task } from '../../server/domain/task.js'
import { MemoryStore } from '../../server/store/memory.js'
import { LOG_LIMITS } from '../../server/store/store.js'
import { storeConformance } from './conformance.js'

storeConformance({ create: async () => new MemoryStore() })

test('the tasks that run first are found without a look at those that are planned later', async () => {
  let looks = 0
  const store = new MemoryStore()
  await store.transact('m1', async (transaction) => {
    for (let i = 0; i < 1000; i++) {
      const task = {
        id: `T${i}`,
        merchantId: 'm1',
        // Two at each instant, the last ones first.
        dueAt: 10_000 - Math.floor(i / 2),
        get seq() {
          looks += 1
          return i
        },
      }
      transaction.put('tasks', task as unknown as Task)
    }
  })
  looks = 0
  const found = await store.find('tasks', {
    where: { merchantId: 'm1' },
    orderBy: 'dueAt',
    skip: 1,
    limit: 4,
  })
  expect(found.map(({ id }) => id)).toEqual(['T999', 'T996', 'T997', 'T994'])
  expect(looks).toBeLessThan(20)
})

test('who reads a log from where it was costs what is new, however much is kept', async () => {
  let looks = 0
  const store = new MemoryStore()
  const [kept, read] = [20_000, 19_990]
  await store.transact('m1', async (transaction) => {
    for (let i = 1; i <= kept; i++) {
      const entry = {
        merchantId: 'm1',
        at: 0,
        type: 'merchant:changed',
        text: 'x',
        get seq() {
          looks += 1
          return i
        },
      }
      transaction.append('journal', entry as unknown as JournalEntry)
    }
  })
  looks = 0
  const found = await store.find('journal', { where: { merchantId: 'm1' }, after: read, limit: 500 })
  expect(looks).toBeLessThan(100)
  expect(found).toHaveLength(kept - read)
})

test('once somebody has asked, the entries about an order are found without a look at those about others, and go with the oldest', async () => {
  let looks = 0
  const store = new MemoryStore()
  const limit = LOG_LIMITS.journal
  const write = (from: number, to: number) =>
    store.transact('m1', async (transaction) => {
      for (let seq = from; seq < to; seq++) {
        const entry = {
          merchantId: 'm1',
          seq,
          get orderReference() {
            looks += 1
            return `ORDER${seq % 100}`
          },
        }
        transaction.append('journal', entry as unknown as JournalEntry)
      }
    })
  const found = async () => {
    looks = 0
    const entries = await store.find('journal', { where: { merchantId: 'm1', orderReference: 'ORDER7' } })
    return entries.map(({ seq }) => seq)
  }
  const about = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i).filter((seq) => seq % 100 === 7)
  await write(0, limit)
  expect(await found()).toEqual(about(0, limit))
  expect(await found()).toEqual(about(0, limit))
  expect(looks).toBeLessThan(limit / 50)
  // What waits to be trimmed is not shown either.
  await write(limit, limit + 150)
  expect(await found()).toEqual(about(150, limit + 150))
  await write(limit + 150, 3 * limit)
  expect(await found()).toEqual(about(2 * limit, 3 * limit))
  expect(looks).toBeLessThan(limit / 50)
})
