import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { JournalEntry, RequestEntry } from '../../server/domain/journal.js'
import type { Task } from '../../server/domain/task.js'
import { LOG_LIMITS, type Store } from '../../server/store/store.js'
import { aLink, aPayment } from '../support/builders.js'

/** What every kind of store must do. Each test opens a store of its own, empty. */
export function storeConformance({ create }: { readonly create: () => Promise<Store> }) {
  async function open(): Promise<Store> {
    const store = await create()
    onTestFinished(() => store.close())
    return store
  }

  describe('a transaction', () => {
    test('that is rejected leaves nothing behind, and passes the rejection on', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        transaction.put('links', aLink({ id: 'L1', description: 'as it was' }))
        transaction.put('tasks', aTask('T1', 10))
      })
      const failure = new Error('no')
      await expect(
        store.transact('m1', async (transaction) => {
          transaction.put('links', aLink({ id: 'L1', description: 'changed' }))
          transaction.put('links', aLink({ id: 'L2' }))
          transaction.remove('tasks', 'T1')
          transaction.put('tasks', aTask('T2', 5))
          transaction.append('journal', anEntry(1))
          throw failure
        }),
      ).rejects.toBe(failure)
      expect(await store.find('links', {})).toEqual([aLink({ id: 'L1', description: 'as it was' })])
      expect(await store.dueTasks('m1', 10)).toEqual([aTask('T1', 10)])
      expect(await store.entries('journal', 'm1')).toEqual([])
    })

    test('that throws before it waits for anything is rejected as well', async () => {
      const store = await open()
      const work = () => {
        throw new Error('at once')
      }
      await expect(store.transact('m1', async () => work())).rejects.toThrow('at once')
      expect(await store.transact('m1', async () => 'next')).toBe('next')
    })

    test('is seen by others whole, and only when it is done', async () => {
      const store = await open()
      const gate = aGate()
      const working = store.transact('m1', async (transaction) => {
        transaction.put('links', aLink({ id: 'L1' }))
        transaction.put('payments', aPayment({ id: 'P1' }))
        transaction.put('tasks', aTask('T1', 10))
        transaction.append('journal', anEntry(1))
        await gate.passed
      })
      const visible = async () => [
        (await store.get('links', 'L1')) !== undefined,
        (await store.find('payments', { where: { linkId: 'CHE0000001' } })).length,
        (await store.dueTasks('m1', 10)).length,
        (await store.entries('journal', 'm1')).length,
      ]
      expect(await visible()).toEqual([false, 0, 0, 0])
      gate.open()
      await working
      expect(await visible()).toEqual([true, 1, 1, 1])
    })

    test('reads its own changes, and the rest as it is saved', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        for (const seq of [1, 2, 3]) transaction.put('payments', aPayment({ id: `P${seq}`, seq }))
      })
      const seen = await store.transact('m1', async (transaction) => {
        transaction.put('payments', aPayment({ id: 'P2', seq: 2, status: 'SUCCESS' }))
        transaction.remove('payments', 'P1')
        transaction.put('payments', aPayment({ id: 'P4', seq: 4 }))
        transaction.put('payments', aPayment({ id: 'P5', seq: 5, linkId: 'ELSEWHERE' }))
        const where = { linkId: 'CHE0000001' }
        return {
          removed: await transaction.get('payments', 'P1'),
          changed: (await transaction.get('payments', 'P2'))?.status,
          all: ids(await transaction.find('payments', { where })),
          newest: ids(await transaction.find('payments', { where, newestFirst: true, limit: 1 })),
          succeeded: ids(await transaction.find('payments', { where: { ...where, status: 'SUCCESS' } })),
          processing: ids(await transaction.find('payments', { where: { ...where, status: 'PROCESSING' } })),
          untouched: ids(await transaction.find('links', {})),
        }
      })
      expect(seen).toEqual({
        removed: undefined,
        changed: 'SUCCESS',
        all: ['P2', 'P3', 'P4'],
        newest: ['P4'],
        succeeded: ['P2'],
        processing: ['P3', 'P4'],
        untouched: [],
      })
    })

    test('can put back what it removed, and remove what it put', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        transaction.put('links', aLink({ id: 'L1' }))
        transaction.remove('links', 'L1')
        transaction.remove('links', 'L2')
        transaction.put('links', aLink({ id: 'L2' }))
        transaction.remove('links', 'never there')
      })
      expect(ids(await store.find('links', {}))).toEqual(['L2'])
    })

    test('answers what its work answers', async () => {
      expect(await (await open()).transact('m1', async () => ({ any: 'thing' }))).toEqual({ any: 'thing' })
    })

    test('waits for the one before it of the same merchant, even when that one fails', async () => {
      const store = await open()
      const order: string[] = []
      const gate = aGate()
      const first = store.transact('m1', async () => {
        order.push('first begins')
        await gate.passed
        order.push('first fails')
        throw new Error('no')
      })
      const later = ['second', 'third'].map((name) =>
        store.transact('m1', async () => {
          order.push(`${name} begins`)
          await Promise.resolve()
          order.push(`${name} ends`)
        }),
      )
      gate.open()
      await expect(first).rejects.toThrow('no')
      await Promise.all(later)
      expect(order).toEqual([
        'first begins',
        'first fails',
        'second begins',
        'second ends',
        'third begins',
        'third ends',
      ])
    })

    test('loses no update, however many come at once', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => transaction.put('links', aLink({ id: 'L1', seq: 0 })))
      await Promise.all(
        Array.from({ length: 50 }, () =>
          store.transact('m1', async (transaction) => {
            const link = await transaction.get('links', 'L1')
            if (link) transaction.put('links', { ...link, seq: link.seq + 1 })
          }),
        ),
      )
      expect((await store.get('links', 'L1'))?.seq).toBe(50)
    })

    test('of one merchant does not wait for that of another', async () => {
      const store = await open()
      const gate = aGate()
      const slow = store.transact('m1', () => gate.passed)
      expect(await store.transact('m2', async () => 'done')).toBe('done')
      gate.open()
      await slow
    })
  })

  describe('finding rows', () => {
    async function withPayments(): Promise<Store> {
      const store = await open()
      const rows = [
        aPayment({ id: 'P1', seq: 1, createdAt: 100, status: 'FAILED' }),
        aPayment({ id: 'P2', seq: 2, createdAt: 200, status: 'SUCCESS' }),
        aPayment({ id: 'P3', seq: 3, createdAt: 300, linkId: 'L2', orderReference: 'OTHER1' }),
        aPayment({ id: 'P4', seq: 4, createdAt: 400, status: 'SUCCESS', channel: 'HALOPESA' }),
      ]
      for (const row of rows)
        await store.transact('m1', async (transaction) => transaction.put('payments', row))
      const foreign = aPayment({ id: 'X1', seq: 1, merchantId: 'm2', createdAt: 250 })
      await store.transact('m2', async (transaction) => transaction.put('payments', foreign))
      return store
    }

    test('by id finds one, or nothing', async () => {
      const store = await withPayments()
      expect((await store.get('payments', 'P3'))?.seq).toBe(3)
      expect(await store.get('payments', 'P9')).toBeUndefined()
      expect(await store.get('links', 'P3')).toBeUndefined()
    })

    test.each([
      { filter: {}, found: ['P1', 'P2', 'P3', 'P4', 'X1'] },
      { filter: { where: { merchantId: 'm1' } }, found: ['P1', 'P2', 'P3', 'P4'] },
      { filter: { where: { merchantId: 'm3' } }, found: [] },
      { filter: { where: { merchantId: 'm1', orderReference: 'SBX0001A' } }, found: ['P1', 'P2', 'P4'] },
      { filter: { where: { merchantId: 'm1', orderReference: 'sbx0001a' } }, found: [] },
      {
        filter: { where: { merchantId: 'm1', orderReference: 'SBX0001A', status: 'SUCCESS' } as const },
        found: ['P2', 'P4'],
      },
      { filter: { where: { linkId: 'L2' } }, found: ['P3'] },
      { filter: { where: { linkId: 'L2', merchantId: 'm2' } }, found: [] },
      { filter: { where: { merchantId: 'm1', channel: 'HALOPESA' } as const }, found: ['P4'] },
      {
        filter: {
          where: { merchantId: 'm1' },
          between: { column: 'createdAt', from: 200, to: 300 } as const,
        },
        found: ['P2', 'P3'],
      },
      {
        filter: { where: { merchantId: 'm1' }, between: { column: 'createdAt', from: 201 } as const },
        found: ['P3', 'P4'],
      },
      {
        filter: { where: { merchantId: 'm1' }, between: { column: 'createdAt', to: 199 } as const },
        found: ['P1'],
      },
      { filter: { where: { merchantId: 'm1' }, after: 2 }, found: ['P3', 'P4'] },
      { filter: { where: { merchantId: 'm1' }, after: 4 }, found: [] },
      { filter: { where: { merchantId: 'm1' }, limit: 2 }, found: ['P1', 'P2'] },
      { filter: { where: { merchantId: 'm1' }, limit: 0 }, found: [] },
      { filter: { where: { merchantId: 'm1' }, newestFirst: true }, found: ['P4', 'P3', 'P2', 'P1'] },
      { filter: { where: { merchantId: 'm1' }, newestFirst: true, limit: 2 }, found: ['P4', 'P3'] },
      {
        filter: {
          where: { merchantId: 'm1' },
          newestFirst: true,
          after: 1,
          limit: 2,
          between: { column: 'createdAt', to: 300 } as const,
        },
        found: ['P3', 'P2'],
      },
      { filter: { where: { merchantId: 'm1' }, after: 1, limit: 2 }, found: ['P2', 'P3'] },
    ])('by $filter finds $found', async ({ filter, found }) => {
      const store = await withPayments()
      expect(ids(await store.find('payments', filter))).toEqual(found)
      const inside = await store.transact('m1', (transaction) => transaction.find('payments', filter))
      expect(ids(inside)).toEqual(found)
    })

    test('follows a row whose indexed columns change, and forgets one that is gone', async () => {
      const store = await withPayments()
      const under = async (linkId: string) => ids(await store.find('payments', { where: { linkId } }))
      await store.transact('m1', async (transaction) => {
        transaction.put('payments', aPayment({ id: 'P1', seq: 1, linkId: 'L2' }))
        transaction.remove('payments', 'P3')
      })
      expect(await under('L2')).toEqual(['P1'])
      expect(await under('CHE0000001')).toEqual(['P2', 'P4', 'X1'])
    })

    test('keeps rows in the order in which they were added when one is changed', async () => {
      const store = await withPayments()
      await store.transact('m1', async (transaction) => {
        transaction.put('payments', aPayment({ id: 'P2', seq: 2, status: 'SETTLED' }))
      })
      expect(ids(await store.find('payments', { where: { merchantId: 'm1' } }))).toEqual([
        'P1',
        'P2',
        'P3',
        'P4',
      ])
    })

    test('is not misled by values that look alike when they are joined', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        transaction.put('links', aLink({ id: 'L1', orderReference: 'A' }))
        transaction.put('links', aLink({ id: 'L2', merchantId: 'm1\nA', orderReference: '' }))
      })
      expect(ids(await store.find('links', { where: { merchantId: 'm1', orderReference: 'A' } }))).toEqual([
        'L1',
      ])
    })

    test('is not misled by the names that every object inherits', async () => {
      const store = await open()
      expect(await store.get('links', '__proto__')).toBeUndefined()
      expect(await store.get('links', 'constructor')).toBeUndefined()
      await store.transact('m1', async (transaction) => transaction.put('links', aLink({ id: '__proto__' })))
      expect(ids(await store.find('links', {}))).toEqual(['__proto__'])
    })
  })

  describe('a log', () => {
    test('is kept in order, for each merchant by itself', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        for (const seq of [1, 2]) transaction.append('journal', anEntry(seq))
        transaction.append('requests', aRequest(3))
      })
      await store.transact('m1', async (transaction) => transaction.append('journal', anEntry(4)))
      await store.transact('m2', async (transaction) => {
        transaction.append('journal', anEntry(1, { merchantId: 'm2' }))
      })
      expect(seqs(await store.entries('journal', 'm1'))).toEqual([1, 2, 4])
      expect(seqs(await store.entries('requests', 'm1'))).toEqual([3])
      expect(await store.entries('journal', 'm2')).toEqual([anEntry(1, { merchantId: 'm2' })])
      expect(await store.entries('journal', 'm3')).toEqual([])
    })

    test('can be filtered like rows', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        for (const seq of [1, 2, 3, 4]) {
          const type = seq % 2 ? 'link:created' : 'payment:moved'
          transaction.append('journal', anEntry(seq, { type, at: seq * 100 }))
        }
      })
      const entries = async (filter: Parameters<typeof store.entries<'journal'>>[2]) =>
        seqs(await store.entries('journal', 'm1', filter))
      expect(await entries({ where: { type: 'payment:moved' } })).toEqual([2, 4])
      expect(await entries({ after: 2 })).toEqual([3, 4])
      expect(await entries({ newestFirst: true, limit: 3 })).toEqual([4, 3, 2])
      expect(await entries({ between: { column: 'at', from: 200, to: 300 } })).toEqual([2, 3])
      expect(await entries({ limit: 1 })).toEqual([1])
    })

    test.each([0, 1, LOG_LIMITS.requests * 0.2, LOG_LIMITS.requests * 1.5])(
      'keeps the newest entries up to its limit, in order, %i past it',
      async (excess) => {
        const store = await open()
        const last = LOG_LIMITS.requests + excess
        await store.transact('m1', async (transaction) => {
          for (let seq = 1; seq <= last; seq++) transaction.append('requests', aRequest(seq))
        })
        const kept = seqs(await store.entries('requests', 'm1'))
        expect(kept).toHaveLength(LOG_LIMITS.requests)
        expect(kept[0]).toBe(excess + 1)
        expect(kept.at(-1)).toBe(last)
        expect(kept).toEqual(kept.toSorted((a, b) => a - b))
        const newest = await store.entries('requests', 'm1', { newestFirst: true })
        expect(seqs(newest)).toEqual(kept.toReversed())
        expect(seqs(await store.entries('requests', 'm1', { limit: 1 }))).toEqual([excess + 1])
      },
    )
  })

  describe('tasks', () => {
    async function withTasks(...tasks: readonly Task[]): Promise<Store> {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        for (const task of tasks) transaction.put('tasks', task)
      })
      return store
    }

    test('come by due time, and in the order of their numbers at the same time', async () => {
      const store = await withTasks(
        aTask('T1', 30, 1),
        aTask('T2', 10, 2),
        aTask('T4', 20, 4),
        aTask('T3', 20, 3),
        aTask('T5', 10, 5),
      )
      expect(await store.nextDueAt('m1')).toBe(10)
      expect(await store.nextDueAt('m1', 10)).toBe(20)
      expect(await store.nextDueAt('m1', 15)).toBe(20)
      expect(await store.nextDueAt('m1', 30)).toBeNull()
      expect(await store.nextDueAt('m1')).toBe(10)
      expect(ids(await store.dueTasks('m1', 9))).toEqual([])
      expect(ids(await store.dueTasks('m1', 20))).toEqual(['T2', 'T5', 'T3', 'T4'])
      expect(ids(await store.dueTasks('m1', 1000))).toEqual(['T2', 'T5', 'T3', 'T4', 'T1'])
    })

    test('of another merchant do not come', async () => {
      const store = await withTasks(aTask('T1', 10))
      expect(await store.nextDueAt('m2')).toBeNull()
      expect(await store.dueTasks('m2', 100)).toEqual([])
    })

    test('that were removed or put off are not due', async () => {
      const store = await withTasks(aTask('T1', 10, 1), aTask('T2', 10, 2), aTask('T3', 20, 3))
      await store.transact('m1', async (transaction) => {
        transaction.remove('tasks', 'T1')
        transaction.put('tasks', aTask('T2', 30, 2))
      })
      expect(await store.nextDueAt('m1')).toBe(20)
      expect(ids(await store.dueTasks('m1', 30))).toEqual(['T3', 'T2'])
      await store.transact('m1', async (transaction) => transaction.put('tasks', aTask('T2', 10, 2)))
      expect(ids(await store.dueTasks('m1', 30))).toEqual(['T2', 'T3'])
    })

    test('may be due before all time and after it', async () => {
      const store = await withTasks(aTask('T1', -1000, 1), aTask('T2', 8.64e15, 2))
      expect(await store.nextDueAt('m1')).toBe(-1000)
      expect(await store.nextDueAt('m1', -1000)).toBe(8.64e15)
    })

    test('come out right whatever is added, removed and put off', async () => {
      const due = fc.integer({ min: 0, max: 8 })
      const step = fc.record({ number: fc.nat(9), dueAt: fc.option(due), now: due })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const store = await create()
          const expected = new Map<string, Task>()
          for (const { number, dueAt, now } of steps) {
            const task = aTask(`T${number}`, dueAt ?? 0, number)
            await store.transact('m1', async (transaction) => {
              if (dueAt === null) transaction.remove('tasks', task.id)
              else transaction.put('tasks', task)
            })
            if (dueAt === null) expected.delete(task.id)
            else expected.set(task.id, task)
            const sorted = [...expected.values()].sort((a, b) => a.dueAt - b.dueAt || a.seq - b.seq)
            expect(await store.dueTasks('m1', now)).toEqual(sorted.filter((other) => other.dueAt <= now))
            const later = sorted.find((other) => other.dueAt > now)
            expect(await store.nextDueAt('m1', now)).toBe(later?.dueAt ?? null)
          }
          await store.close()
        }),
        { numRuns: 60 },
      )
    })
  })

  describe('exporting and importing', () => {
    const owned = (merchantId: string, ...numbers: readonly number[]) => ({
      links: numbers.map((seq) => aLink({ id: `L${seq}-${merchantId}`, merchantId, seq })),
      tasks: numbers.map((seq) => ({ ...aTask(`T${seq}-${merchantId}`, seq * 10, seq), merchantId })),
      journal: numbers.map((seq) => anEntry(seq, { merchantId })),
    })

    async function filled(merchantId: string, store: Store, ...numbers: readonly number[]) {
      const { links, tasks, journal } = owned(merchantId, ...numbers)
      await store.transact(merchantId, async (transaction) => {
        for (const row of links) transaction.put('links', row)
        for (const row of tasks) transaction.put('tasks', row)
        for (const entry of journal) transaction.append('journal', entry)
      })
    }

    test('gives out all that a merchant owns, in the order in which it was added', async () => {
      const store = await open()
      await filled('m1', store, 2, 1, 3)
      await filled('m2', store, 4)
      expect(await store.exportMerchant('m1')).toEqual({
        merchants: [],
        applications: [],
        apiKeys: [],
        payments: [],
        deliveries: [],
        requests: [],
        ...owned('m1', 2, 1, 3),
      })
    })

    test('gives out no more of a log than it keeps', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        for (let seq = 1; seq <= LOG_LIMITS.requests + 1; seq++) transaction.append('requests', aRequest(seq))
      })
      const { requests } = await store.exportMerchant('m1')
      expect([requests.length, requests[0]?.seq]).toEqual([LOG_LIMITS.requests, 2])
    })

    test('puts one state in the place of another, whole, and touches nobody else', async () => {
      const store = await open()
      await filled('m1', store, 2, 1)
      await filled('m2', store, 4)
      const [before, other] = [await store.exportMerchant('m1'), await store.exportMerchant('m2')]
      await store.transact('m1', async (transaction) => {
        transaction.put('links', aLink({ id: 'L2-m1', seq: 2, orderReference: 'MOVED1' }))
        transaction.remove('tasks', 'T1-m1')
        transaction.put('payments', aPayment())
        transaction.append('journal', anEntry(3))
        transaction.append('requests', aRequest(4))
      })
      await store.importMerchant('m1', before)
      expect(await store.exportMerchant('m1')).toEqual(before)
      expect(await store.exportMerchant('m2')).toEqual(other)
      expect(await store.nextDueAt('m1')).toBe(10)
      expect(ids(await store.dueTasks('m1', 1000))).toEqual(['T1-m1', 'T2-m1'])
      const moved = { merchantId: 'm1', orderReference: 'MOVED1' }
      expect(await store.find('links', { where: moved })).toEqual([])
      expect(await store.find('payments', {})).toEqual([])
    })

    test('can put a merchant where there is none', async () => {
      const [store, other] = [await open(), await open()]
      await filled('m1', store, 1)
      await other.importMerchant('m1', await store.exportMerchant('m1'))
      expect(await other.exportMerchant('m1')).toEqual(await store.exportMerchant('m1'))
    })

    test('waits for the transactions under way, and takes away what they saved', async () => {
      const store = await open()
      await filled('m1', store, 1)
      const before = await store.exportMerchant('m1')
      const gate = aGate()
      const underWay = store.transact('m1', async (transaction) => {
        await gate.passed
        transaction.put('links', aLink({ id: 'L-late' }))
      })
      const importing = store.importMerchant('m1', before)
      gate.open()
      await Promise.all([underWay, importing])
      expect(await store.exportMerchant('m1')).toEqual(before)
    })
  })

  describe('removing', () => {
    async function withTwoMerchants(): Promise<Store> {
      const store = await open()
      for (const merchantId of ['m1', 'm2']) {
        await store.transact(merchantId, async (transaction) => {
          transaction.put('links', aLink({ id: `L-${merchantId}`, merchantId }))
          transaction.put('payments', aPayment({ id: `P-${merchantId}`, merchantId }))
          transaction.put('tasks', { ...aTask(`T-${merchantId}`, 10), merchantId })
          transaction.append('journal', anEntry(1, { merchantId }))
        })
      }
      return store
    }

    const contents = async (store: Store, merchantId: string) => [
      ids(await store.find('links', { where: { merchantId } })),
      ids(await store.find('payments', { where: { merchantId, orderReference: 'SBX0001A' } })),
      ids(await store.dueTasks(merchantId, 10)),
      (await store.entries('journal', merchantId)).length,
    ]

    test('a merchant takes away all that it owned, and nothing of another', async () => {
      const store = await withTwoMerchants()
      await store.removeMerchant('m1')
      expect(await contents(store, 'm1')).toEqual([[], [], [], 0])
      expect(await contents(store, 'm2')).toEqual([['L-m2'], ['P-m2'], ['T-m2'], 1])
      expect(await store.find('payments', { where: { linkId: 'CHE0000001' } })).toHaveLength(1)
      await store.removeMerchant('never there')
    })

    test.each<[what: string, remove: (store: Store) => Promise<void>]>([
      ['a merchant', (store) => store.removeMerchant('m1')],
      ['everything', (store) => store.clear()],
    ])('%s waits for the transactions under way, and takes away what they saved', async (_, remove) => {
      const store = await withTwoMerchants()
      const gate = aGate()
      const underWay = store.transact('m1', async (transaction) => {
        await gate.passed
        transaction.put('links', aLink({ id: 'L-late' }))
        transaction.append('journal', anEntry(2))
      })
      const removing = remove(store)
      gate.open()
      await Promise.all([underWay, removing])
      expect(await contents(store, 'm1')).toEqual([[], [], [], 0])
    })

    test('everything leaves an empty store that can be used', async () => {
      const store = await withTwoMerchants()
      await store.clear()
      expect([await contents(store, 'm1'), await contents(store, 'm2')]).toEqual([
        [[], [], [], 0],
        [[], [], [], 0],
      ])
      expect(await store.find('links', {})).toEqual([])
      await store.transact('m1', async (transaction) => transaction.put('tasks', aTask('T1', 5)))
      expect(await store.nextDueAt('m1')).toBe(5)
    })
  })
}

function aTask(id: string, dueAt: number, seq = 1): Task {
  return {
    id,
    merchantId: 'm1',
    seq,
    dueAt,
    orderReference: 'SBX0001A',
    why: 'a test wants it',
    action: { kind: 'open-return', paymentId: 'P1' },
  }
}

function anEntry(seq: number, changes: Partial<JournalEntry> = {}): JournalEntry {
  return { merchantId: 'm1', seq, at: 0, type: 'link:created', text: `entry ${seq}`, ...changes }
}

function aRequest(seq: number): RequestEntry {
  return {
    merchantId: 'm1',
    seq,
    at: 0,
    method: 'GET',
    path: '/',
    headers: {},
    body: '',
    status: 200,
    response: '',
    durationMs: 1,
  }
}

function ids(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id)
}

function seqs(rows: readonly { readonly seq: number }[]): number[] {
  return rows.map(({ seq }) => seq)
}

function aGate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}
