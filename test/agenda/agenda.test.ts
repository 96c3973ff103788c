import { describe, expect, onTestFinished, test } from 'vitest'
import { Agenda, CutShort, EndlessAgenda } from '../../server/agenda/agenda.js'
import { type Leases, SOLE_PROCESS } from '../../server/agenda/leases.js'
import { type ClockState, frozen, jumpedTo, resumed, timeOn } from '../../server/domain/clock.js'
import type { Task, TaskAction } from '../../server/domain/task.js'
import { MemoryStore } from '../../server/store/memory.js'
import { FakeClock } from '../support/fake-clock.js'
import { until } from '../support/until.js'

const RUNNING: ClockState = { kind: 'running', leadMs: 0 }

type Doing = (task: Task) => Promise<void> | void

/** An agenda over a store, with clocks that the test holds; real time begins at 0. */
function openAgenda(startClock: ClockState = { kind: 'frozen', at: 0 }, leases: Leases = SOLE_PROCESS) {
  const realClock = new FakeClock(0)
  const store = new MemoryStore()
  const clocks = new Map<string, ClockState>()
  const clockOf = (merchantId: string) => clocks.get(merchantId) ?? startClock
  const ran: string[] = []
  const ended: string[] = []
  const failures: unknown[] = []
  onTestFinished(() => expect(failures.splice(0)).toEqual([]))
  const doings = new Map<string, Doing>()
  let numbered = 0
  const agenda = new Agenda({
    realClock: realClock,
    store,
    perform: async (task) => {
      ran.push(`${task.id} at ${timeOn(clockOf(task.merchantId), realClock.now())}`)
      await doings.get(task.id)?.(task)
      return async () => {
        ended.push(task.id)
        await store.transact(task.merchantId, async (transaction) => transaction.remove('tasks', task.id))
      }
    },
    jump: async (merchantId, instant) => {
      clocks.set(merchantId, jumpedTo(clockOf(merchantId), instant, realClock.now()))
    },
    leases,
    onStoreFailed: (error) => failures.push(error),
    clockOf: async (merchantId) => clockOf(merchantId),
  })
  onTestFinished(() => agenda.stop())
  const plan = async (id: string, dueAt: number, more: Partial<Task> & { doing?: Doing } = {}) => {
    const { doing, ...given } = more
    numbered += 1
    const task: Task = {
      id,
      merchantId: 'm1',
      seq: numbered,
      dueAt,
      orderReference: 'ORDER1',
      why: `${id} is wanted`,
      action: { kind: 'open-return', paymentId: 'P1' },
      ...given,
    }
    if (doing) doings.set(id, doing)
    await store.transact(task.merchantId, async (transaction) => transaction.put('tasks', task))
    agenda.expect(task.merchantId, clockOf(task.merchantId), dueAt)
  }
  return {
    agenda,
    realClock,
    store,
    ran,
    ended,
    failures,
    plan,
    timeFor: (merchantId = 'm1') => timeOn(clockOf(merchantId), realClock.now()),
    freeze: (merchantId = 'm1') => clocks.set(merchantId, frozen(clockOf(merchantId), realClock.now())),
    resume: async (merchantId = 'm1') => {
      clocks.set(merchantId, resumed(clockOf(merchantId), realClock.now()))
      await agenda.resume(merchantId)
    },
  }
}

const delivery = (deliveryId: string): TaskAction => ({ kind: 'attempt-delivery', deliveryId, byHand: false })

/** Something that goes on until the test lets it end. */
function aLatch() {
  let release = () => {}
  const over = new Promise<void>((resolve) => {
    release = resolve
  })
  return { doing: () => over, release: () => release() }
}

describe('moving a clock on', () => {
  test('runs nothing that is due later', async () => {
    const { agenda, plan, ran, timeFor, store } = openAgenda()
    await plan('late', 101)
    expect(await agenda.advance('m1', 100)).toEqual({ ran: [], ranCount: 0 })
    expect([ran, timeFor()]).toEqual([[], 100])
    expect(await store.nextDueAt('m1')).not.toBeNull()
  })

  test('runs what is due in the order of due times, with the clock standing at each', async () => {
    const { agenda, plan, ran, timeFor } = openAgenda()
    await plan('c', 100)
    await plan('a', 10)
    await plan('b', 50, { orderReference: 'ORDER2' })
    const move = await agenda.advance('m1', 1000)
    expect(ran).toEqual(['a at 10', 'b at 50', 'c at 100'])
    expect(move.ran.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(timeFor()).toBe(1000)
  })

  test('begins once this process has the agenda, and gives it up afterwards, whatever comes of it', async () => {
    const latch = aLatch()
    const said: string[] = []
    const { agenda, plan, ran } = openAgenda(
      { kind: 'frozen', at: 0 },
      {
        ...SOLE_PROCESS,
        take: async (merchantId) => {
          said.push(`take ${merchantId}`)
          await latch.doing()
        },
        done: (merchantId) => said.push(`done ${merchantId}`),
      },
    )
    await plan('a', 10)
    const moved = agenda.advance('m1', 10)
    await until(() => said.length > 0)
    expect(ran).toEqual([])
    latch.release()
    await moved
    expect([ran, said]).toEqual([['a at 10'], ['take m1', 'done m1']])
    await plan('b', 20)
    await expect(agenda.advance('m1', null, { atMost: 0 })).rejects.toThrow(EndlessAgenda)
    expect(said.slice(2)).toEqual(['take m1', 'done m1'])
  })

  test('runs what is overdue at the time it is', async () => {
    const { agenda, plan, ran } = openAgenda({ kind: 'frozen', at: 500 })
    await plan('old', 10)
    await agenda.advance('m1', 500)
    expect(ran).toEqual(['old at 500'])
  })

  test('runs the tasks of an order that are due together one after the other', async () => {
    const { agenda, plan, ran } = openAgenda()
    const latch = aLatch()
    await plan('first', 10, { doing: latch.doing })
    await plan('second', 10)
    const moving = agenda.advance('m1', 10)
    await until(() => ran.length > 0)
    await turns()
    expect(ran).toEqual(['first at 10'])
    latch.release()
    await moving
    expect(ran).toEqual(['first at 10', 'second at 10'])
  })

  test.each<[how: string, onTask: { sideBySide?: true }, onMove: { sideBySide?: true }]>([
    ['when the move says so', {}, { sideBySide: true }],
    ['when one of them says so', { sideBySide: true }, {}],
  ])('runs the deliveries of an order that are due together side by side %s', async (_, onTask, onMove) => {
    const { agenda, plan, ran } = openAgenda()
    const latch = aLatch()
    const action = (deliveryId: string) =>
      ({ kind: 'attempt-delivery', deliveryId, byHand: false, ...onTask }) as const
    await plan('first', 10, { doing: latch.doing, action: action('D1') })
    await plan('second', 10, { action: action('D2') })
    const moving = agenda.advance('m1', 10, onMove)
    await until(() => ran.length === 2)
    latch.release()
    await moving
    expect(ran).toEqual(['first at 10', 'second at 10'])
  })

  test('runs the moves of an order one after the other, also side by side with others', async () => {
    const { agenda, plan, ran } = openAgenda()
    const latch = aLatch()
    await plan('first', 10, { doing: latch.doing })
    await plan('second', 10)
    await plan('delivery', 10, { action: { kind: 'attempt-delivery', deliveryId: 'D1', byHand: false } })
    const moving = agenda.advance('m1', 10, { sideBySide: true })
    await until(() => ran.length === 2)
    await turns()
    expect(ran).toEqual(['first at 10', 'delivery at 10'])
    latch.release()
    await moving
    expect(ran.at(-1)).toBe('second at 10')
  })

  test('runs the tasks of different orders that are due together side by side', async () => {
    const { agenda, plan, ran } = openAgenda()
    const latches = ['A', 'B', 'C'].map((order) => ({ order, ...aLatch() }))
    for (const { order, doing } of latches) await plan(`of ${order}`, 10, { orderReference: order, doing })
    await plan('later', 20, { orderReference: 'D' })
    const moving = agenda.advance('m1', 20)
    await until(() => ran.length === 3)
    await turns()
    expect(ran).toEqual(['of A at 10', 'of B at 10', 'of C at 10'])
    for (const { release } of latches) release()
    await moving
    expect(ran.at(-1)).toBe('later at 20')
  })

  test('ends what ran side by side in order, whatever took how long', async () => {
    const { agenda, plan, ran, ended } = openAgenda()
    const latches = ['A', 'B', 'C'].map((order) => ({ order, ...aLatch() }))
    for (const { order, doing } of latches) {
      await plan(order, 10, { orderReference: order, doing })
      await plan(`then ${order}`, 10, { orderReference: order })
    }
    const moving = agenda.advance('m1', 10)
    for (const { release } of latches.reverse()) {
      await turns()
      expect(ended).toEqual([])
      release()
    }
    await moving
    expect(ended).toEqual(['A', 'B', 'C', 'then A', 'then B', 'then C'])
    expect(ran).toHaveLength(6)
  })

  test('is not held up by one that takes long, except for what comes after', async () => {
    const { agenda, plan, ran, ended } = openAgenda()
    const latch = aLatch()
    for (let i = 0; i < 200; i++) {
      await plan(`T${i}`, 10, { orderReference: `ORDER${i}`, ...(i === 1 ? { doing: latch.doing } : {}) })
    }
    const moving = agenda.advance('m1', 10)
    await until(() => ran.length === 200 && ended.length > 0)
    await turns()
    expect(ended).toEqual(['T0'])
    latch.release()
    await moving
    expect(ended).toEqual(ran.map((line) => line.split(' ')[0]))
  })

  test('runs thousands of orders, though not all at once', async () => {
    const { agenda, plan } = openAgenda()
    let atOnce = 0
    let most = 0
    const doing = async () => {
      atOnce += 1
      most = Math.max(most, atOnce)
      await turns()
      atOnce -= 1
    }
    for (let i = 0; i < 1000; i++) await plan(`T${i}`, 10, { orderReference: `ORDER${i}`, doing })
    expect(await agenda.advance('m1', 10)).toMatchObject({ ranCount: 1000 })
    expect(most).toBeGreaterThan(10)
    expect(most).toBeLessThanOrEqual(64)
  })

  test('runs what its tasks plan on the way, also what is due before everything that was planned', async () => {
    const { agenda, plan, ran } = openAgenda()
    await plan('a', 10, {
      doing: async () => {
        await plan('due between', 15)
        await plan('due now', 10)
        await plan('due long ago', 1)
      },
    })
    await plan('b', 20)
    await agenda.advance('m1', 100)
    expect(ran).toEqual(['a at 10', 'due long ago at 10', 'due now at 10', 'due between at 15', 'b at 20'])
  })

  test('without a target goes on until nothing is planned, and stays there', async () => {
    const { agenda, plan, ran, timeFor } = openAgenda()
    await plan('a', 1000, { doing: () => plan('b', 1_000_000) })
    await agenda.advance('m1', null)
    expect(ran).toEqual(['a at 1000', 'b at 1000000'])
    expect(timeFor()).toBe(1_000_000)
    expect(await agenda.advance('m1', null)).toEqual({ ran: [], ranCount: 0 })
  })

  test('tells the first thousand tasks that ran, and counts them all', async () => {
    const { agenda, plan } = openAgenda()
    for (let i = 0; i < 1500; i++) await plan(`T${i}`, i % 2, { orderReference: `ORDER${i}` })
    const { ran, ranCount } = await agenda.advance('m1', 1)
    expect([ran.length, ran.at(-1)?.dueAt, ranCount]).toEqual([1000, 1, 1500])
  })

  test('without a target gives up on an agenda that keeps refilling itself', async () => {
    const { agenda, plan, ran, store } = openAgenda()
    let count = 0
    const again = async (): Promise<void> => {
      count += 1
      await plan(`T${count}`, count * 10, { doing: again })
    }
    await again()
    await expect(agenda.advance('m1', null, { atMost: 50 })).rejects.toThrow(EndlessAgenda)
    await plan('of another order', 0, { orderReference: 'ORDER2' })
    await expect(agenda.advance('m1', null, { atMost: 50 })).rejects.toThrow(
      '50 tasks ran and 1 more are due. Of the latest 51, 50 were open-return of order ORDER1; the last: T100 is wanted',
    )
    expect(ran).toHaveLength(100)
    expect(await store.nextDueAt('m1')).not.toBeNull()
  })

  test('twice at once does one after the other', async () => {
    const { agenda, plan, ran, timeFor } = openAgenda()
    const latch = aLatch()
    await plan('a', 10, { doing: latch.doing })
    await plan('b', 20)
    const moves = [agenda.advance('m1', 10), agenda.advance('m1', 20)]
    await until(() => ran.length > 0)
    await turns()
    expect(ran).toEqual(['a at 10'])
    latch.release()
    expect((await Promise.all(moves)).map(({ ran }) => ran.map(({ id }) => id))).toEqual([['a'], ['b']])
    expect(timeFor()).toBe(20)
  })

  test('of one merchant neither waits for another nor moves it', async () => {
    const { agenda, plan, ran, timeFor } = openAgenda()
    const latch = aLatch()
    await plan('slow', 10, { doing: latch.doing })
    await plan('other', 10, { merchantId: 'm2' })
    const slow = agenda.advance('m1', 10)
    await agenda.advance('m2', 50)
    expect(ran).toEqual(['slow at 10', 'other at 10'])
    expect([timeFor('m1'), timeFor('m2')]).toEqual([10, 50])
    latch.release()
    await slow
  })

  test('that is cut short starts nothing more, and says so', async () => {
    const { agenda, plan, ran, store, timeFor } = openAgenda()
    const latch = aLatch()
    await plan('a', 10, { doing: latch.doing })
    await plan('of the same order', 10)
    await plan('b', 20)
    const moves = Promise.allSettled([agenda.advance('m1', 100), agenda.advance('m1', 200)])
    await until(() => ran.length > 0)
    agenda.cutShort('m1')
    latch.release()
    await agenda.settled('m1')
    for (const move of await moves) expect(move).toMatchObject({ reason: expect.any(CutShort) })
    expect(ran).toEqual(['a at 10'])
    expect(timeFor()).toBe(10)
    expect(await agenda.advance('m1', 20)).toMatchObject({ ranCount: 2 })
    expect(await store.nextDueAt('m1')).toBeNull()
  })
})

describe('while a clock runs', () => {
  test('a task starts when real time reaches it, and not before', async () => {
    const { realClock, plan, ran } = openAgenda(RUNNING)
    await plan('a', 1000)
    await realClock.pass(999)
    expect(ran).toEqual([])
    await realClock.pass(1)
    expect(ran).toEqual(['a at 1000'])
  })

  test('tasks start in due order, whatever the order in which they were planned', async () => {
    const { realClock, plan, ran } = openAgenda(RUNNING)
    await plan('c', 3000)
    await plan('a', 1000)
    await plan('b', 2000, { merchantId: 'm2' })
    await plan('at once', 0)
    await realClock.pass(10_000)
    expect(ran).toEqual(['at once at 0', 'a at 1000', 'b at 2000', 'c at 3000'])
  })

  test('tasks that are planned by tasks start too', async () => {
    const { realClock, plan, ran } = openAgenda(RUNNING)
    await plan('a', 1000, { doing: () => plan('b', 1500, { doing: () => plan('c', 1500) }) })
    await plan('d', 2000)
    await realClock.pass(10_000)
    expect(ran).toEqual(['a at 1000', 'b at 1500', 'c at 1500', 'd at 2000'])
  })

  test('what is due is asked for again where the store could not say it', async () => {
    const { realClock, store, plan, ran, failures } = openAgenda(RUNNING)
    await plan('a', 1000)
    const { dueTasks } = store
    store.dueTasks = () => Promise.reject(new Error('the store is away'))
    await realClock.pass(10_000)
    expect(ran).toEqual([])
    expect(failures.splice(0).length).toBeGreaterThan(1)
    store.dueTasks = dueTasks
    await realClock.pass(10_000)
    expect(ran).toEqual([expect.stringMatching(/^a at /)])
  })

  test('what another process has in hand is asked for again when its lease may be over', async () => {
    const held = [3000, 3000, null]
    const { realClock, plan, ran } = openAgenda(RUNNING, {
      ...SOLE_PROCESS,
      claim: async () => held.shift() ?? null,
    })
    await plan('a', 1000)
    await realClock.pass(6999)
    expect(ran).toEqual([])
    await realClock.pass(1)
    expect(ran).toEqual(['a at 7000'])
  })

  test('a task that hangs holds up its own lane and nothing else', async () => {
    const { realClock, plan, ran } = openAgenda(RUNNING)
    const latch = aLatch()
    await plan('hangs', 10, { action: delivery('D1'), doing: latch.doing })
    await plan('same delivery', 20, { action: delivery('D1') })
    await plan('other delivery of the order', 20, { action: delivery('D2') })
    await plan('the order itself', 30)
    await plan('another merchant', 25, { merchantId: 'm2' })
    await realClock.pass(100)
    expect(ran).toEqual([
      'hangs at 10',
      'other delivery of the order at 20',
      'another merchant at 25',
      'the order itself at 30',
    ])
    latch.release()
    await realClock.pass(0)
    expect(ran.at(-1)).toBe('same delivery at 100')
  })

  test('the moves of an order follow one another', async () => {
    const { realClock, plan, ran } = openAgenda(RUNNING)
    const latch = aLatch()
    await plan('first', 10, { doing: latch.doing })
    await plan('second', 20)
    await realClock.pass(100)
    expect(ran).toEqual(['first at 10'])
    latch.release()
    await realClock.pass(0)
    expect(ran).toEqual(['first at 10', 'second at 100'])
  })

  test('no task is started twice, however long it takes', async () => {
    const { realClock, plan, ran } = openAgenda(RUNNING)
    const latch = aLatch()
    await plan('long', 10, { doing: latch.doing })
    for (const at of [20, 30, 40]) await plan(`at ${at}`, at, { orderReference: `O${at}` })
    await realClock.pass(100)
    latch.release()
    await realClock.pass(1000)
    expect(ran.filter((text) => text.startsWith('long'))).toEqual(['long at 10'])
  })

  test('nothing starts on a clock that was frozen, until it is set going', async () => {
    const { realClock, plan, ran, freeze, resume } = openAgenda(RUNNING)
    await plan('a', 1000)
    await realClock.pass(400)
    freeze()
    await realClock.pass(5000)
    expect(ran).toEqual([])
    await resume()
    await realClock.pass(599)
    expect(ran).toEqual([])
    await realClock.pass(1)
    expect(ran).toEqual(['a at 1000'])
  })

  test('moving the clock on leaves the rest to real time again', async () => {
    const { agenda, realClock, plan, ran } = openAgenda(RUNNING)
    await plan('a', 2000)
    await plan('b', 5000)
    await agenda.advance('m1', 4000)
    expect(ran).toEqual(['a at 2000'])
    await realClock.pass(999)
    expect(ran).toHaveLength(1)
    await realClock.pass(1)
    expect(ran).toEqual(['a at 2000', 'b at 5000'])
  })

  test('moving the clock on waits for what real time has started', async () => {
    const { agenda, realClock, plan, ran } = openAgenda(RUNNING)
    const latch = aLatch()
    await plan('a', 10, { action: delivery('D1'), doing: latch.doing })
    await plan('b', 500)
    await realClock.pass(10)
    const moving = agenda.advance('m1', 1000)
    await turns()
    expect(ran).toEqual(['a at 10'])
    latch.release()
    await moving
    expect(ran).toEqual(['a at 10', 'b at 500'])
  })

  test('a halt starts nothing more, and can be ended', async () => {
    const { agenda, realClock, plan, ran } = openAgenda(RUNNING)
    const latch = aLatch()
    await plan('a', 10, { doing: latch.doing })
    await plan('behind it', 20)
    await plan('b', 1000)
    await realClock.pass(20)
    agenda.stop()
    latch.release()
    await agenda.settled()
    await realClock.pass(5000)
    expect(ran).toEqual(['a at 10'])
    agenda.start()
    await agenda.resume('m1')
    await realClock.pass(0)
    expect(ran).toEqual(['a at 10', 'behind it at 5020', 'b at 5020'])
  })

  test('nothing is woken twice for one time', async () => {
    const { realClock, plan, ran } = openAgenda(RUNNING)
    for (let i = 0; i < 20; i++) await plan(`T${i}`, 1000, { orderReference: `O${i}` })
    await realClock.pass(1000)
    expect(ran).toEqual(Array.from({ length: 20 }, (_, i) => `T${i} at 1000`))
  })
})

/** Time for what should not happen: nothing is awaited with it, so a test cannot fail because they are too few. */
async function turns() {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
}
