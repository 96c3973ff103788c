import { describe, expect, test } from 'vitest'
import { ANONYMOUS } from '../../server/domain/merchant.js'
import { startSandbox } from '../support/sandbox.js'

const CHANGES = [
  ['DELETE', '', undefined],
  ['PATCH', '', { name: 'Mine now' }],
  ['POST', '/reset', {}],
  ['POST', '/clock', { freeze: true }],
  ['POST', '/clock', { advance: '1h' }],
  ['POST', '/applications', { clientId: 'IDMINE' }],
  ['PUT', '/scenario', { name: 'success' }],
  ['POST', '/scenario-queue', { names: ['success'] }],
] as const

async function withStrangersCall() {
  const manyMerchants = await startSandbox()
  const call = () => manyMerchants.app.inject({ method: 'POST', url: '/third-parties/generate-token' })
  await call()
  return {
    ...manyMerchants,
    call,
    logged: async () =>
      (await manyMerchants.sandbox.queries.requests(ANONYMOUS, {}, { limit: 1000 })).items.length,
  }
}

describe('the log of requests without known credentials', () => {
  test.each(CHANGES)('is not ended by %s %s', async (method, path, payload) => {
    const { app, call, logged } = await withStrangersCall()
    const url = `/sandbox/api/v1/merchants/${ANONYMOUS}${path}`
    const response = await app.inject({ method, url, ...(payload ? { payload } : {}) })
    expect([response.statusCode, response.json().code]).toEqual([409, 'NOT_A_MERCHANT'])
    await call()
    expect(await logged()).toBe(2)
  })

  test('is not replaced by a snapshot', async () => {
    const { app, call, logged, sandbox, openShop } = await withStrangersCall()
    const { id } = await openShop()
    const snapshot = await sandbox.snapshots.take(id)
    const forged = { ...snapshot, merchant: { ...snapshot.merchant, id: ANONYMOUS } }
    const url = `/sandbox/api/v1/merchants/${ANONYMOUS}/snapshot`
    expect((await app.inject({ method: 'PUT', url, payload: forged })).statusCode).toBeGreaterThanOrEqual(400)
    await call()
    expect(await logged()).toBe(2)
  })

  test("does not become a merchant's by a client id of its name", async () => {
    const { sandbox, openShop } = await withStrangersCall()
    const { id } = await openShop()
    await expect(openShop({ clientId: ANONYMOUS })).rejects.toMatchObject({ code: 'CLIENT_ID_TAKEN' })
    const added = sandbox.applications.add(id, { clientId: ANONYMOUS })
    await expect(added).rejects.toMatchObject({ code: 'CLIENT_ID_TAKEN' })
  })
})

test('a client id cannot be the id of another merchant, which would be found first', async () => {
  const { openShop } = await startSandbox()
  const { id } = await openShop()
  await expect(openShop({ clientId: id })).rejects.toMatchObject({ code: 'CLIENT_ID_TAKEN' })
})
