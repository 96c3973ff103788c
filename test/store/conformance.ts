import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { JournalEntry } from '../../server/domain/journal.js'
import { NOTHING_PAID, type Order } from '../../server/domain/order.js'
import type { Payment } from '../../server/domain/payment.js'
import type { Task } from '../../server/domain/task.js'
import { findPage, LOG_LIMITS, type Query, RowTaken, type Store } from '../../server/store/store.js'
import { anOrder, aPayment, aRequest } from '../support/builders.js'

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
        transaction.put('orders', placed({ id: 'L1', description: 'as it was' }))
        transaction.put('tasks', aTask('T1', 10))
      })
      const failure = new Error('no')
      await expect(
        store.transact('m1', async (transaction) => {
          transaction.put('orders', placed({ id: 'L1', description: 'changed' }))
          transaction.put('orders', placed({ id: 'L2' }))
          transaction.remove('tasks', 'T1')
          transaction.put('tasks', aTask('T2', 5))
          transaction.append('journal', anEntry(1))
          throw failure
        }),
      ).rejects.toBe(failure)
      expect(await store.find('orders', {})).toEqual([placed({ id: 'L1', description: 'as it was' })])
      expect(await store.dueTasks('m1', 10)).toEqual([aTask('T1', 10)])
      expect(await store.find('journal', { where: { merchantId: 'm1' } })).toEqual([])
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
        transaction.put('orders', placed({ id: 'L1' }))
        transaction.put('payments', aPayment({ id: 'P1' }))
        transaction.put('tasks', aTask('T1', 10))
        transaction.append('journal', anEntry(1))
        await gate.passed
      })
      const visible = async () => [
        (await store.get('orders', 'L1')) !== undefined,
        (await store.find('payments', { where: { orderId: 'm1-O1' } })).length,
        (await store.dueTasks('m1', 10)).length,
        (await store.find('journal', { where: { merchantId: 'm1' } })).length,
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
        transaction.put('payments', aPayment({ id: 'P5', seq: 5, orderId: 'ELSEWHERE' }))
        const where = { orderId: 'm1-O1' }
        return {
          removed: await transaction.get('payments', 'P1'),
          changed: (await transaction.get('payments', 'P2'))?.status,
          all: ids(await transaction.find('payments', { where })),
          newest: ids(await transaction.find('payments', { where, newestFirst: true, limit: 1 })),
          succeeded: ids(await transaction.find('payments', { where: { ...where, status: 'SUCCESS' } })),
          processing: ids(await transaction.find('payments', { where: { ...where, status: 'PROCESSING' } })),
          untouched: ids(await transaction.find('orders', {})),
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
        transaction.put('orders', placed({ id: 'L1' }))
        transaction.remove('orders', 'L1')
        transaction.remove('orders', 'L2')
        transaction.put('orders', placed({ id: 'L2' }))
        transaction.remove('orders', 'never there')
      })
      expect(ids(await store.find('orders', {}))).toEqual(['L2'])
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
      await store.transact('m1', async (transaction) =>
        transaction.put('orders', placed({ id: 'L1', seq: 0 })),
      )
      await Promise.all(
        Array.from({ length: 50 }, () =>
          store.transact('m1', async (transaction) => {
            const order = await transaction.get('orders', 'L1')
            if (order) transaction.put('orders', { ...order, seq: order.seq + 1 })
          }),
        ),
      )
      expect((await store.get('orders', 'L1'))?.seq).toBe(50)
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
        aPayment({ id: 'P3', seq: 3, createdAt: 300, orderId: 'L2', orderReference: 'OTHER1' }),
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
      expect(await store.get('orders', 'P3')).toBeUndefined()
    })

    test.each([
      { filter: {}, found: ['P1', 'X1', 'P2', 'P3', 'P4'] },
      { filter: { where: { merchantId: 'm1' } }, found: ['P1', 'P2', 'P3', 'P4'] },
      { filter: { where: { merchantId: 'm3' } }, found: [] },
      { filter: { where: { merchantId: 'm1', orderReference: 'SBX0001A' } }, found: ['P1', 'P2', 'P4'] },
      { filter: { where: { merchantId: 'm1', orderReference: 'sbx0001a' } }, found: [] },
      {
        filter: { where: { merchantId: 'm1', orderReference: 'SBX0001A', status: 'SUCCESS' } as const },
        found: ['P2', 'P4'],
      },
      { filter: { where: { orderId: 'L2' } }, found: ['P3'] },
      { filter: { where: { orderId: 'L2', merchantId: 'm2' } }, found: [] },
      { filter: { where: { merchantId: 'm1', channel: 'HALOPESA' } as const }, found: ['P4'] },
      {
        filter: {
          where: { merchantId: 'm1' },
          range: { column: 'createdAt', from: 200, to: 301 } as const,
        },
        found: ['P2', 'P3'],
      },
      {
        filter: { where: { merchantId: 'm1' }, range: { column: 'createdAt', from: 201 } as const },
        found: ['P3', 'P4'],
      },
      {
        filter: { where: { merchantId: 'm1' }, range: { column: 'createdAt', to: 200 } as const },
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
          range: { column: 'createdAt', to: 301 } as const,
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

    test('follows a row whose place in an index changes, and forgets one that is gone', async () => {
      const store = await open()
      const put = (...orders: readonly Order[]) =>
        store.transact('m1', async (transaction) => {
          for (const order of orders) transaction.put('orders', order)
        })
      const at = (createdAt: number, id: string, seq: number) => placed({ id, seq, createdAt })
      await put(at(10, 'O1', 1), at(20, 'O2', 2), at(30, 'O3', 3))
      const byTime = async () =>
        ids(await store.find('orders', { where: { merchantId: 'm1' }, orderBy: 'changedAt' }))
      await put(at(25, 'O1', 1))
      expect(await byTime()).toEqual(['O2', 'O1', 'O3'])
      await store.transact('m1', async (transaction) => transaction.remove('orders', 'O2'))
      expect(await byTime()).toEqual(['O1', 'O3'])
      expect(await store.find('orders', { where: { merchantId: 'm1', orderReference: 'REFO2' } })).toEqual([])
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
        transaction.put('orders', placed({ id: 'L1', orderReference: 'A' }))
        transaction.put('orders', placed({ id: 'L2', merchantId: 'm1\nA', orderReference: '' }))
      })
      expect(ids(await store.find('orders', { where: { merchantId: 'm1', orderReference: 'A' } }))).toEqual([
        'L1',
      ])
    })

    test('is not misled by the names that every object inherits', async () => {
      const store = await open()
      expect(await store.get('orders', '__proto__')).toBeUndefined()
      expect(await store.get('orders', 'constructor')).toBeUndefined()
      await store.transact('m1', async (transaction) =>
        transaction.put('orders', placed({ id: '__proto__' })),
      )
      expect(ids(await store.find('orders', {}))).toEqual(['__proto__'])
    })
  })

  describe('rows that only one may have', () => {
    test('are refused to a second order with the same reference, and nothing else is saved with it', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        transaction.put('orders', placed({ id: 'O1', orderReference: 'SAME1' }))
      })
      const taking = store.transact('m1', async (transaction) => {
        transaction.put('payments', aPayment())
        transaction.put('orders', placed({ id: 'O2', orderReference: 'SAME1' }))
      })
      await expect(taking).rejects.toThrow(RowTaken)
      expect([ids(await store.find('orders', {})), await store.find('payments', {})]).toEqual([['O1'], []])
      await store.transact('m2', async (transaction) => {
        transaction.put('orders', placed({ id: 'O2', merchantId: 'm2', orderReference: 'SAME1' }))
      })
      await store.transact('m1', async (transaction) => {
        transaction.put('orders', placed({ id: 'O1', orderReference: 'SAME1', description: 'changed' }))
      })
    })

    test('are refused under an id that is another merchant’s, however close together they come', async () => {
      const store = await open()
      const take = (merchantId: string) =>
        store.transact(merchantId, async (transaction) => {
          await Promise.resolve()
          transaction.put('orders', placed({ id: 'O1', merchantId }))
        })
      const taken = await Promise.allSettled([take('m1'), take('m2')])
      expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect(await store.find('orders', {})).toHaveLength(1)
    })

    test('that were written before one that is refused are undone, and no later transaction saves them', async () => {
      const store = await open()
      await store.transact('m2', async (transaction) =>
        transaction.put('payments', aPayment({ merchantId: 'm2' })),
      )
      const refused = store.transact('m1', async (transaction) => {
        transaction.put('orders', placed({ id: 'O1' }))
        transaction.put('payments', aPayment({ merchantId: 'm1' }))
      })
      await expect(refused).rejects.toThrow(RowTaken)
      for (const merchantId of ['m1', 'm3']) {
        await store.transact(merchantId, async (transaction) =>
          transaction.put('orders', placed({ id: `L-${merchantId}`, merchantId })),
        )
      }
      expect(ids(await store.find('orders', {}))).toEqual(['L-m1', 'L-m3'])
    })
  })

  describe('a page', () => {
    const NAMES = ['Asha', 'Juma', 'Neema', 'Baraka', 'Zawadi', 'Salim', 'Rehema']

    /** Seven orders of one merchant, of which every second is paid, and one of another merchant. */
    async function withOrders(): Promise<Store> {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        for (const [i, name] of NAMES.entries()) {
          const paid = i % 2 === 1
          transaction.put(
            'orders',
            placed({
              id: `O${i + 1}`,
              seq: (i + 1) * 10,
              createdAt: 1000 - i,
              customer: { name },
              progress: {
                ...NOTHING_PAID,
                everPaid: paid,
                channels: paid ? ['M-PESA', 'HALOPESA'] : [],
                words: [`LCPC${i}`],
              },
            }),
          )
        }
      })
      await store.transact('m2', async (transaction) => {
        transaction.put('orders', placed({ id: 'X1', merchantId: 'm2', seq: 5, customer: { name: 'Asha' } }))
      })
      return store
    }

    const own = { merchantId: 'm1' }

    test('leads to the next until the end, forwards and backwards, and every row comes once', async () => {
      const store = await withOrders()
      for (const newestFirst of [false, true]) {
        const seen: string[] = []
        let next: number | null | undefined
        do {
          const cursor = next == null ? {} : newestFirst ? { before: next } : { after: next }
          const page = await findPage(store, 'orders', { where: own, newestFirst, limit: 3, ...cursor })
          expect(page.rows.length).toBeLessThanOrEqual(3)
          seen.push(...ids(page.rows))
          next = page.next
        } while (next !== null)
        const all = ['O1', 'O2', 'O3', 'O4', 'O5', 'O6', 'O7']
        expect(seen).toEqual(newestFirst ? all.toReversed() : all)
      }
    })

    test('that is the last says so, also when it is full or empty', async () => {
      const store = await withOrders()
      const next = async (query: object) =>
        (await findPage(store, 'orders', { where: own, limit: 3, ...query })).next
      expect(await next({ after: 40 })).toBeNull()
      expect(await next({ after: 30 })).toBe(60)
      expect(await next({ after: 70 })).toBeNull()
      expect(await next({ before: 10, newestFirst: true })).toBeNull()
    })

    test.each<[what: string, query: Query<'orders'>, found: readonly string[]]>([
      ['between two numbers', { after: 20, before: 50 }, ['O3', 'O4']],
      ['of what is skipped to', { skip: 2, limit: 2 }, ['O3', 'O4']],
      ['of what is skipped to from the end', { skip: 2, limit: 2, newestFirst: true }, ['O5', 'O4']],
      ['behind the end', { skip: 7 }, []],
      ['by a column', { orderBy: 'createdAt', limit: 2 }, ['O7', 'O6']],
      [
        'by a column, the other way round',
        { orderBy: 'createdAt', newestFirst: true, limit: 2 },
        ['O1', 'O2'],
      ],
      ['by a column that is the same in all', { orderBy: 'origin', skip: 1, limit: 2 }, ['O2', 'O3']],
      ['of a search, in any case', { search: 'aSHa' }, ['O1']],
      ['of a search in what payments left', { search: 'lcpc4' }, ['O5']],
      ['of a search that finds nothing', { search: 'nobody' }, []],
      ['of a search with a limit', { search: 'lcpc', limit: 2, newestFirst: true }, ['O7', 'O6']],
      ['with text in a column', { contains: { orderReference: 'refo3' } }, ['O3']],
      ['with a truth', { where: { everPaid: true } }, ['O2', 'O4', 'O6']],
      ['with one of several values', { where: { id: ['O7', 'O2', 'GONE'] } }, ['O2', 'O7']],
      ['with one of no values', { where: { id: [] } }, []],
      ['with something in a list', { where: { channel: 'HALOPESA' } }, ['O2', 'O4', 'O6']],
      ['with nothing in a column', { where: { status: null } }, ['O1', 'O2', 'O3', 'O4', 'O5', 'O6', 'O7']],
      ['with nothing or something', { where: { status: [null, 'FAILED'] }, limit: 1 }, ['O1']],
      ['within a range', { range: { column: 'createdAt', from: 996, to: 998 } }, ['O4', 'O5']],
    ])('%s', async (_, query, found) => {
      const store = await withOrders()
      const asked = { ...query, where: { ...own, ...query.where } }
      expect(ids(await store.find('orders', asked))).toEqual(found)
      expect(ids(await store.transact('m1', (transaction) => transaction.find('orders', asked)))).toEqual(
        found,
      )
      const { limit, skip = 0, ...filter } = asked
      const count = await store.count('orders', filter)
      if (limit === undefined && skip === 0) expect(count).toBe(found.length)
      else expect(count).toBeGreaterThanOrEqual(found.length)
    })

    test('of several merchants is in one order', async () => {
      const store = await withOrders()
      const where = { merchantId: ['m1', 'm2'] }
      expect(ids(await store.find('orders', { where, limit: 2 }))).toEqual(['X1', 'O1'])
      const latest = { where, orderBy: 'changedAt', newestFirst: true, limit: 3 } as const
      expect(ids(await store.find('orders', latest))).toEqual(['X1', 'O1', 'O2'])
      expect(await store.count('orders', { where })).toBe(8)
    })

    test('of a log of several merchants is in one order', async () => {
      const store = await open()
      for (const [merchantId, seq, at] of [
        ['m1', 1, 5],
        ['m2', 1, 7],
        ['m1', 2, 9],
      ] as const) {
        await store.transact(merchantId, async (transaction) => {
          transaction.append('journal', anEntry(seq, { merchantId, at }))
        })
      }
      const query = {
        where: { merchantId: ['m1', 'm2'] },
        orderBy: 'at',
        newestFirst: true,
        limit: 2,
      } as const
      expect((await store.find('journal', query)).map(({ at }) => at)).toEqual([9, 7])
      expect(await store.count('journal', { where: { merchantId: 'm1' } })).toBe(2)
    })

    test('is right whatever rows are added, changed and removed', async () => {
      const step = fc.record({ number: fc.nat(9), createdAt: fc.nat(3), remove: fc.boolean() })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(9), async (steps, after) => {
          const store = await create()
          const expected = new Map<number, Order>()
          for (const { number, createdAt, remove } of steps) {
            const order = placed({ id: `O${number}`, seq: number, createdAt })
            await store.transact('m1', async (transaction) => {
              if (remove) transaction.remove('orders', order.id)
              else transaction.put('orders', order)
            })
            if (remove) expected.delete(number)
            else expected.set(number, order)
          }
          const rows = [...expected.values()].sort((a, b) => a.seq - b.seq)
          const byTime = rows.toSorted((a, b) => a.createdAt - b.createdAt || a.seq - b.seq)
          expect(await store.find('orders', { where: own, after })).toEqual(
            rows.filter(({ seq }) => seq > after),
          )
          expect(await store.find('orders', { where: own, orderBy: 'changedAt' })).toEqual(byTime)
          expect(await store.count('orders', { where: own })).toBe(rows.length)
          await store.close()
        }),
        { numRuns: 60 },
      )
    })
  })

  describe('how many payments a merchant has, in all and of a status,', () => {
    const own = { merchantId: 'm1' }

    test('is right whatever comes, changes and goes, one by one and many at once', async () => {
      const statuses = ['PROCESSING', 'SUCCESS', 'FAILED'] as const
      const change = fc.record({ number: fc.nat(5), status: fc.constantFrom(null, ...statuses) })
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 6 }), async (steps) => {
          const store = await create()
          const others = aPayment({ id: 'OTHER', merchantId: 'm2', status: 'SUCCESS' })
          await store.transact('m2', async (transaction) => transaction.put('payments', others))
          const expected = new Map<string, Payment>()
          for (const changes of steps) {
            await store.transact('m1', async (transaction) => {
              for (const { number, status } of changes) {
                const id = `P${number}`
                if (status === null) transaction.remove('payments', id)
                else transaction.put('payments', aPayment({ id, seq: number, status }))
                if (status === null) expected.delete(id)
                else expected.set(id, aPayment({ id, seq: number, status }))
              }
            })
          }
          const check = async (rows: readonly Payment[]) => {
            const counts = statuses.map((status) => store.count('payments', { where: { ...own, status } }))
            const found = await Promise.all([store.count('payments', { where: own }), ...counts])
            const of = (status: string) => rows.filter((row) => row.status === status).length
            expect(found).toEqual([rows.length, ...statuses.map(of)])
          }
          await check([...expected.values()])
          const data = await store.exportMerchant('m1')
          await store.removeMerchant('m1')
          await check([])
          await store.importMerchant('m1', data)
          await store.importMerchant('m1', data)
          await check([...expected.values()])
          expect(await store.count('payments', { where: { merchantId: 'm2' } })).toBe(1)
          await store.clear()
          await check([])
          await store.close()
        }),
        { numRuns: 25 },
      )
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
      expect(seqs(await store.find('journal', { where: { merchantId: 'm1' } }))).toEqual([1, 2, 4])
      expect(seqs(await store.find('requests', { where: { merchantId: 'm1' } }))).toEqual([3])
      expect(await store.find('journal', { where: { merchantId: 'm2' } })).toEqual([
        anEntry(1, { merchantId: 'm2' }),
      ])
      expect(await store.find('journal', { where: { merchantId: 'm3' } })).toEqual([])
    })

    test('can be filtered like rows', async () => {
      const store = await open()
      await store.transact('m1', async (transaction) => {
        for (const seq of [1, 2, 3, 4]) {
          const type = seq % 2 ? 'link:created' : 'payment:moved'
          transaction.append('journal', anEntry(seq, { type, at: seq * 100 }))
        }
      })
      const entries = async (filter: Query<'journal'>) =>
        seqs(await store.find('journal', { ...filter, where: { merchantId: 'm1', ...filter.where } }))
      expect(await entries({ where: { type: 'payment:moved' } })).toEqual([2, 4])
      expect(await entries({ after: 2 })).toEqual([3, 4])
      expect(await entries({ newestFirst: true, limit: 3 })).toEqual([4, 3, 2])
      expect(await entries({ range: { column: 'at', from: 200, to: 301 } })).toEqual([2, 3])
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
        const kept = seqs(await store.find('requests', { where: { merchantId: 'm1' } }))
        expect(kept).toHaveLength(LOG_LIMITS.requests)
        expect(kept[0]).toBe(excess + 1)
        expect(kept.at(-1)).toBe(last)
        expect(kept).toEqual(kept.toSorted((a, b) => a - b))
        const newest = await store.find('requests', { where: { merchantId: 'm1' }, newestFirst: true })
        expect(seqs(newest)).toEqual(kept.toReversed())
        expect(seqs(await store.find('requests', { where: { merchantId: 'm1' }, limit: 1 }))).toEqual([
          excess + 1,
        ])
      },
    )

    test('drops its oldest entries as new ones come later, and none of another merchant or log', async () => {
      const store = await open()
      const append = (merchantId: string, from: number, count: number) =>
        store.transact(merchantId, async (transaction) => {
          for (let seq = from; seq < from + count; seq++)
            transaction.append('requests', { ...aRequest(seq), merchantId })
          transaction.append('journal', anEntry(from, { merchantId }))
        })
      await append('m2', 1, 1)
      await append('m1', 1, LOG_LIMITS.requests - 1)
      for (const [from, count, oldest] of [
        [LOG_LIMITS.requests, 1, 1],
        [LOG_LIMITS.requests + 1, 1, 2],
        [LOG_LIMITS.requests + 2, LOG_LIMITS.requests / 2, LOG_LIMITS.requests / 2 + 2],
      ] as const) {
        await append('m1', from, count)
        const kept = seqs(await store.find('requests', { where: { merchantId: 'm1' } }))
        expect([kept[0], kept.at(-1)]).toEqual([oldest, from + count - 1])
      }
      expect(await store.find('requests', { where: { merchantId: 'm2' } })).toHaveLength(1)
      expect(await store.find('journal', { where: { merchantId: 'm1' } })).toHaveLength(4)
    })
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

    test('tell for every merchant when its earliest is due', async () => {
      const store = await withTasks(aTask('T1', 30, 1), aTask('T2', 10, 2))
      await store.transact('m2', async (transaction) =>
        transaction.put('tasks', { ...aTask('T9', 5), merchantId: 'm2' }),
      )
      await store.transact('m3', async (transaction) =>
        transaction.append('journal', anEntry(1, { merchantId: 'm3' })),
      )
      const due = (await store.allNextDue()).toSorted((a, b) => a.dueAt - b.dueAt)
      expect(due).toEqual([
        { merchantId: 'm2', dueAt: 5 },
        { merchantId: 'm1', dueAt: 10 },
      ])
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
            const first = { where: { merchantId: 'm1' }, orderBy: 'dueAt', skip: 1, limit: 3 } as const
            expect(await store.find('tasks', first)).toEqual(sorted.slice(1, 4))
          }
          await store.close()
        }),
        { numRuns: 60 },
      )
    })
  })

  describe('exporting and importing', () => {
    const owned = (merchantId: string, ...numbers: readonly number[]) => ({
      orders: numbers.map((seq) => placed({ id: `L${seq}-${merchantId}`, merchantId, seq })),
      tasks: numbers.map((seq) => ({ ...aTask(`T${seq}-${merchantId}`, seq * 10, seq), merchantId })),
      journal: numbers.map((seq) => anEntry(seq, { merchantId })),
    })

    async function filled(merchantId: string, store: Store, ...numbers: readonly number[]) {
      const { orders, tasks, journal } = owned(merchantId, ...numbers)
      await store.transact(merchantId, async (transaction) => {
        for (const row of orders) transaction.put('orders', row)
        for (const row of tasks) transaction.put('tasks', row)
        for (const entry of journal) transaction.append('journal', entry)
      })
    }

    test('gives out all that a merchant owns, in order', async () => {
      const store = await open()
      await filled('m1', store, 1, 2, 3)
      await filled('m2', store, 4)
      expect(await store.exportMerchant('m1')).toEqual({
        merchants: [],
        counters: [],
        applications: [],
        apiKeys: [],
        ledger: [],
        payouts: [],
        payoutLinks: [],
        payments: [],
        deliveries: [],
        attempts: [],
        requests: [],
        ...owned('m1', 1, 2, 3),
      })
    })

    test('gives out rows with one number in the order of their ids, whenever they were put there', async () => {
      const store = await open()
      const orders = ['A3', 'A1', 'A2'].map((id) => placed({ id, seq: 1, orderReference: id }))
      for (const row of orders) {
        await store.transact('m1', async (transaction) => transaction.put('orders', row))
      }
      expect(ids((await store.exportMerchant('m1')).orders)).toEqual(['A1', 'A2', 'A3'])
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
      await filled('m1', store, 1, 2)
      await filled('m2', store, 4)
      const [before, other] = [await store.exportMerchant('m1'), await store.exportMerchant('m2')]
      await store.transact('m1', async (transaction) => {
        transaction.put('orders', placed({ id: 'L2-m1', seq: 2, orderReference: 'MOVED1' }))
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
      expect(await store.find('orders', { where: moved })).toEqual([])
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
        transaction.put('orders', placed({ id: 'L-late' }))
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
          transaction.put('orders', placed({ id: `L-${merchantId}`, merchantId }))
          transaction.put('payments', aPayment({ id: `P-${merchantId}`, merchantId }))
          transaction.put('tasks', { ...aTask(`T-${merchantId}`, 10), merchantId })
          transaction.append('journal', anEntry(1, { merchantId }))
        })
      }
      return store
    }

    const contents = async (store: Store, merchantId: string) => [
      ids(await store.find('orders', { where: { merchantId } })),
      ids(await store.find('payments', { where: { merchantId, orderReference: 'SBX0001A' } })),
      ids(await store.dueTasks(merchantId, 10)),
      (await store.find('journal', { where: { merchantId: merchantId } })).length,
    ]

    test('a merchant takes away all that it owned, and nothing of another', async () => {
      const store = await withTwoMerchants()
      await store.removeMerchant('m1')
      expect(await contents(store, 'm1')).toEqual([[], [], [], 0])
      expect(await contents(store, 'm2')).toEqual([['L-m2'], ['P-m2'], ['T-m2'], 1])
      expect(await store.find('payments', { where: { orderId: 'm1-O1' } })).toHaveLength(1)
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
        transaction.put('orders', placed({ id: 'L-late' }))
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
      expect(await store.find('orders', {})).toEqual([])
      await store.transact('m1', async (transaction) => transaction.put('tasks', aTask('T1', 5)))
      expect(await store.nextDueAt('m1')).toBe(5)
    })
  })
}

/** An order with a reference of its own. */
function placed(changes: Partial<Order> & { readonly id: string }): Order {
  return anOrder({ orderReference: `REF${changes.id}`, ...changes })
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
