// Requests a second for token, link and query: the sandbox and bare Fastify in turn, in one run, the
// server on one core and the load on another.
import { spawnSync } from 'node:child_process'
import { CALLS, load, prepare } from './calls.mjs'
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
const names = ['clickpesa-sandbox', 'bare Fastify']
const rates = Object.fromEntries(CALLS.map((call) => [call, names.map(() => [])]))
const slow = Object.fromEntries(CALLS.map((call) => [call, names.map(() => [])]))

for (let round = 0; round < ROUNDS; round++) {
  // Opposite order in every other round, so that a machine that gets slower favours nobody.
  const order = round % 2 ? [1, 0] : [0, 1]
  for (const call of CALLS) {
    for (const i of order) {
      const server = await startServer(names[i])
      const { url } = await server.ready
      const authorization = await prepare(url)
      await load(url, call, { authorization, connections: CONNECTIONS, duration: 1 })
      const { requests, latency, non2xx } = await load(url, call, {
        authorization,
        connections: CONNECTIONS,
        duration: SECONDS,
      })
      if (non2xx > 0) throw new Error(`${names[i]} refused ${non2xx} calls of ${call}`)
      rates[call][i].push(requests.average)
      slow[call][i].push(latency.p99)
      await server.stop()
    }
  }
}

const rows = CALLS.map((call) => {
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
