// Whether what people ask stays as fast when there is a hundred or a thousand times as much. Fills one merchant with orders,
// each paid, with its delivery, attempt, task and entries, and asks the same questions at every size.
//
//   node bench/growth.mjs memory 1000 100000
//   node bench/growth.mjs ./growth.db 1000 100000 1000000
//   node bench/growth.mjs postgres://… 1000 100000 1000000
//   node bench/growth.mjs ./growth.db --kept 1000000       asks again of what an earlier run has left
//
// PostgreSQL copies by itself what goes beyond the first 1,000 orders, which takes minutes for a million.
import { buildApp } from '../build/server/app.js'
import { Sandbox } from '../build/server/sandbox/sandbox.js'
import { openStore } from '../build/server/store/open-store.js'

const [place = 'memory', ...rest] = process.argv.slice(2)
const given = rest.filter((one) => one !== '--kept')
const isKept = rest.includes('--kept')
const isPostgres = place.startsWith('postgres')
const sizes = given.length > 0 ? given.map(Number) : [1000, 100_000]
const BATCH = 500
const ROUNDS = 40

/** What an order has in a database beside its task and its entries of the journal, whose number is bounded. */
const COPIED = ['payments', 'orders', 'deliveries', 'attempts']

const began = performance.now()
const store = place === 'memory' ? undefined : await openStore(place)
if (!isKept) await store?.clear()
const sandbox = await Sandbox.open({ store, maxMemory: 2 ** 34 })
const app = await buildApp(sandbox)
if (isKept) console.log(`A start on what is kept took ${(performance.now() - began).toFixed(0)} ms.`)
const { merchant, applications, apiKeys } = isKept ? await left() : await opened()
const [application] = applications
const headers = { 'client-id': application.id, 'api-key': apiKeys[0].secret }
const { token } = (await app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })).json()

let links = 0

// The first order of all is the model.
let placed = isKept ? (await sandbox.queries.count('orders', { where: { merchantId: merchant.id } })) - 1 : 0
const model = isKept ? null : await aPaidOrder()
if (!isKept) await fill(BATCH)
// Until all that is asked has been compiled.
await measured()
const figures = []
for (const size of sizes) {
  const began = performance.now()
  const before = placed
  while (placed < size && (placed < 1000 || !isPostgres)) await fill(Math.min(BATCH, size - placed))
  if (placed < size) await copied(size)
  const perSecond = ((placed - before) / (performance.now() - began)) * 1000
  figures.push({ size, perSecond, times: await measured() })
}
report()
await app.close()
await sandbox.close()

function opened() {
  return sandbox.merchants.open(
    // Nothing listens there: the attempt is written down all the same.
    { clock: { frozen: true }, rateLimit: null, webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:1/' } },
    'a benchmark',
  )
}

/** The merchant that was opened last. */
async function left() {
  const all = await sandbox.merchants.list()
  return sandbox.merchants.details(all.at(-1).merchant.id)
}

/** One order, asked for, paid and told of by the API: what all others are copies of. */
async function aPaidOrder() {
  const order = {
    totalPrice: '12500',
    orderCurrency: 'TZS',
    orderReference: 'MODEL1',
    customerName: 'Asha Mushi',
  }
  const url = '/third-parties/checkout-link/generate-checkout-url'
  await post(url, order, { authorization: token })
  const control = `/sandbox/api/v1/merchants/${merchant.id}`
  await post(`${control}/orders/MODEL1/payments`, {})
  await post(`${control}/clock`, { advance: '2s' })
  const where = { merchantId: merchant.id, orderReference: 'MODEL1' }
  const find = async (table) => (await sandbox.engine.store.find(table, { where }))[0]
  const delivery = await find('deliveries')
  const [attempt] = await sandbox.engine.store.find('attempts', { where: { deliveryId: delivery.id } })
  return { order: await find('orders'), payment: await find('payments'), delivery, attempt }
}

/** Places copies of it, as many at once as a transaction takes well. */
async function fill(count) {
  await sandbox.engine.transact(merchant.id, async (tx) => {
    for (const end = placed + count; placed < end; placed++) {
      const at = tx.now + placed
      const { orderReference, paymentId } = putOrder((table, row) => tx.put(table, row), {
        n: placed,
        at,
        seq: () => tx.nextNumber(),
      })
      tx.note('payment:moved', `order ${placed}`, { orderReference, paymentId })
      const action = { kind: 'open-return', paymentId }
      tx.plan({ dueAt: at + 3_600_000, orderReference, why: 'the benchmark wants it', action })
    }
  })
}

/** Puts a copy of the first order, with its payment, delivery and attempt. */
function putOrder(put, { n, at, seq }) {
  const orderReference = `GROW${n}`
  const [orderId, paymentId, deliveryId] = [`G${n}`, `LCPG${n}`, `${merchant.id}-G${n}`]
  const of = { orderReference, createdAt: at }
  put('payments', { ...model.payment, ...of, id: paymentId, orderId, seq: seq(), updatedAt: at })
  put('orders', { ...model.order, ...of, id: orderId, linkId: `CHEG${n}`, seq: seq() })
  put('deliveries', { ...model.delivery, ...of, id: deliveryId, paymentId, seq: seq() })
  const id = `${deliveryId}-A1`
  put('attempts', { ...model.attempt, orderReference, id, deliveryId, startedAt: at })
  return { orderReference, paymentId }
}

/**
 * Has PostgreSQL copy the rows of one order until there are so many. The order is placed under a number that stands nowhere else in its
 * rows; each copy has its own in the place of that.
 */
async function copied(size) {
  const [NUMBER, AT] = ['987654321', '1234567890123']
  const before = placed
  let kind = 0
  const now = await sandbox.engine.transact(merchant.id, async (tx) => {
    const seq = () => Number(`${NUMBER}${kind++}`)
    putOrder((table, row) => tx.put(table, row), { n: NUMBER, at: Number(AT), seq })
    return tx.now
  })
  const { default: pg } = await import('pg')
  const client = new pg.Client(place)
  await client.connect()
  for (const table of COPIED) {
    const { rows, fields } = await client.query(`select * from ${table} where id like '%G${NUMBER}%'`)
    const values = fields.map(({ name }) => (rows[0][name] === null ? null : String(rows[0][name])))
    const columns = fields.map(({ name, dataTypeID }, i) => {
      const type = { 701: '::double precision', 23: '::integer' }[dataTypeID] ?? ''
      const value = `replace(replace($${i + 4}::text, '${NUMBER}', n::text), '${AT}', ($3::bigint + n)::text)`
      return [name, `(${value})${type}`]
    })
    await client.query(
      `insert into ${table} (${columns.map(([name]) => name)}) select ${columns.map(([, value]) => value)}
        from generate_series($1::bigint, $2::bigint) as n`,
      [before, size - 1, now, ...values],
    )
    await client.query(`delete from ${table} where id like '%G${NUMBER}%'`)
  }
  await client.query(
    `update counters set doc = regexp_replace(doc, '"sequence":\\d+', '"sequence":' || $2) where id = $1`,
    [merchant.id, size * 10 + 10],
  )
  for (const table of COPIED) await client.query(`vacuum analyze ${table}`)
  await client.end()
  placed = size
}

async function measured() {
  const control = `/sandbox/api/v1/merchants/${merchant.id}`
  const some = () => `GROW${Math.floor(Math.random() * placed)}`
  const authorization = { authorization: token }
  const questions = {
    'query a payment': () => ask(`/third-parties/payments/${some()}`, authorization),
    'payments/all, first page': () => ask('/third-parties/payments/all?limit=20', authorization),
    'list of payments': () => ask(`${control}/payments?limit=50`),
    'list of links': () => ask(`${control}/links?limit=50`),
    'list of deliveries': () => ask(`${control}/deliveries?limit=50`),
    'list of requests': () => ask(`${control}/requests?limit=50`),
    'list of the journal': () => ask(`${control}/journal?limit=50`),
    'list of merchants': () => ask('/sandbox/api/v1/merchants'),
    'deliveries of an order': () => ask(`${control}/deliveries?orderReference=${some()}`),
    'a wait that is over': () => ask(`${control}/payments?orderReference=${some()}&status=SUCCESS&wait=1s`),
    'a token': () => post('/third-parties/generate-token', undefined, headers),
    'a link': () => aLink(),
    'a link, its payment and webhook': async () => {
      const orderReference = await aLink()
      await post(`${control}/orders/${orderReference}/payments`, {})
      await post(`${control}/clock`, { advance: '2s' })
    },
    'inspector: overview': () => ask('/sandbox'),
    'inspector: merchant': () => ask(`/sandbox/merchants/${merchant.id}`),
    'inspector: deliveries': () => ask(`/sandbox/merchants/${merchant.id}/deliveries`),
    'inspector: payments': () => ask(`/sandbox/merchants/${merchant.id}/payments`),
    'inspector: an order': () => ask(`/sandbox/merchants/${merchant.id}/orders/${some()}`),
    'the next due task': () => sandbox.engine.store.nextDueAt(merchant.id),
  }
  const times = {}
  for (const [name, question] of Object.entries(questions)) {
    const rounds = []
    for (let i = 0; i < ROUNDS; i++) {
      const began = performance.now()
      await question()
      rounds.push(performance.now() - began)
    }
    // The quickest quarter: what the machine does beside it says nothing about the question.
    times[name] = rounds.sort((a, b) => a - b)[ROUNDS / 4]
  }
  return times
}

async function aLink() {
  links += 1
  const orderReference = `LINK${links}T${Date.now()}`
  const order = { totalPrice: '12500', orderCurrency: 'TZS', orderReference }
  await post('/third-parties/checkout-link/generate-checkout-url', order, { authorization: token })
  return orderReference
}

async function post(url, payload, asked = {}) {
  const reply = await app.inject({ method: 'POST', url, headers: asked, payload })
  if (reply.statusCode >= 300) throw new Error(`${url}: ${reply.statusCode} ${reply.body.slice(0, 300)}`)
}

async function ask(url, asked = {}) {
  const reply = await app.inject({ url, headers: asked })
  if (reply.statusCode !== 200) throw new Error(`${url}: ${reply.statusCode} ${reply.body.slice(0, 300)}`)
}

function report() {
  const columns = figures.map(({ size }) => size.toLocaleString('en-GB'))
  console.log(`| ${place.replace(/\/\/.*@/, '//')}, ms | ${columns.join(' | ')} | last to first |`)
  console.log(`|---|${figures.map(() => '---').join('|')}|---|`)
  for (const name of Object.keys(figures[0].times)) {
    const times = figures.map((figure) => figure.times[name])
    const ratio = times.at(-1) / times[0]
    console.log(`| ${name} | ${times.map((ms) => ms.toFixed(2)).join(' | ')} | ${ratio.toFixed(1)} |`)
  }
  console.log(
    `| orders written a second | ${figures.map(({ perSecond }) => perSecond.toFixed(0)).join(' | ')} | |`,
  )
}
