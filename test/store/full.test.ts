import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { openStore } from '../../server/store/open-store.js'
import type { SqlDatabase } from '../../server/store/sql/database.js'
import { openPostgres } from '../../server/store/sql/postgres.js'
import { openSqlite } from '../../server/store/sql/sqlite.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { shopOn } from '../support/sandbox.js'
import { temporaryFile } from '../support/temporary-file.js'

/** How much more than nothing the databases of these tests may hold, in bytes. */
const ROOM = 2 ** 20

const ENGINES: readonly (readonly [
  name: string,
  place: () => Promise<string>,
  open: (place: string) => Promise<SqlDatabase>,
])[] = [
  ['SQLite', async () => join(temporaryFile(''), '../sandbox.db'), openSqlite],
  ['PostgreSQL', aPostgresDatabase, openPostgres],
]

test.each(ENGINES)(
  '%s that holds as much as it may refuses what is new in words, keeps its logs as long as they are, and takes more once there is room',
  async (engine, placeFor, open) => {
    const place = await placeFor()
    const database = await open(place)
    const empty = await database.usedBytes()
    await database.close()
    const maxData = empty + ROOM
    const sandbox = await Sandbox.open({ store: await openStore(place, maxData), maxData })
    const app = await buildApp(sandbox)
    onTestFinished(async () => {
      await app.close()
      await sandbox.close()
    })
    const merchant = await sandbox.merchants.open({ rateLimit: null }, 'a test')
    const shop = shopOn(app, await sandbox.merchants.details(merchant.merchant.id))
    const order = (orderReference: string) =>
      shop.post('/checkout-link/generate-checkout-url', {
        totalPrice: '12500',
        orderReference,
        orderCurrency: 'TZS',
        customerName: 'x'.repeat(10_000),
      })
    let granted = 0
    let refused: Awaited<ReturnType<typeof order>> | undefined
    while (!refused && granted < 1000) {
      const reply = await order(`ORDER${granted}`)
      if (reply.statusCode === 200) granted += 1
      else refused = reply
    }
    expect([refused?.statusCode, refused?.json().message]).toEqual([500, 'Internal server error'])
    const { items } = await sandbox.queries.requests(shop.id, { status: '500' }, { limit: 10 })
    expect(items[0]?.refusal?.explanation).toMatch(/as much as it may: .*--max-data/)
    const kept = () => sandbox.queries.count('requests', { where: { merchantId: shop.id } })
    const before = await kept()
    for (let i = 0; i < 20; i++) expect((await shop.get('/payments/ORDER1')).statusCode).toBe(200)
    expect(await kept()).toBe(before)
    // PostgreSQL counts what was removed until it is given back to the disk.
    if (engine === 'PostgreSQL') return
    await sandbox.removeMerchant(shop.id)
    await expect(sandbox.merchants.open({}, 'a test')).resolves.toBeDefined()
  },
)
