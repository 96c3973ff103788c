import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { SharedChange } from '../../server/store/sharing.js'
import { openPostgres } from '../../server/store/sql/postgres.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { until } from '../support/until.js'

/** Two processes that share a database: what one tells, what the other hears, and a look at the database from outside. */
async function twoProcesses() {
  const address = await aPostgresDatabase()
  const [one, other] = [await openPostgres(address), await openPostgres(address)]
  const outside = new pg.Client(address)
  await outside.connect()
  onTestFinished(async () => {
    await outside.end()
    await Promise.all([one.close(), other.close()])
  })
  if (!one.sharing || !other.sharing) throw new Error('PostgreSQL is shared')
  const heard: (SharedChange | null)[] = []
  other.sharing.listen({ onChange: (change) => heard.push(change), onWanted: () => {} })
  // What was told before is not heard.
  await until(() => heard.length === 1)
  expect(heard.splice(0)).toEqual([null])
  const count = async (condition: string) => {
    const { rows } = await outside.query(`select pid from pg_stat_activity where ${condition}`)
    return rows.length
  }
  return { one: one.sharing, other: other.sharing, heard, outside, count }
}

const LISTENS = "datname = current_database() and query like 'listen %'"
const WAITS = "datname = current_database() and wait_event_type = 'Lock'"

test('a change is told to the other processes, and not to the one that made it', async () => {
  const { one, other, heard } = await twoProcesses()
  other.tell({ merchantId: 'm2', orders: [], dueAt: null })
  const change = { merchantId: 'm1', orders: ['A1', 'A2'], dueAt: 7 }
  one.tell(change)
  await until(() => heard.length > 0)
  expect(heard).toEqual([change])
})

test('a change of more orders than a message can name is told without their names', async () => {
  const { one, heard } = await twoProcesses()
  const orders = Array.from({ length: 1000 }, (_, i) => `ORDER${i}`)
  one.tell({ merchantId: 'm1', orders, dueAt: 7 })
  await until(() => heard.length > 0)
  expect(heard).toEqual([{ merchantId: 'm1', orders: null, dueAt: 7 }])
})

test('a process that did not hear for a while is told that anything may have changed, and hears again', async () => {
  const { one, other, heard, outside, count } = await twoProcesses()
  await outside.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${LISTENS}`)
  await until(async () => (await count(LISTENS)) === 0)
  await until(async () => {
    other.stayConnected()
    return heard.length > 0
  })
  expect(heard.splice(0)).toEqual([null])
  one.tell({ merchantId: 'm2', orders: [], dueAt: null })
  await until(() => heard.length > 0)
  expect(heard).toEqual([{ merchantId: 'm2', orders: [], dueAt: null }])
})

test('what processes do alone, such as their first start, they do one after the other', async () => {
  const { one, other, count } = await twoProcesses()
  const done: string[] = []
  let second: Promise<unknown> = Promise.resolve()
  await one.alone(async () => {
    done.push('one begins')
    second = other.alone(async () => done.push('the other'))
    await until(async () => done.length > 1 || (await count(WAITS)) > 0)
    done.push('one ends')
  })
  await second
  expect(done).toEqual(['one begins', 'one ends', 'the other'])
})
