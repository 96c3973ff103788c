import { expect, test } from 'vitest'
import { ANONYMOUS } from '../../server/domain/merchant.js'
import { MAX_UNPROVEN } from '../../server/sandbox/request-log.js'
import { startSandbox } from '../support/sandbox.js'

async function withShop() {
  const { app, openShop, sandbox } = await startSandbox()
  const shop = await openShop()
  const kept = async (id: string) => (await sandbox.queries.requests(id, {}, { limit: 1000 })).items.length
  /** What anybody can send who has seen the client id. */
  const stranger = async (calls: number, headers: Record<string, string> = {}, path = '/generate-token') => {
    const one = () =>
      app.inject({
        method: path === '/generate-token' ? 'POST' : 'GET',
        url: `/third-parties${path}`,
        headers: { 'client-id': shop.clientId, 'api-key': 'wrong', ...headers },
      })
    await Promise.all(Array.from({ length: calls }, one))
  }
  return { shop, sandbox, kept, stranger }
}

test("a thousand calls with only a client id leave a merchant's own calls in its log", async () => {
  const { shop, kept, stranger, sandbox } = await withShop()
  await shop.token()
  await stranger(1000)
  const { items } = await sandbox.queries.requests(shop.id, { status: '200' }, { limit: 10 })
  expect(items).toHaveLength(1)
  expect(await kept(shop.id)).toBe(1 + MAX_UNPROVEN)
  expect(await kept(ANONYMOUS)).toBe(1000 - MAX_UNPROVEN)
})

test('a forged token is not proof either', async () => {
  const { shop, kept, stranger } = await withShop()
  const [head, claims] = (await shop.token()).split('.')
  await stranger(MAX_UNPROVEN + 10, { authorization: `${head}.${claims}.forged` }, '/payments/ORDER1')
  expect(await kept(shop.id)).toBe(1 + MAX_UNPROVEN)
})

test('a merchant with wrong credentials sees its calls, and where they went when there were too many', async () => {
  const { shop, kept, stranger, sandbox } = await withShop()
  await stranger(MAX_UNPROVEN)
  expect(await kept(shop.id)).toBe(MAX_UNPROVEN)
  const { items } = await sandbox.queries.journal(shop.id, {}, { limit: 300 })
  expect(items.map(({ text }) => text)).toContainEqual(
    expect.stringContaining('further ones are kept with the requests without known credentials'),
  )
})

test('each call with the right credentials makes room for one without', async () => {
  const { shop, kept, stranger } = await withShop()
  await stranger(MAX_UNPROVEN)
  await shop.token()
  await stranger(2)
  expect(await kept(shop.id)).toBe(MAX_UNPROVEN + 2)
})
