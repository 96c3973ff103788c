import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { CompiledQuery } from 'kysely'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { PublicAddress } from '../../server/http/public-address.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { openStore } from '../../server/store/open-store.js'
import { SqlStore } from '../../server/store/sql/sql-store.js'
import { openSqlite } from '../../server/store/sql/sqlite.js'
import type { Store } from '../../server/store/store.js'
import { FakeClock } from '../support/fake-clock.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { startReceiver } from '../support/receiver.js'
import { PUBLIC_URL, shopOn } from '../support/sandbox.js'
import { temporaryFile } from '../support/temporary-file.js'
import { until } from '../support/until.js'

interface Broken {
  readonly store: Store
  readonly breakDown: () => Promise<void>
  readonly mend: () => Promise<void>
}

/** A PostgreSQL database at the other end of a cable that can be cut. */
async function behindACable(): Promise<Broken> {
  const direct = new URL(await aPostgresDatabase())
  const open = new Set<Socket>()
  let isCut = false
  const cable = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(Number(direct.port), direct.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(cable, 'listening')
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    cable.close()
  })
  const address = new URL(direct)
  address.host = `127.0.0.1:${(cable.address() as AddressInfo).port}`
  return {
    store: await openStore(address.href),
    breakDown: async () => {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    mend: async () => {
      isCut = false
    },
  }
}

/** A SQLite file on a disk that takes nothing more until it is told to. */
async function onAStubbornDisk(): Promise<Broken> {
  const database = await openSqlite(join(temporaryFile(''), '../sandbox.db'))
  const pragma = (text: string) => database.run(CompiledQuery.raw(`pragma ${text}`))
  return {
    store: new SqlStore(database),
    breakDown: async () => {
      await pragma('query_only = on')
    },
    mend: async () => {
      await pragma('query_only = off')
    },
  }
}

/** A SQLite file on a disk that has no room for one page more, until somebody makes room. */
async function onAFullDisk(): Promise<Broken> {
  const database = await openSqlite(join(temporaryFile(''), '../sandbox.db'))
  const run = (text: string) => database.run(CompiledQuery.raw(text))
  return {
    store: new SqlStore(database),
    breakDown: async () => {
      const [row] = (await run('pragma page_count')).rows
      await run(`pragma max_page_count = ${row?.page_count}`)
    },
    mend: async () => {
      await run('pragma max_page_count = 1000000')
    },
  }
}

/** A PostgreSQL database that says of everything that is written that its disk has no room, until somebody makes room. */
async function onAFullServer(): Promise<Broken> {
  const address = await aPostgresDatabase()
  const store = await openStore(address)
  const admin = new pg.Client(address)
  await admin.connect()
  onTestFinished(() => admin.end())
  await admin.query(`create function no_room() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`)
  const { rows } = await admin.query("select tablename as name from pg_tables where schemaname = 'public'")
  const onAll = async (statement: (table: string) => string) => {
    await admin.query(rows.map(({ name }) => statement(name)).join(';'))
  }
  return {
    store,
    breakDown: () =>
      onAll(
        (table) =>
          `create trigger no_room before insert or update or delete on ${table} execute function no_room()`,
      ),
    mend: () => onAll((table) => `drop trigger no_room on ${table}`),
  }
}

/** The first call that fails: what a pool has of connections may break one by one. */
async function firstRefused<Reply extends { readonly statusCode: number }>(
  call: (n: number) => Promise<Reply>,
) {
  for (let n = 1; ; n++) {
    const reply = await call(n)
    if (reply.statusCode >= 500) return reply
  }
}

describe.each([
  ['a PostgreSQL database that goes away', behindACable, { readable: false, takesSome: false }],
  ['a disk that takes nothing', onAStubbornDisk, { readable: true, takesSome: false }],
  ['a PostgreSQL server whose disk is full', onAFullServer, { readable: true, takesSome: false }],
  // What fits into the pages that are there is taken.
  ['a disk that is full', onAFullDisk, { readable: true, takesSome: true }],
] as const)('%s', (_, broken, { readable, takesSome }) => {
  test('is told in the shape of each door meanwhile, leaves nothing half written, and all goes on afterwards', async () => {
    const { store, breakDown, mend } = await broken()
    const realClock = new FakeClock()
    const faults: string[] = []
    const sandbox = await Sandbox.open({
      store,
      realClock,
      onInternalError: (_fault, doing) => faults.push(doing),
    })
    const app = await buildApp(sandbox, {
      publicAddress: new PublicAddress({ publicUrl: PUBLIC_URL }),
    })
    onTestFinished(async () => {
      await app.close()
      await sandbox.close()
    })
    const receiver = await startReceiver()
    const details = await sandbox.merchants.open({ webhooks: { 'PAYMENT RECEIVED': receiver.url } }, 'a test')
    const shop = shopOn(app, details)
    await shop.createLink({ orderReference: 'BEFORE1' })
    const token = await shop.token()
    await app.inject({
      method: 'POST',
      url: `/sandbox/api/v1/merchants/${shop.id}/orders/BEFORE1/payments`,
      payload: {},
    })

    await breakDown()
    const link = (orderReference: string) =>
      app.inject({
        method: 'POST',
        url: '/third-parties/checkout-link/generate-checkout-url',
        headers: { authorization: token },
        payload: { totalPrice: '1000', orderCurrency: 'TZS', orderReference },
      })
    let latest = ''
    const refused = await firstRefused((n) => {
      latest = `DURING${n}`
      return link(latest)
    })
    expect(refused.statusCode).toBe(500)
    expect(refused.json()).toEqual({
      statusCode: 500,
      message: 'Internal server error',
      error: 'Internal Server Error',
    })
    const control = await firstRefused(() =>
      app.inject({ method: 'POST', url: '/sandbox/api/v1/merchants', payload: {} }),
    )
    expect([control.statusCode, control.json().code]).toEqual([503, 'STORE_FAILED'])
    // Where small changes still fit, one that is tried for it may fit too.
    if (!takesSome) expect((await app.inject('/readyz')).statusCode).toBe(503)
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    // The payment is due to move, and cannot be saved.
    await realClock.pass(2000)
    if (!takesSome) {
      await until(() => faults.length > 0)
      expect(receiver.received).toEqual([])
    }

    await mend()
    await until(async () => {
      await realClock.pass(500)
      return receiver.received.length > 0
    })
    expect((await app.inject('/readyz')).statusCode).toBe(200)
    expect(JSON.parse(receiver.received[0]?.text ?? '')).toMatchObject({
      event: 'PAYMENT RECEIVED',
      data: { orderReference: 'BEFORE1' },
    })
    if (readable) expect((await link(latest)).statusCode).toBe(200)
    expect((await link('AFTER1')).statusCode).toBe(200)
    expect((await link('AFTER1')).statusCode).toBe(409)
  })

  test('keeps nobody from closing the sandbox, whose clock need not move for that', async () => {
    const { store, breakDown } = await broken()
    const realClock = new FakeClock()
    const faults: unknown[] = []
    const sandbox = await Sandbox.open({ store, realClock, onInternalError: (fault) => faults.push(fault) })
    const { merchant } = await sandbox.merchants.open({}, 'a test')
    const openMerchant = () =>
      sandbox.merchants.open({}, 'a test').then(
        () => ({ statusCode: 200 }),
        () => ({ statusCode: 500 }),
      )
    await sandbox.engine.transact(merchant.id, async (tx) => {
      const action = { kind: 'open-return', paymentId: 'NONE' } as const
      tx.plan({ dueAt: tx.now + 1000, orderReference: 'WAITS1', why: 'a test', action })
    })
    await breakDown()
    if (takesSome) await firstRefused(openMerchant)
    await realClock.pass(1000)
    if (!takesSome) await until(() => faults.length > 0)
    await sandbox.close()
  })
})
