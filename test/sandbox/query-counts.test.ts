import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { PublicAddress } from '../../server/http/public-address.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { DistantStore } from '../support/distant-store.js'
import { placeMany } from '../support/many-orders.js'
import { shopOn, type TestShop } from '../support/sandbox.js'

const ORDERS = 1000
const LIMIT = 50
const MAX_QUERIES = 10

/** The rows of a page that are shown beside a list: the merchant, its applications and keys, and one page more. */
const MAX_ROWS = LIMIT + LIMIT

let store: DistantStore
let sandbox: Sandbox
let app: Awaited<ReturnType<typeof buildApp>>
let shop: TestShop
let authorization: string

/** A merchant with a thousand orders, each paid and each with a delivery, a call and an entry in the journal. */
beforeAll(async () => {
  store = new DistantStore()
  sandbox = await Sandbox.open({ seed: 'counting', store })
  app = await buildApp(sandbox, { publicAddress: new PublicAddress({ publicUrl: 'http://sandbox.test' }) })
  shop = shopOn(app, await sandbox.merchants.open({ clock: { frozen: true } }, 'a test'))
  authorization = await shop.token()
  await placeMany(sandbox, shop, ORDERS)
  return async () => {
    await app.close()
    await sandbox.close()
  }
})

/** What a request costs the store. */
async function costOf(url: string, headers: Record<string, string> = {}) {
  store.forget()
  const reply = await app.inject({ url, headers })
  const { queries, rows } = store.asked
  return { reply, queries, rows }
}

const CONTROL_LISTS = ['links', 'payments', 'deliveries', 'requests', 'journal']

describe('a list of the control API over a thousand orders', () => {
  const address = (list: string) => `/sandbox/api/v1/merchants/${shop.id}/${list}?limit=${LIMIT}`

  test.each(CONTROL_LISTS)(
    '%s costs a few questions, and reads what it shows and at most a page more',
    async (list) => {
      const { reply, queries, rows } = await costOf(address(list))
      expect(reply.json().items).toHaveLength(LIMIT)
      expect(queries).toBeLessThanOrEqual(MAX_QUERIES)
      // A delivery is shown with its attempts, a payment with the link of its order.
      expect(rows).toBeLessThanOrEqual(MAX_ROWS + LIMIT)
    },
  )

  test.each(CONTROL_LISTS)('%s leads through all of it, backwards and forwards', async (list) => {
    const items = async (query: string) => {
      const reply = await app.inject(`${address(list)}${query}`)
      return reply.json<{ items: { seq: number }[]; after: number; before: number | null }>()
    }
    const latest = await items('')
    const older = await items(`&before=${latest.before}`)
    expect(older.items.at(-1)?.seq).toBeLessThan(latest.items[0]?.seq ?? 0)
    const newer = await items(`&after=${older.after}`)
    expect(newer.items.map(({ seq }) => seq)).toEqual(latest.items.map(({ seq }) => seq))
    const beginning = await items('&after=0')
    expect(beginning.before === null || (await items(`&before=${beginning.before}`)).items.length === 0).toBe(
      true,
    )
    expect((await items(`&after=${latest.after}`)).items).toEqual([])
  })

  test('is narrowed down by state, search and outcome in the store', async () => {
    for (const [list, narrowed, found] of [
      ['links', 'status=paid', LIMIT],
      ['links', 'status=open', 0],
      ['payments', 'status=FAILED', 0],
      ['deliveries', 'search=many99', 11],
      ['deliveries', 'outcome=refused', 0],
      ['requests', 'search=MANY7', 50],
    ] as const) {
      const { reply, rows } = await costOf(`${address(list)}&${narrowed}`)
      expect([list, narrowed, reply.json().items.length]).toEqual([list, narrowed, found])
      expect(rows).toBeLessThanOrEqual(MAX_ROWS + LIMIT)
    }
  })

  test('of merchants reads a page of them', async () => {
    const { reply, queries } = await costOf('/sandbox/api/v1/merchants')
    expect(reply.statusCode).toBe(200)
    expect(queries).toBeLessThanOrEqual(MAX_QUERIES)
  })
})

test('a query for the payments of an order looks each thing up once', async () => {
  const asked: string[] = []
  const { find } = store
  store.find = (table, query) => {
    asked.push(table)
    return find.call(store, table, query as never) as never
  }
  onTestFinished(() => {
    store.find = find
  })
  const { reply } = await costOf('/third-parties/payments/MANY500', { authorization })
  expect(reply.json()).toHaveLength(1)
  // The scenario that decides about faults, the token, and the answer.
  expect(asked).toEqual(['orders', 'apiKeys', 'orders', 'payments'])
})

describe('a page of the inspector over a thousand orders', () => {
  test.each([
    ['the merchant', ''],
    ['payments', '/payments'],
    ['payments that were searched', '/payments?q=many&status=SUCCESS&method=M-PESA'],
    ['an order', '/orders/MANY500'],
    ['deliveries', '/deliveries'],
    ['deliveries that were searched', '/deliveries?q=many&status=delivered'],
    ['a delivery', '/deliveries/D500'],
    ['requests', '/requests'],
    ['requests that were searched', '/requests?q=many&answer=accepted'],
    ['settings', '/settings'],
  ])('%s costs at most ten questions, and reads what it shows and at most a page more', async (_, path) => {
    const { reply, queries, rows } = await costOf(`/sandbox/merchants/${shop.id}${path}`)
    expect(reply.statusCode).toBe(200)
    expect(queries).toBeLessThanOrEqual(MAX_QUERIES)
    expect(rows).toBeLessThanOrEqual(MAX_ROWS)
  })

  test.each(['payments', 'deliveries', 'requests'])('%s has an older and a newer page', async (list) => {
    const link = (body: string, name: string) =>
      body.match(new RegExp(`href="([^"]*)" rel="${name}"`))?.[1]?.replaceAll('&amp;', '&')
    const first = (await app.inject(`/sandbox/merchants/${shop.id}/${list}`)).body
    expect(link(first, 'prev')).toBeUndefined()
    const second = (await app.inject(link(first, 'next') ?? '')).body
    const back = (await app.inject(link(second, 'prev') ?? '')).body
    const rows = (body: string) => [...body.matchAll(/MANY\d+/g)].map(([name]) => name)
    expect(rows(back)).toEqual(rows(first))
    expect(rows(second)).not.toEqual(rows(first))
  })
})

test('the list of payments costs at most ten questions and reads a page and its orders', async () => {
  const { reply, queries, rows } = await costOf('/third-parties/payments/all?limit=200&skip=400', {
    authorization,
  })
  expect(reply.json()).toMatchObject({ totalCount: ORDERS, data: { length: 200 } })
  expect(queries).toBeLessThanOrEqual(MAX_QUERIES)
  expect(rows).toBeLessThanOrEqual(200 + 200 + LIMIT)
})

test('a call looks its caller up once', async () => {
  const asked: string[] = []
  const { get } = store
  store.get = (table, id) => {
    asked.push(table)
    return get.call(store, table, id) as never
  }
  onTestFinished(() => {
    store.get = get
  })
  await costOf('/third-parties/payments/MANY1', { authorization })
  expect(asked.filter((table) => table === 'applications' || table === 'merchants')).toEqual([
    'applications',
    'merchants',
  ])
})

test('the overview of sixty merchants costs at most ten questions', async () => {
  for (let i = 0; i < 60; i++) {
    const other = shopOn(app, await sandbox.merchants.open({ name: `Shop ${i}` }, 'a test'))
    await sandbox.orders.place(other.id, other.clientId, {
      orderReference: `ONE${i}`,
      origin: 'ussd-push',
      linkId: null,
      total: { minor: 100_00, currency: 'TZS' },
      items: [],
      customer: {},
    })
  }
  const { reply, queries } = await costOf('/sandbox')
  expect(reply.body).toContain('Shop 59')
  expect(reply.body).toContain('ONE59')
  expect(queries).toBeLessThanOrEqual(MAX_QUERIES)
})
