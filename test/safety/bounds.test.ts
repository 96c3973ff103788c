import { expect, test } from 'vitest'
import { LIMITS } from '../../server/domain/limits.js'
import { ANONYMOUS } from '../../server/domain/merchant.js'
import { MAX_IDLE_MS } from '../../server/sandbox/merchants.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { DistantStore } from '../support/distant-store.js'
import { FakeClock } from '../support/fake-clock.js'
import { startSandbox } from '../support/sandbox.js'

const MEGABYTE = 2 ** 20

/** A database has bounds of its own. */
const keepsInDatabase = ['sqlite', 'postgres'].includes(process.env.TEST_STORE ?? '')

type App = Awaited<ReturnType<typeof startSandbox>>['app']

const firstToken = (app: App, clientId: string) =>
  app.inject({
    method: 'POST',
    url: '/third-parties/generate-token',
    headers: { 'client-id': clientId, 'api-key': 'SKany' },
  })

test('a client id for which there is no room is refused, and the log says that there are too many merchants', async () => {
  const { app, sandbox } = await startSandbox({ maxMerchants: 4 })
  const statuses = []
  for (const name of ['A', 'B', 'C']) statuses.push((await firstToken(app, `IDTEST${name}`)).statusCode)
  expect(statuses).toEqual([200, 200, 403])
  const { items } = await sandbox.queries.requests(ANONYMOUS, {}, { limit: 10 })
  expect(items[0]?.refusal?.explanation).toMatch(/maximum number of merchants, 4 .*remove those/)
})

test('merchants of the control API, and those of snapshots, count as well', async () => {
  const { app, sandbox, openShop } = await startSandbox({ maxMerchants: 3 })
  const { id } = await openShop()
  const snapshot = await sandbox.snapshots.take(id)
  const opened = await app.inject({ method: 'POST', url: '/sandbox/api/v1/merchants', payload: {} })
  expect([opened.statusCode, opened.json().code]).toEqual([409, 'TOO_MANY_MERCHANTS'])
  await sandbox.removeMerchant(id)
  await openShop()
  await expect(sandbox.restoreMerchant(id, snapshot)).rejects.toMatchObject({ code: 'TOO_MANY_MERCHANTS' })
})

test('a merchant that opened itself gives way once nothing has happened to it for a while', async () => {
  const { app, realClock, sandbox } = await startSandbox({ maxMerchants: 4 })
  await firstToken(app, 'IDTESTidle')
  await firstToken(app, 'IDTESTbusy')
  await realClock.pass(MAX_IDLE_MS)
  await firstToken(app, 'IDTESTbusy')
  expect((await firstToken(app, 'IDTESTnew')).statusCode).toBe(200)
  const names = (await sandbox.merchants.list()).map(({ applications }) => applications[0]?.id)
  expect(names).toEqual([expect.stringContaining('IDSANDBOX'), 'IDTESTbusy', 'IDTESTnew'])
})

test.skipIf(keepsInDatabase)(
  'logs that take more memory than there is lose their oldest entries, those of the heaviest merchant first',
  async () => {
    const { app, openShop, sandbox } = await startSandbox({ maxMemory: 4 * MEGABYTE })
    const quiet = await openShop()
    const loud = await openShop()
    await quiet.token()
    const authorization = await loud.token()
    for (let i = 0; i < 100; i++) {
      await app.inject({
        method: 'POST',
        url: '/third-parties/checkout-link/generate-checkout-url',
        headers: { authorization, 'content-type': 'application/json' },
        payload: JSON.stringify({ totalPrice: 'x'.repeat(50_000) }),
      })
    }
    const kept = async (id: string) => (await sandbox.queries.requests(id, {}, { limit: 1000 })).items.length
    expect(await kept(quiet.id)).toBe(1)
    expect(await kept(loud.id)).toBeLessThan(90)
    expect(await kept(loud.id)).toBeGreaterThan(5)
  },
)

test.skipIf(keepsInDatabase)(
  'a sandbox that is full refuses what is new in plain words, and goes on with what it has',
  async () => {
    const { app, openShop, sandbox } = await startSandbox({ maxMemory: MEGABYTE / 2 })
    const shop = await openShop()
    const long = 'x'.repeat(20_000)
    let refused: Awaited<ReturnType<typeof shop.post>> | undefined
    let granted = 0
    while (!refused && granted < 100) {
      const orderReference = `ORDER${granted}`
      const body = { totalPrice: '12500', orderReference, orderCurrency: 'TZS', customerName: long }
      const response = await shop.post('/checkout-link/generate-checkout-url', body)
      if (response.statusCode === 200) granted += 1
      else refused = response
    }
    expect(granted).toBeGreaterThan(1)
    expect([refused?.statusCode, refused?.json()]).toEqual([
      500,
      expect.objectContaining({ message: 'Internal server error' }),
    ])
    const { items } = await sandbox.queries.requests(shop.id, { status: '500' }, { limit: 10 })
    expect(items[0]?.refusal?.explanation).toMatch(/as much as it may: .*--max-memory/)
    const opened = await app.inject({ method: 'POST', url: '/sandbox/api/v1/merchants', payload: {} })
    expect([opened.statusCode, opened.json().code]).toEqual([507, 'SANDBOX_FULL'])
    expect((await shop.get('/payments/ORDER0')).statusCode).toBeLessThan(500)
    await sandbox.removeMerchant(shop.id)
    expect(
      (await app.inject({ method: 'POST', url: '/sandbox/api/v1/merchants', payload: {} })).statusCode,
    ).toBe(201)
  },
)

test.skipIf(keepsInDatabase)(
  'room that idle merchants take is found by the first who is refused for the lack of it',
  async () => {
    const { app, realClock, openShop } = await startSandbox({ maxMemory: MEGABYTE / 4 })
    const token = (await firstToken(app, 'IDTESTheavy')).json<{ token: string }>().token
    const ask = (orderReference: string) =>
      app.inject({
        method: 'POST',
        url: '/third-parties/checkout-link/generate-checkout-url',
        headers: { authorization: token, 'content-type': 'application/json' },
        payload: JSON.stringify({
          totalPrice: '12500',
          orderReference,
          orderCurrency: 'TZS',
          customerName: 'x'.repeat(50_000),
        }),
      })
    for (let i = 0; i < 3; i++) await ask(`ORDER${i}`)
    await expect(openShop()).rejects.toMatchObject({ code: 'SANDBOX_FULL' })
    await realClock.pass(MAX_IDLE_MS)
    await expect(openShop()).rejects.toMatchObject({ code: 'SANDBOX_FULL' })
    await realClock.pass(0)
    expect((await openShop()).clientId).toMatch(/^IDSANDBOX/)
  },
)

test('scenarios that are added while the sandbox runs have a bound, and replacing one does not count twice', async () => {
  const { sandbox } = await startSandbox()
  const written = (about: string) => ({ title: 'Mine', about })
  for (let i = 0; i < 200; i++) await sandbox.scenarios.add(`mine-${i}`, written('Short.'))
  await sandbox.scenarios.add('mine-0', written('Shorter.'))
  await expect(sandbox.scenarios.add('one-more', written('Short.'))).rejects.toMatchObject({
    code: 'TOO_MANY_SCENARIOS',
  })
})

test('scenarios that are added while the sandbox runs have a bound together, however few they are', async () => {
  const { sandbox } = await startSandbox()
  const long = {
    title: 'Mine',
    about: 'x',
    api: [{ status: 500, contentType: 'text/plain', body: 'x'.repeat(20_000) }],
  }
  let added = 0
  const refused = await (async () => {
    for (; added < LIMITS.addedScenarios.most; added++) await sandbox.scenarios.add(`mine-${added}`, long)
  })().catch((error) => error)
  expect(refused).toMatchObject({ code: 'TOO_MANY_SCENARIOS' })
  expect(added).toBe(Math.floor(LIMITS.addedCharacters.most / JSON.stringify(long).length))
})

test('a body that is larger than a call of the control API takes is refused before it is read', async () => {
  const { app } = await startSandbox()
  const payload = `{"name":"${'x'.repeat(LIMITS.controlBody.most)}"`
  const headers = { 'content-type': 'application/json' }
  for (const path of ['/merchants', '/scenarios', '/prune', '/provider-states', '/checksum/explain']) {
    const refused = await app.inject({ method: 'POST', url: `/sandbox/api/v1${path}`, headers, payload })
    expect([path, refused.statusCode]).toEqual([path, 413])
  }
})

test('a store that is far away tells that it is full just the same', async () => {
  const realClock = new FakeClock()
  const sandbox = await Sandbox.open({ store: new DistantStore(1), realClock: realClock }).catch(
    (error) => error,
  )
  expect(sandbox).toMatchObject({ code: 'SANDBOX_FULL' })
})
