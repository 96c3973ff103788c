// Requests a second for token, link and query: the sandbox and bare Fastify in turn, in one run, the
// server on one core and the load on another.
import { spawnSync } from 'node:child_process'
import autocannon from 'autocannon'
import { conditions, numbersGiven, report, table } from './page.mjs'
import { median, pinned, startServer } from './server-process.mjs'

// The load generator takes the other core.
if (pinned && !process.env.BENCH_PINNED) {
  const again = ['-c', '1', process.execPath, ...process.argv.slice(1)]
  const { status } = spawnSync('taskset', again, {
    stdio: 'inherit',
    env: { ...process.env, BENCH_PINNED: '1' },
  })
  process.exit(status ?? 1)
}

const [SECONDS, ROUNDS, CONNECTIONS] = numbersGiven(4, 3, 10)
const DEFAULTS = {
  clientId: 'IDSANDBOXDEFAULT0000000000000001',
  apiKey: 'SKSANDBOXDEFAULT00000000000000000000000001',
}
const credentials = { 'client-id': DEFAULTS.clientId, 'api-key': DEFAULTS.apiKey }

const names = ['clickpesa-sandbox', 'bare Fastify']
const calls = ['token', 'link', 'query']
const rates = Object.fromEntries(calls.map((call) => [call, names.map(() => [])]))
const slow = Object.fromEntries(calls.map((call) => [call, names.map(() => [])]))

for (let round = 0; round < ROUNDS; round++) {
  // Opposite order in every other round, so that a machine that gets slower favours nobody.
  const order = round % 2 ? [1, 0] : [0, 1]
  for (const call of calls) {
    for (const i of order) {
      const server = await startServer(names[i])
      const { url } = await server.ready
      const authorization = await prepare(url)
      await load(url, call, authorization, 1)
      const { requests, latency, non2xx } = await load(url, call, authorization, SECONDS)
      if (non2xx > 0) throw new Error(`${names[i]} refused ${non2xx} calls of ${call}`)
      rates[call][i].push(requests.average)
      slow[call][i].push(latency.p99)
      await server.stop()
    }
  }
}

const rows = calls.map((call) => {
  const [ours, bare] = rates[call].map(median)
  const ratio = median(rates[call][0].map((rate, i) => rate / rates[call][1][i]))
  return [call, ours.toFixed(0), bare.toFixed(0), ratio.toFixed(2), median(slow[call][0])]
})
const where = conditions(
  `${CONNECTIONS} connections`,
  `${ROUNDS} rounds of ${SECONDS} s`,
  pinned ? 'one core for the server and one for the load' : 'not pinned',
)
const titles = ['call', 'sandbox, requests/s', 'bare Fastify, requests/s', 'ratio', 'sandbox p99, ms']
await report('bench/throughput.mjs', `${where}\n\n${table(titles, rows)}`)

async function prepare(url) {
  const reply = await fetch(`${url}/third-parties/generate-token`, { method: 'POST', headers: credentials })
  const { token } = await reply.json()
  await fetch(`${url}/third-parties/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: orderBody('BENCH'),
  })
  await fetch(`${url}/sandbox/api/v1/merchants/${DEFAULTS.clientId}/orders/BENCH/payments`, {
    method: 'POST',
  })
  return token
}

function load(url, call, authorization, duration) {
  let made = Math.floor(Math.random() * 1e9) * 1000
  const request = {
    token: { method: 'POST', path: '/third-parties/generate-token', headers: credentials },
    link: {
      method: 'POST',
      path: '/third-parties/checkout-link/generate-checkout-url',
      headers: { authorization, 'content-type': 'application/json' },
      setupRequest: (template) => ({ ...template, body: orderBody(`B${(made++).toString(36)}`) }),
    },
    query: { method: 'GET', path: '/third-parties/payments/BENCH', headers: { authorization } },
  }[call]
  return autocannon({ url, connections: CONNECTIONS, duration, requests: [request] })
}

function orderBody(orderReference) {
  return JSON.stringify({ totalPrice: '12500', orderReference, orderCurrency: 'TZS' })
}
