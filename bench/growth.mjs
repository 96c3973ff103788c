// Whether what people ask stays as fast when there is a hundred or a thousand times as much. Fills one merchant with orders,
// each paid, with its delivery, attempt, task and entries, and asks the same questions at every size.
//
//   node bench/growth.mjs memory 1000 100000
//   node bench/growth.mjs ./growth.db 1000 100000 1000000
//   node bench/growth.mjs postgres://… 1000 100000 1000000
//   node bench/growth.mjs ./growth.db --kept 1000000       asks again of what an earlier run has left
import { buildApp } from '../build/server/app.js'
import { Sandbox } from '../build/server/sandbox/sandbox.js'
import { openStore } from '../build/server/store/open-store.js'

const [place = 'memory', ...rest] = process.argv.slice(2)
const given = rest.filter((one) => one !== '--kept')
const isKept = rest.includes('--kept')
const sizes = given.length > 0 ? given.map(Number) : [1000, 100_000]
const BATCH = 500
const ROUNDS = 40

const store = place === 'memory' ? undefined : await openStore(place)
if (!isKept) await store?.clear()
const sandbox = await Sandbox.open({ store, maxMemory: 2 ** 34 })
const app = await buildApp(sandbox)
const { merchant, applications, apiKeys } = isKept ? await left() : await opened()
const [application] = applications
const headers = { 'client-id': application.id, 'api-key': apiKeys[0].secret }
const { token } = (await app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })).json()

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
  while (placed < size) await fill(Math.min(BATCH, size - placed))
  const perSecond = ((placed - before) / (performance.now() - began)) * 1000
  figures.push({ size, perSecond, times: await measured() })
}
report()
await app.close()
await sandbox.close()

function opened() {
  return sandbox.merchants.open(
    // Nothing listens there: the attempt is written down all the same.
    { clock: { frozen: true }, webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:1/' } },
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
      const n = placed
      const at = tx.now + n
      const orderReference = `GROW${n}`
      const [orderId, paymentId, deliveryId] = [`G${n}`, `LCPG${n}`, `${merchant.id}-G${n}`]
      const of = { orderReference, createdAt: at }
      tx.put('payments', {
        ...model.payment,
        ...of,
        id: paymentId,
        orderId,
        seq: tx.nextNumber(),
        updatedAt: at,
      })
      tx.put('orders', { ...model.order, ...of, id: orderId, linkId: `CHEG${n}`, seq: tx.nextNumber() })
      tx.put('deliveries', { ...model.delivery, ...of, id: deliveryId, paymentId, seq: tx.nextNumber() })
      tx.put('attempts', {
        ...model.attempt,
        orderReference,
        id: `${deliveryId}-A1`,
        deliveryId,
        startedAt: at,
      })
      tx.note('payment:moved', `order ${n}`, { orderReference, paymentId })
      const action = { kind: 'open-return', paymentId }
      tx.plan({ dueAt: at + 3_600_000, orderReference, why: 'the benchmark wants it', action })
    }
  })
}

async function measured() {
  const control = `/sandbox/api/v1/merchants/${merchant.id}`
  const some = () => `GROW${Math.floor(Math.random() * placed)}`
  const authorization = { authorization: token }
  const questions = {
    'query a payment': () => ask(`/third-parties/payments/${some()}`, authorization),
    'payments/all, first page': () => ask('/third-parties/payments/all?limit=20', authorization),
    'list of payments': () => ask(`${control}/payments?limit=50`),
    'deliveries of an order': () => ask(`${control}/deliveries?orderReference=${some()}`),
    'a wait that is over': () => ask(`${control}/payments?orderReference=${some()}&status=SUCCESS&wait=1s`),
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
