import { expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

const HOUR = 3_600_000

/** A merchant with one task on its agenda. */
async function withTask() {
  const { sandbox, openShop } = await startSandbox()
  const { engine } = sandbox
  const { id } = await openShop()
  const action = { kind: 'open-return', paymentId: 'P1' } as const
  await engine.transact(id, async (tx) => {
    tx.plan({ dueAt: tx.now + HOUR, orderReference: 'ORDER1', why: 'as it was', action })
  })
  const tasks = () => engine.store.find('tasks', { where: { merchantId: id } })
  const [task] = await tasks()
  if (!task) throw new Error('nothing is planned')
  const planAgain = () =>
    engine.transact(id, async (tx) => {
      tx.replan(task, { dueAt: tx.now - HOUR, why: 'planned again', action })
      return tx.now
    })
  const take = () => engine.transact(id, (tx) => tx.take(task))
  return { task, tasks, planAgain, take }
}

test('a task is taken off the agenda once', async () => {
  const { take, tasks } = await withTask()
  expect(await take()).toBe(true)
  expect(await tasks()).toEqual([])
  expect(await take()).toBe(false)
})

test('a task that is planned again stays the same one, and is due now at the earliest', async () => {
  const { task, tasks, planAgain } = await withTask()
  const now = await planAgain()
  expect(await tasks()).toMatchObject([{ id: task.id, dueAt: now, why: 'planned again' }])
})

test('a task that was planned again meanwhile is left for then', async () => {
  const { tasks, planAgain, take } = await withTask()
  await planAgain()
  expect(await take()).toBe(false)
  expect(await tasks()).toHaveLength(1)
})
