import { join } from 'node:path'
import { CompiledQuery } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { COLUMN_TYPES, sqlName } from '../../server/store/sql/columns.js'
import type { SqlDatabase } from '../../server/store/sql/database.js'
import { openPostgres } from '../../server/store/sql/postgres.js'
import { SqlStore } from '../../server/store/sql/sql-store.js'
import { openSqlite } from '../../server/store/sql/sqlite.js'
import { TABLES } from '../../server/store/tables.js'
import { placeMany } from '../support/many-orders.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { shopOn } from '../support/sandbox.js'
import { temporaryFile } from '../support/temporary-file.js'

/** Tables with as many rows as there are orders, or more. */
const LARGE = ['orders', 'payments', 'deliveries', 'attempts', 'tasks', 'journal', 'requests']

/** What a search or a filter looks for within the rows of one merchant is looked through in the order of the list. */
const PATHS = (id: string) => [
  ...['links', 'payments', 'deliveries', 'requests', 'journal'].flatMap((list) =>
    ['', '&after=9', '&before=99', '&orderReference=MANY1'].map(
      (query) => `/sandbox/api/v1/merchants/${id}/${list}?limit=5${query}`,
    ),
  ),
  `/sandbox/api/v1/merchants/${id}/agenda`,
  `/sandbox/api/v1/merchants/${id}/payments?limit=5&status=SUCCESS&wait=1ms`,
  '/sandbox/api/v1/merchants',
  '/sandbox',
  ...['', '/payments', '/orders/MANY5', '/deliveries', '/deliveries/D5', '/requests', '/settings'].map(
    (page) => `/sandbox/merchants/${id}${page}`,
  ),
]

const ENGINES: readonly (readonly [
  name: string,
  open: () => Promise<SqlDatabase>,
  explain: (database: SqlDatabase, query: CompiledQuery) => Promise<readonly string[]>,
])[] = [
  [
    'SQLite',
    () => openSqlite(join(temporaryFile(''), '../sandbox.db')),
    async (database, { sql, parameters }) => {
      const { rows } = await database.run(CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]))
      return rows.map(({ detail }) => String(detail))
    },
  ],
  [
    'PostgreSQL',
    async () => openPostgres(await aPostgresDatabase()),
    async (database, { sql, parameters }) =>
      database.inTurn('explains', async (turn) => {
        // With few rows it would rather read them all; what is left then is what no index can do.
        await turn.run(CompiledQuery.raw('set local enable_seqscan = off'))
        const { rows } = await turn.run(CompiledQuery.raw(`explain ${sql}`, [...parameters]))
        return rows.map((row) => String(row['QUERY PLAN']))
      }),
  ],
]

describe.each(ENGINES)('%s', (_, open, explain) => {
  test('reads no large table from end to end, whatever list, page or wait is asked for', async () => {
    const database = await open()
    const asked = new Map<string, CompiledQuery>()
    const { run } = database
    database.run = (query) => {
      asked.set(query.sql, query)
      return run.call(database, query)
    }
    const sandbox = await Sandbox.open({ store: new SqlStore(database) })
    const app = await buildApp(sandbox)
    onTestFinished(async () => {
      await app.close()
      await sandbox.close()
    })
    const shop = shopOn(app, await sandbox.merchants.open({ clock: { frozen: true } }, 'a test'))
    await placeMany(sandbox, shop, 30)
    const authorization = await shop.token()
    asked.clear()
    for (const path of PATHS(shop.id)) expect((await app.inject(path)).statusCode).toBe(200)
    for (const path of [
      'payments/MANY5',
      'payments/all?limit=5',
      'payments/all?limit=5&skip=5',
      'payments/all?orderReference=MANY5',
    ]) {
      const reply = await app.inject({ url: `/third-parties/${path}`, headers: { authorization } })
      expect(reply.statusCode).toBe(200)
    }
    await sandbox.deliveries.withUnfinished()
    await sandbox.deliveries.takeUpUnfinished(shop.id)

    database.run = run
    const whole: string[] = []
    const passedOver: string[] = []
    for (const query of asked.values()) {
      const plan = await explain(database, query)
      const isNarrow = /"order_reference" =/.test(query.sql)
      if (isNarrow && !plan.some((line) => /order_reference\W*=/.test(line)))
        passedOver.push([query.sql, ...plan].join('\n'))
      for (const line of plan) {
        const table = /^SCAN (\w+)$|Seq Scan on (\w+)/.exec(line)?.slice(1).find(Boolean)
        if (table && LARGE.includes(table)) whole.push(`${query.sql}\n${line}`)
      }
    }
    expect(asked.size).toBeGreaterThan(20)
    expect(whole).toEqual([])
    // What is of one order is found by it, and not among all that is the merchant's.
    expect(passedOver).toEqual([])
  })

  test('sorts of several merchants no more than the first orders of each', async () => {
    const database = await open()
    const sandbox = await Sandbox.open({ store: new SqlStore(database) })
    onTestFinished(() => sandbox.close())
    const { merchant } = await sandbox.merchants.open({}, 'a test')
    await placeMany(sandbox, { id: merchant.id, clientId: 'ID1' }, 30)
    const { rows: first } = await sandbox.queries.merchants({ limit: 1 })
    const ids = [merchant.id, ...first.map((one) => one.merchant.id)]
    const asked: CompiledQuery[] = []
    const { run } = database
    database.run = (query) => {
      asked.push(query)
      return run.call(database, query)
    }
    expect(await sandbox.queries.latestOrders(ids, 5)).toHaveLength(5)
    database.run = run

    // The agenda may ask what is due meanwhile.
    const [query] = asked.filter(({ sql }) => /from "orders".*"changed_at" desc/.test(sql))
    if (!query) throw new Error('orders were not asked for')
    const plan = await explain(database, query)
    const readInOrder = plan.filter((line) => line.includes('orders_by_merchant_id_changed_at_seq'))
    const sorts = plan.filter((line) => /Sort +\(|TEMP B-TREE/.test(line))
    expect([readInOrder.length, sorts.length], plan.join('\n')).toEqual([ids.length, 1])
  })

  test('finds the latest alerts of merchants among their alerts, and not among all that their logs keep', async () => {
    const database = await open()
    const sandbox = await Sandbox.open({ store: new SqlStore(database) })
    onTestFinished(() => sandbox.close())
    const { merchant } = await sandbox.merchants.open({}, 'a test')
    const { rows: first } = await sandbox.queries.merchants({ limit: 1 })
    const { run } = database
    for (const ids of [[merchant.id], [merchant.id, ...first.map((one) => one.merchant.id)]]) {
      const asked: CompiledQuery[] = []
      database.run = (query) => {
        asked.push(query)
        return run.call(database, query)
      }
      await sandbox.queries.alerting(ids, 5)
      database.run = run
      for (const log of ['journal', 'requests']) {
        const [query] = asked.filter(({ sql }) => sql.includes(`from "${log}"`))
        if (!query) throw new Error(`${log} was not asked for`)
        const plan = await explain(database, query)
        const byAlerts = plan.filter((line) => line.includes(`${log}_alerts`))
        const sorts = plan.filter((line) => /Sort +\(|TEMP B-TREE/.test(line))
        // Of several merchants, only the first ones of each are sorted.
        expect([byAlerts.length, sorts.length], plan.join('\n')).toEqual([ids.length, ids.length - 1])
      }
    }
  })

  test('has the columns and the index of everything that rows are looked up by', async () => {
    const database = await open()
    onTestFinished(() => database.close())
    const [columns, indexes] = await layoutOf(database)
    for (const [name, { indexes: wanted }] of Object.entries(TABLES)) {
      const table = sqlName(name)
      const described = Object.keys(COLUMN_TYPES[name as keyof typeof TABLES]).map(sqlName)
      expect([table, columns.get(table)]).toEqual([table, expect.arrayContaining([...described, 'doc'])])
      for (const { by, sortedBy } of wanted as readonly { by: readonly string[]; sortedBy?: string }[]) {
        // There are few merchants, seeds and scenarios; a merchant has one row of counters.
        if (['seeding', 'scenarios'].includes(name)) continue
        const needed = [...by, ...(sortedBy ? [sortedBy] : [])].map(sqlName).join(', ')
        const found = (indexes.get(table) ?? []).some((index) => `${index}, `.startsWith(`${needed}, `))
        expect([table, needed, found]).toEqual([table, needed, true])
      }
    }
  })
})

/** The columns of each table, and the columns of each of its indexes. */
async function layoutOf(
  database: SqlDatabase,
): Promise<readonly [Map<string, string[]>, Map<string, string[]>]> {
  const read = async (text: string) => {
    const found = new Map<string, string[]>()
    for (const { of, what } of (await database.run(CompiledQuery.raw(text))).rows) {
      found.set(String(of), [...(found.get(String(of)) ?? []), String(what)])
    }
    return found
  }
  if (database.engine === 'sqlite') {
    return [
      await read('select m.name as "of", c.name as what from sqlite_master m, pragma_table_info(m.name) c'),
      await read(`select m.tbl_name as "of", (select group_concat(name, ', ') from pragma_index_info(m.name)) as what
        from sqlite_master m where m.type = 'index'`),
    ]
  }
  return [
    await read('select table_name as "of", column_name as what from information_schema.columns'),
    await read(`select tablename as "of", substring(indexdef from '\\((.*)\\)') as what from pg_indexes`),
  ]
}
