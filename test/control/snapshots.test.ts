import { expect, test } from 'vitest'
import { SNAPSHOT_LIMIT_BYTES } from '../../server/control/snapshots.js'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import { anOrder, pay } from '../support/builders.js'
import { startSandbox, type TestSandbox } from '../support/sandbox.js'

const address = (id: string) => `/sandbox/api/v1/merchants/${id}/snapshot`

async function put({ app }: TestSandbox, id: string, payload: object, headers: Record<string, string> = {}) {
  return app.inject({ method: 'PUT', url: address(id), payload, headers })
}

test('a merchant that nobody knows cannot be saved', async () => {
  const { app } = await startSandbox()
  const reply = await app.inject({ url: address('NOBODYS') })
  expect([reply.statusCode, reply.json()]).toMatchObject([404, { code: 'MERCHANT_NOT_FOUND' }])
})

test('what is not a snapshot is answered 400, what has no room here 409', async () => {
  const started = await startSandbox()
  const [one, other] = [await started.openShop(), await started.openShop()]
  const invalid = await put(started, one.id, { format: 1 })
  expect([invalid.statusCode, invalid.json()]).toMatchObject([400, { code: 'INVALID_SNAPSHOT' }])
  const snapshot = (await started.app.inject({ url: address(one.id) })).json()
  const clash = await put(started, other.id, snapshot)
  expect([clash.statusCode, clash.json()]).toMatchObject([409, { code: 'SNAPSHOT_CLASH' }])
})

test('what is larger than a snapshot may be is neither taken nor given', async () => {
  const started = await startSandbox()
  const { id } = await started.openShop()
  const sent = await put(started, id, {}, { 'content-length': String(SNAPSHOT_LIMIT_BYTES + 1) })
  expect([sent.statusCode, sent.json()]).toMatchObject([413, { code: 'SNAPSHOT_TOO_LARGE' }])
  // In parts: a database takes a transaction for dead that sends it one row for seconds.
  const description = 'x'.repeat(SNAPSHOT_LIMIT_BYTES / 16)
  for (let part = 1; part <= 16; part++) {
    const order = anOrder({ id: `O${part}`, merchantId: id, orderReference: `PART${part}`, description })
    await started.sandbox.engine.store.transact(id, async (transaction) => transaction.put('orders', order))
  }
  const given = await started.app.inject({ url: address(id) })
  expect([given.statusCode, given.json()]).toMatchObject([
    413,
    { code: 'SNAPSHOT_TOO_LARGE', message: 'the snapshot is larger than 128 MiB' },
  ])
})

test('a body that cannot be read is not a snapshot that is too large', async () => {
  const started = await startSandbox()
  const { id } = await started.openShop()
  const reply = await put(started, id, Buffer.from('{'), { 'content-type': 'application/json' })
  expect([reply.statusCode, reply.json()]).toMatchObject([400, { code: 'INVALID_INPUT' }])
})

test('a snapshot of more than a megabyte comes back under any name of its merchant, and answers the merchant', async () => {
  const started = await startSandbox()
  const { app, sandbox } = started
  const clientId = DEFAULT_CREDENTIALS.clientId
  const id = await sandbox.merchants.idOf(clientId)
  await sandbox.clocks.freeze(id)
  await sandbox.engine.transact(id, async (tx) => {
    for (let i = 0; i < 10_000; i++) tx.note('merchant:changed', `something happened, for the ${i}th time`)
  })
  const saved = await app.inject({ url: address(clientId) })
  expect(saved.statusCode).toBe(200)
  expect(saved.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(saved.body.length).toBeGreaterThan(1024 * 1024)
  const merchant = (await app.inject({ url: `/sandbox/api/v1/merchants/${id}` })).json()
  await sandbox.merchants.change(id, { name: 'Changed' })
  const restored = await put(started, clientId, saved.json())
  expect([restored.statusCode, restored.json()]).toEqual([200, merchant])
  expect((await app.inject({ url: address(id) })).body).toBe(saved.body)
})

test('a payment of before is there again after, and one of after is not', async () => {
  const started = await startSandbox()
  const { app, sandbox, openShop } = started
  const shop = await openShop()
  const before = await pay(sandbox, await shop.createLink({ orderReference: 'BEFORE1' }))
  const snapshot = (await app.inject({ url: address(shop.id) })).json()
  await pay(sandbox, await shop.createLink({ orderReference: 'AFTER1' }))
  await put(started, shop.id, snapshot)
  const { items } = (await app.inject({ url: `/sandbox/api/v1/merchants/${shop.id}/payments` })).json()
  expect(items).toMatchObject([{ id: before.id, orderReference: 'BEFORE1' }])
})
