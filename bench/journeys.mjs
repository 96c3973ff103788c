// Whole journeys in one process: token, link, pay, webhook received, query; and how long a webhook takes
// from the payment to the receiver. Sandbox, merchant and receiver share the process; calls and webhooks
// go over real sockets.
import { createServer } from 'node:http'
import { request } from 'undici'
import { createSandbox } from '../dist/server/testing/index.js'
import { conditions, numbersGiven, report, table } from './page.mjs'
import { median } from './server-process.mjs'

const [JOURNEYS] = numbersGiven(5000)
const SIDE_BY_SIDE = 32

const arrivals = new Map()
const receiver = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    const { data } = JSON.parse(body)
    arrivals.get(data.orderReference)?.(performance.timeOrigin + performance.now())
    response.end()
  })
})
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const hook = `http://127.0.0.1:${receiver.address().port}/`

// The first ones find nothing compiled: a suite that opens one for each test soon has the time of the later ones.
const OPENINGS = 40
const opened = []
for (let i = 0; i < OPENINGS; i++) {
  const startedAt = performance.now()
  const again = await createSandbox({ port: 0 })
  opened.push(performance.now() - startedAt)
  await again.close()
}

const sandbox = await createSandbox({
  port: 0,
  scenarios: [
    {
      name: 'at-once',
      title: 'At once',
      about: 'Succeeds at once.',
      timeline: [{ after: '0s', status: 'SUCCESS' }],
    },
  ],
})
const shop = await sandbox.createMerchant({ scenario: 'at-once', webhooks: { 'PAYMENT RECEIVED': hook } })

await run('WARM', 500)
const startedAt = performance.now()
const latencies = await run('J', JOURNEYS)
const seconds = (performance.now() - startedAt) / 1000
const alone = await run('ALONE', 200, 1)
const warm = opened.slice(OPENINGS / 2)
const rows = [
  [`journeys a second, ${SIDE_BY_SIDE} side by side`, (JOURNEYS / seconds).toFixed(0)],
  ['payment to webhook received, one at a time', `median ${median(alone).toFixed(1)} ms`],
  [`payment to webhook received, ${SIDE_BY_SIDE} side by side`, `median ${median(latencies).toFixed(1)} ms`],
  ['`createSandbox()`, the second', `${opened[1].toFixed(0)} ms`],
  ['`createSandbox()` in a warm process', `median ${median(warm).toFixed(0)} ms`],
]
await report(
  'bench/journeys.mjs',
  `${conditions(`${JOURNEYS} journeys`)}\n\n${table(['what', 'figure'], rows)}`,
)
await sandbox.close()
receiver.close()

async function run(prefix, count, sideBySide = SIDE_BY_SIDE) {
  const latencies = []
  let next = 0
  const worker = async () => {
    while (next < count) latencies.push(await journey(`${prefix}${next++}`))
  }
  await Promise.all(Array.from({ length: sideBySide }, worker))
  return latencies
}

async function journey(orderReference) {
  const token = await fetchJson('/generate-token', {
    method: 'POST',
    headers: { 'client-id': shop.clientId, 'api-key': shop.apiKey },
  })
  const authorization = token.token
  await fetchJson('/checkout-link/generate-checkout-url', {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ totalPrice: '12500', orderReference, orderCurrency: 'TZS' }),
  })
  const arrived = new Promise((resolve) => arrivals.set(orderReference, resolve))
  const payment = await shop.pay(orderReference)
  const at = await arrived
  arrivals.delete(orderReference)
  const [row] = await fetchJson(`/payments/${orderReference}`, { headers: { authorization } })
  if (row.status !== 'SUCCESS') throw new Error(`the query says ${row.status}`)
  return at - Date.parse(payment.createdAt)
}

async function fetchJson(path, options) {
  const { body } = await request(shop.apiUrl + path, options)
  return body.json()
}
