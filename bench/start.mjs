// How long from the start of the process to the first answer, each server in turn, several rounds; memory a moment
// later; and with peers, other programs that play servers for tests, how many calls of one kind each answers.
// `node bench/start.mjs [rounds] [--peers] [--write]`: with --write the table goes into docs/benchmarks.md. Exits with 0
// whatever it measured: a slow machine is not a mistake.
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { conditions, numbersGiven, report, table } from './page.mjs'
import { PEERS } from './peers.mjs'
import { freePort, median, SERVERS, startOn } from './server-process.mjs'

const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'))
const [ROUNDS] = numbersGiven(9)

// Only the peers' packages have it.
const load = flags.includes('--peers') ? (await import('autocannon')).default : null

const commands = { ...SERVERS, ...(flags.includes('--peers') ? PEERS : {}) }
const measured = Object.fromEntries(Object.keys(commands).map((name) => [name, []]))
const failed = new Map()

for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, command] of Object.entries(commands)) {
    if (failed.has(name)) continue
    try {
      const found = await measure(command)
      // The first round fills the file caches and is not counted.
      if (round > 0) measured[name].push(found)
    } catch (error) {
      failed.set(name, error.message)
    }
  }
}

await report('bench/start.mjs', [figures(), ratioLine(), notHere()].filter(Boolean).join('\n\n'))

async function measure(command) {
  const port = await freePort()
  const server = await startOn(port, command(port))
  try {
    await sleep(300)
    const mb = await residentMegabytes(server.pid)
    return { ms: server.ms, mb, ...(load ? { rate: await requestsPerSecond(port) } : {}) }
  } finally {
    await server.stop()
  }
}

/** Of the call that every server answers; the load shares the processors with the server. */
async function requestsPerSecond(port) {
  const { requests } = await load({ url: `http://127.0.0.1:${port}/readyz`, connections: 10, duration: 2 })
  return requests.average
}

function figures() {
  const rows = Object.entries(measured)
    .filter(([, all]) => all.length > 0)
    .map(([name, all]) => ({ name, ms: median(all.map(({ ms }) => ms)), all }))
    .sort((a, b) => a.ms - b.ms)
    .map(({ name, ms, all }) => {
      const fastest = Math.min(...all.map((one) => one.ms))
      const cells = [name, ms.toFixed(0), fastest.toFixed(0), median(all.map(({ mb }) => mb)).toFixed(0)]
      if (load) cells.push(median(all.map(({ rate }) => rate)).toFixed(0))
      return cells
    })
  const titles = ['server', 'start to first answer, median ms', 'fastest', 'memory a moment later, MB']
  if (load) titles.push('answers a second to ten callers')
  const where = conditions(`${availableParallelism()} processors`, `${ROUNDS} rounds`, 'servers in turn')
  return `${where}\n\n${table(titles, rows)}`
}

function ratioLine() {
  const [ours, bare] = ['clickpesa-sandbox', 'bare Fastify'].map((name) => measured[name].map(({ ms }) => ms))
  if (ours.length === 0 || bare.length === 0) return ''
  const ratio = median(ours.map((ms, i) => ms / bare[i]))
  return `The sandbox takes ${ratio.toFixed(2)} times as long as bare Fastify (median of the paired rounds).`
}

function notHere() {
  if (failed.size === 0) return ''
  return `Not in this run: ${[...failed].map(([name, reason]) => `${name} (${reason})`).join('; ')}.`
}

/** Of the process alone, where the system tells. */
async function residentMegabytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024
}
