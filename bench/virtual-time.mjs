// Payments through a retry schedule of 75 hours, ten real HTTP attempts each, to a receiver that refuses them
// all; beside it bare undici posting the same bytes to the same receiver. The receiver is a process of its own.
import { spawnSync } from 'node:child_process'
import { Agent } from 'undici'
import { createSandbox } from '../dist/server/testing/index.js'
import { median, pinned, startServer } from './server-process.mjs'

// The receiver takes the other core.
if (pinned && !process.env.BENCH_PINNED) {
  const again = ['-c', '0', process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const { status } = spawnSync('taskset', again, {
    stdio: 'inherit',
    env: { ...process.env, BENCH_PINNED: '1' },
  })
  process.exit(status ?? 1)
}

const PAYMENTS = Number(process.argv[2] ?? 10_000)
const ROUNDS = Number(process.argv[3] ?? 3)
const ATTEMPTS = 10
const SIDE_BY_SIDE = 64

const receiver = await startServer('refusing receiver', { core: 1 })
const { url } = await receiver.ready

// The first run, a short one, warms both sides up and tells which bytes are sent.
const { deliveries } = await throughSandbox(Math.ceil(PAYMENTS / 20))
await throughUndici(Math.ceil(PAYMENTS / 20))

const ours = []
const bare = []
for (let round = 0; round < ROUNDS; round++) {
  // Opposite order in every other round, so that a machine that gets slower favours nobody.
  if (round % 2) bare.push(await throughUndici(PAYMENTS))
  ours.push(await throughSandbox(PAYMENTS))
  if (round % 2 === 0) bare.push(await throughUndici(PAYMENTS))
}
await receiver.stop()

const attempts = (PAYMENTS * ATTEMPTS).toLocaleString('en')
console.log(`${attempts} attempts, ${ROUNDS} rounds, ${pinned ? 'one core each' : 'not pinned'}\n`)
console.log(
  '| what | attempts/s, median | ratio to bare undici | processor time for an attempt, µs | heap afterwards, MB |',
)
console.log('|---|---|---|---|---|')
const ratio = median(ours.map(({ rate }, i) => rate / bare[i].rate))
const kept = median(ours.map(({ megabytes }) => megabytes)).toFixed(0)
console.log(`| sandbox | ${rateOf(ours)} | ${ratio.toFixed(2)} | ${costOf(ours)} | ${kept} |`)
console.log(`| bare undici | ${rateOf(bare)} | 1 | ${costOf(bare)} | |`)

/** Takes payments through the whole schedule by moving the merchant's clock; payments are made beforehand. */
async function throughSandbox(payments) {
  const sandbox = await createSandbox({ port: 0 })
  const shop = await sandbox.createMerchant({
    webhooks: { 'PAYMENT RECEIVED': `${url}/webhook` },
    dialect: { notificationRetry: 'standardWebhooks' },
    clock: { start: '2026-05-04T09:00:00Z', frozen: true },
  })
  await pay(shop, payments)
  const refusedBefore = await refused()
  const stop = stopwatch()
  const { ranCount } = await shop.clock.advance('76h')
  const figures = stop(payments * ATTEMPTS)
  const made = (await refused()) - refusedBefore
  if (made !== payments * ATTEMPTS) throw new Error(`${made} attempts arrived`)
  if (ranCount !== payments * (ATTEMPTS + 1)) throw new Error(`${ranCount} tasks ran`)
  const deliveries = await shop.deliveries({ limit: 500 })
  const megabytes = heapMegabytes()
  await sandbox.close()
  return { ...figures, megabytes, deliveries }
}

async function pay(shop, payments) {
  const reply = await fetch(`${shop.apiUrl}/generate-token`, {
    method: 'POST',
    headers: { 'client-id': shop.clientId, 'api-key': shop.apiKey },
  })
  const { token } = await reply.json()
  let next = 0
  const customer = async () => {
    while (next < payments) {
      const orderReference = `ORDER${next++}`
      const link = await fetch(`${shop.apiUrl}/checkout-link/generate-checkout-url`, {
        method: 'POST',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify({ totalPrice: '12500', orderReference, orderCurrency: 'TZS' }),
      })
      await link.arrayBuffer()
      await shop.pay(orderReference)
    }
  }
  await Promise.all(Array.from({ length: 16 }, customer))
}

/** Posts the same bytes as often, as fast as undici can. */
async function throughUndici(payments) {
  const agent = new Agent({ connections: SIDE_BY_SIDE, pipelining: 1 })
  const count = payments * ATTEMPTS
  let next = 0
  const stop = stopwatch()
  const poster = async () => {
    while (next < count) {
      const { body, headers } = deliveries[next++ % deliveries.length]
      const answer = await agent.request({ origin: url, path: '/webhook', method: 'POST', headers, body })
      if (answer.statusCode !== 500) throw new Error(`answered ${answer.statusCode}`)
      await answer.body.dump()
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, poster))
  const figures = stop(count)
  await agent.close()
  return figures
}

async function refused() {
  return Number(await (await fetch(url)).text())
}

function heapMegabytes() {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

/** Returns how many of something were done a second, and how much of this process's time one took. */
function stopwatch() {
  const [startedAt, usedBefore] = [performance.now(), process.cpuUsage()]
  return (count) => {
    const { user, system } = process.cpuUsage(usedBefore)
    return { rate: (count / (performance.now() - startedAt)) * 1000, cost: (user + system) / count }
  }
}

function costOf(runs) {
  return median(runs.map(({ cost }) => cost)).toFixed(0)
}

function rateOf(runs) {
  return Math.round(median(runs.map(({ rate }) => rate))).toLocaleString('en')
}
