import { describe, expect, test } from 'vitest'
import { paymentsPage } from '../../contracts/schemas/payment-row.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import { refused, seen } from '../support/answers.js'
import { pay } from '../support/builders.js'
import { startSandbox, type TestShop } from '../support/sandbox.js'

const HOUR = 3_600_000

/** Midnight in East Africa, where days begin three hours before they do in UTC. */
const MIDNIGHT = '2026-05-03T21:00:00.000Z'

/**
 * Four payments of a merchant with two applications; the letters are their references:
 * B is made a millisecond before midnight in East Africa, A at midnight, D and C a day later.
 */
async function busyShop() {
  const box = await startSandbox()
  const { app, sandbox } = box
  const start = new Date(Date.parse(MIDNIGHT) - 1).toISOString()
  const shop = await box.openShop({ clock: { start, frozen: true } })
  const second = await sandbox.applications.add(shop.id, { apiKey: 'SKSECOND' })
  const headers = { 'client-id': second.id, 'api-key': 'SKSECOND' }
  const buy = async (
    orderReference: string,
    scenario: string,
    order: object = {},
    how: Parameters<typeof pay>[2] = {},
  ) => pay(sandbox, await shop.createLink({ orderReference, ...order }), { scenario, ...how })

  await buy('B', 'slow-success', { totalPrice: '900' }, { channel: 'HALOPESA', phoneNumber: '255621000111' })
  await sandbox.clocks.advance(shop.id, 1)
  await buy('A', 'insufficient-balance', { totalPrice: '12500.50' })
  await sandbox.clocks.advance(shop.id, 24 * HOUR)
  await buy(
    'D',
    'push-timeout',
    { totalPrice: '5', orderCurrency: 'USD' },
    { channel: 'CARD', phoneNumber: undefined },
  )
  const { token } = (
    await app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })
  ).json()
  const link = await app.inject({
    method: 'POST',
    url: '/third-parties/checkout-link/generate-checkout-url',
    headers: { authorization: token },
    payload: { totalPrice: '100000', orderReference: 'C', orderCurrency: 'TZS' },
  })
  await pay(sandbox, link.json().checkoutLink.split('/').at(-1), { scenario: 'slow-success' })
  return { ...box, shop, second }
}

async function listed(shop: TestShop, query: string): Promise<string> {
  const { data, totalCount } = (await shop.get(`/payments/all${query}`)).json()
  return `${data.map((row: { orderReference: string }) => row.orderReference).join('')} of ${totalCount}`
}

describe('a list of payments', () => {
  test('of a merchant without any is empty', async () => {
    const { openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    const reply = await shop.get('/payments/all')
    expect([reply.statusCode, reply.body]).toEqual([200, '{"data":[],"totalCount":0}'])
  })

  test('has the rows of the query, and keeps to its schema', async () => {
    const { shop } = await busyShop()
    const page = (await shop.get('/payments/all')).json()
    expect(Object.keys(page)).toEqual(['data', 'totalCount'])
    expect(schemaIssues(paymentsPage, page)).toEqual([])
    for (const row of page.data) {
      expect((await shop.get(`/payments/${row.orderReference}`)).json()).toEqual([row])
    }
  })

  test('shows nothing of another merchant', async () => {
    const { openShop } = await busyShop()
    expect(await listed(await openShop(), '')).toBe(' of 0')
  })

  test.each<[query: string, found: string]>([
    ['', 'CDAB of 4'],
    ['?', 'CDAB of 4'],
    ['?status=FAILED', 'A of 1'],
    ['?status=SUCCESS', 'B of 1'],
    ['?status=REVERSED', ' of 0'],
    ['?collectedCurrency=USD', 'D of 1'],
    ['?collectedCurrency=TZS', 'CAB of 3'],
    ['?channel=M-PESA', 'CA of 2'],
    ['?channel=m-pesa', ' of 0'],
    ['?channel=BANANA', ' of 0'],
    ['?orderReference=B', 'B of 1'],
    ['?orderReference=b', ' of 0'],
    ['?orderReference=', ' of 0'],
    ['?clientId=IDNOBODY', ' of 0'],
    ['?status=PENDING&collectedCurrency=USD&channel=CARD', 'D of 1'],
    ['?status=PENDING&collectedCurrency=TZS', ' of 0'],
    ['?sortBy=createdAt', 'CDAB of 4'],
    ['?sortBy=createdAt&orderBy=ASC', 'BADC of 4'],
    ['?sortBy=updatedAt&orderBy=ASC', 'ABDC of 4'],
    ['?sortBy=orderReference&orderBy=ASC', 'ABCD of 4'],
    ['?sortBy=orderReference&orderBy=DESC', 'DCBA of 4'],
    ['?sortBy=status&orderBy=ASC', 'ADCB of 4'],
    ['?sortBy=channel&orderBy=ASC', 'DBAC of 4'],
    ['?sortBy=collectedAmount&orderBy=ASC', 'DBAC of 4'],
    ['?sortBy=collectedAmount', 'CABD of 4'],
    ['?limit=1', 'C of 4'],
    ['?limit=1&skip=1', 'D of 4'],
    ['?skip=3', 'B of 4'],
    ['?skip=4', ' of 4'],
    ['?skip=99999', ' of 4'],
    ['?skip=0&limit=100000', 'CDAB of 4'],
    ['?limit=2&status=FAILED', 'A of 1'],
    ['?skip=1&orderBy=ASC&limit=2', 'AD of 4'],
    ['?startDate=2026-05-04', 'CDA of 3'],
    ['?startDate=04-05-2026', 'CDA of 3'],
    ['?startDate=2026-05-03', 'CDAB of 4'],
    ['?startDate=2026-05-06', ' of 0'],
    ['?endDate=2026-05-03', 'B of 1'],
    ['?endDate=03-05-2026', 'B of 1'],
    ['?endDate=2026-05-04', 'AB of 2'],
    ['?startDate=2026-05-04&endDate=2026-05-04', 'A of 1'],
    ['?startDate=04-05-2026&endDate=2026-05-05', 'CDA of 3'],
    ['?startDate=2026-05-05&endDate=2026-05-04', ' of 0'],
    ['?page=2&pageSize=1&sort=asc&from=x', 'CDAB of 4'],
    ['?Status=FAILED&LIMIT=1', 'CDAB of 4'],
    ['?status[]=FAILED', 'CDAB of 4'],
    ['?id=x&currency=USD&search=status=FAILED', 'CDAB of 4'],
  ])('asked for with %j has %s', async (query, found) => {
    const { shop } = await busyShop()
    expect(await listed(shop, query)).toBe(found)
  })

  test('can be narrowed down to one application', async () => {
    const { shop, second } = await busyShop()
    expect(await listed(shop, `?clientId=${second.id}`)).toBe('C of 1')
    expect(await listed(shop, `?clientId=${shop.clientId}`)).toBe('DAB of 3')
  })

  test('has the newest of those that were made in the same instant first', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    for (const orderReference of ['X', 'Y', 'Z'])
      await pay(sandbox, await shop.createLink({ orderReference }))
    expect(await listed(shop, '')).toBe('ZYX of 3')
    expect(await listed(shop, '?orderBy=ASC')).toBe('XYZ of 3')
    expect(await listed(shop, '?sortBy=status')).toBe('ZYX of 3')
  })

  test('comes in pages of twenty unless asked otherwise', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    for (let i = 0; i < 25; i++) await pay(sandbox, await shop.createLink({ orderReference: `R${i}` }))
    const page = (await shop.get('/payments/all')).json()
    expect([page.data.length, page.totalCount]).toEqual([20, 25])
    const second = (await shop.get('/payments/all?skip=20')).json()
    expect([second.data.length, second.totalCount]).toEqual([5, 25])
  })

  test('may have a slash at its end, and hides an order that is called all', async () => {
    const { openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink({ orderReference: 'all' })
    expect((await shop.get('/payments/all/')).json()).toEqual({ data: [], totalCount: 0 })
    await shop.createLink({ orderReference: 'ALL' })
    expect((await shop.get('/payments/ALL')).body).toBe('[]')
  })
})

describe('a list of payments is refused', () => {
  const STATUS =
    'status must be one of the following values: PENDING, PROCESSING, SUCCESS, SETTLED, FAILED, ON-HOLD, REFUNDED, REVERSED'
  const SORT =
    'sortBy must be one of the following values: createdAt, updatedAt, orderReference, status, channel, collectedAmount'
  const date = (name: string) => `${name} must be a date in the format YYYY-MM-DD or DD-MM-YYYY`

  test.each<[query: string, validationMessages: string[]]>([
    ['limit=0', ['limit must not be less than 1']],
    ['limit=-5', ['limit must not be less than 1']],
    ['limit=ten', ['limit must be an integer number']],
    ['limit=1.5', ['limit must be an integer number']],
    ['limit=1e3', ['limit must be an integer number']],
    ['limit=', ['limit must be an integer number']],
    ['limit=99999999999999999999', ['limit must be an integer number']],
    ['skip=-1', ['skip must not be less than 0']],
    ['skip=%20', ['skip must be an integer number']],
    ['status=PAID', [STATUS]],
    ['status=success', [STATUS]],
    ['collectedCurrency=KES', ['collectedCurrency must be one of the following values: TZS, USD']],
    ['orderBy=asc', ['orderBy must be one of the following values: ASC, DESC']],
    ['sortBy=id', [SORT]],
    ['sortBy=__proto__', [SORT]],
    ['sortBy=constructor', [SORT]],
    ['startDate=2026-02-30', [date('startDate')]],
    ['startDate=31-04-2026', [date('startDate')]],
    ['startDate=2026-5-4', [date('startDate')]],
    ['startDate=2026/05/04', [date('startDate')]],
    ['startDate=05-2026', [date('startDate')]],
    ['endDate=2026-05-04T00:00:00Z', [date('endDate')]],
    ['endDate=tomorrow', [date('endDate')]],
    ['endDate=2026-13-01', [date('endDate')]],
    ['limit=1&limit=2', ['limit must be a string']],
    ['status=FAILED&status=SUCCESS', ['status must be a string']],
    ['startDate=2026-05-04&startDate=2026-05-04', ['startDate must be a string']],
    [
      'channel=a&channel=b&orderReference=a&orderReference=b',
      ['channel must be a string', 'orderReference must be a string'],
    ],
    [
      'limit=0&skip=-1&status=x&orderBy=y&endDate=z',
      [
        date('endDate'),
        STATUS,
        'orderBy must be one of the following values: ASC, DESC',
        'skip must not be less than 0',
        'limit must not be less than 1',
      ],
    ],
  ])('for %s', async (query, validationMessages) => {
    const { openShop } = await startSandbox()
    const shop = await openShop()
    expect(seen(await shop.get(`/payments/all?${query}`))).toEqual(refused(400, validationMessages))
  })

  test('without a token, before its parameters are looked at', async () => {
    const { app } = await startSandbox()
    const reply = await app.inject({ url: '/third-parties/payments/all?limit=0' })
    expect(seen(reply)).toEqual(refused(401, 'Unauthorized'))
  })
})
