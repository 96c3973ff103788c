import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { openStore } from '../../server/store/open-store.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { startReceiver } from '../support/receiver.js'
import { shopOn } from '../support/sandbox.js'
import { temporaryFile } from '../support/temporary-file.js'

function kept(file: string): Promise<string> {
  return readFile(new URL(`first-schema/${file}.sql`, import.meta.url), 'utf8')
}

/** What was written down by the first schema, as it was dumped then: a paid order, an open one, one under way, a payout. */
const ENGINES: readonly (readonly [name: string, place: () => Promise<string>])[] = [
  [
    'SQLite',
    async () => {
      const file = join(temporaryFile(''), '../sandbox.db')
      const database = new Database(file)
      // A dump leaves out what stands in the head of the file.
      database.exec(`pragma application_id = ${0x63707362};${await kept('sqlite')}`)
      database.close()
      return file
    },
  ],
  [
    'PostgreSQL',
    async () => {
      const place = await aPostgresDatabase()
      const client = new pg.Client(place)
      await client.connect()
      await client.query(await kept('postgres'))
      await client.end()
      return place
    },
  ],
]

describe.each(ENGINES)('data of the first version in %s', (_, place) => {
  test('is brought up to date at the start, and goes on where it was', async () => {
    const sandbox = await Sandbox.open({ store: await openStore(await place()) })
    const app = await buildApp(sandbox)
    onTestFinished(async () => {
      await app.close()
      await sandbox.close()
    })
    expect(sandbox.seed).toBe('first-schema')
    const merchant = await sandbox.merchants.details('IDFIRSTSCHEMA')
    const shop = shopOn(app, merchant)
    const status = async (reference: string) =>
      (await shop.get(`/payments/${reference}`)).json().map((payment: { status: string }) => payment.status)
    expect([await status('PAID1'), await status('UNDERWAY1')]).toEqual([['SUCCESS'], ['PROCESSING']])
    expect((await shop.get('/payouts/PAYOUT1')).json()).toMatchObject([{ status: 'SUCCESS' }])
    const total = async (query = '') => (await shop.get(`/payments/all${query}`)).json().totalCount
    expect([await total(), await total('?status=SUCCESS')]).toEqual([2, 1])

    // What was planned then happens now, and what is new is counted with what was there.
    const receiver = await startReceiver(200)
    await sandbox.merchants.change(shop.id, { webhooks: { 'PAYMENT RECEIVED': receiver.url } })
    await sandbox.clocks.advance(shop.id, 3_600_000)
    expect(await status('UNDERWAY1')).toEqual(['SUCCESS'])
    expect(receiver.received.map(({ text }) => JSON.parse(text).data.orderReference)).toEqual(['UNDERWAY1'])
    expect([await total(), await total('?status=SUCCESS')]).toEqual([2, 2])
    expect((await shop.post('/checkout-link/generate-checkout-url', ORDER)).statusCode).toBe(200)
  })
})

test.each(ENGINES)('what was about a payout without naming it is known to be, in %s', async (_, prepared) => {
  const place = await prepared()
  await write(place, [
    ['link:created', 'payout link PAL1234567 for TZS 5,000'],
    ['link:opened', 'the payout page of PAL1234567 was opened'],
    ['request:refused', 'POST /third-parties/payouts/create-mobile-money-payout was refused (X): "text":"no'],
    ['link:created', 'checkout link LCP1 for TZS 5,000, not "text":"payout link '],
    ['request:refused', 'GET /third-parties/payments/PAYOUT1 was refused (X): POST /third-parties/payout'],
  ])
  const sandbox = await Sandbox.open({ store: await openStore(place) })
  onTestFinished(() => sandbox.close())
  const { merchant } = await sandbox.merchants.details('IDFIRSTSCHEMA')
  const where = { merchantId: merchant.id, orderReference: 'PAYOUT1' }
  const journal = await sandbox.engine.store.find('journal', { where })
  const marks = journal.map(({ ofPayout = false }) => ofPayout)
  expect(marks).toEqual([...Array(7).fill(true), true, true, true, false, false])
  const [paid, payout] = await Promise.all([
    sandbox.stories.order(merchant.id, 'PAID1'),
    sandbox.stories.payout(merchant.id, 'PAYRWCZ4J2'),
  ])
  expect([paid?.journal.length, paid?.deliveries.length]).toEqual([7, 1])
  expect([payout?.journal.length, payout?.deliveries.length]).toEqual([10, 1])
})

/** Writes entries of the journal as the first version did, about the payout. */
async function write(place: string, entries: readonly (readonly [type: string, text: string])[]) {
  const merchantId = 'b5524242744b93c19cffc0a3'
  const rows = entries.map(([type, text], i) => {
    const [seq, at] = [1000 + i, 1777888900000]
    const entry = { merchantId, seq, at, type, text, orderReference: 'PAYOUT1' }
    return [merchantId, seq, 1000 + i, at, 'PAYOUT1', type, 0, JSON.stringify(entry)]
  })
  const columns = 'merchant_id, seq, place, at, order_reference, type, alert, doc'
  if (place.startsWith('postgres')) {
    const client = new pg.Client(place)
    await client.connect()
    for (const row of rows)
      await client.query(`insert into journal (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8)`, row)
    await client.end()
    return
  }
  const database = new Database(place)
  const insert = database.prepare(`insert into journal (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?)`)
  for (const row of rows) insert.run(...row)
  database.close()
}

const ORDER = { totalPrice: '1000', orderCurrency: 'TZS', orderReference: 'NEW1' }
