// Requests a second for token, link and query, by where the sandbox keeps its data: in memory, in SQLite, and in PostgreSQL where an
// empty database is given. `node bench/stores.mjs [seconds] [rounds] [connections] [postgres://…] [--write]`. What the database does, it
// does beside the sandbox and the load, on the same machine.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CALLS, load, prepare } from './calls.mjs'
import { conditions, numbersGiven, report, table } from './page.mjs'
import { median, startServer } from './server-process.mjs'

const [SECONDS, ROUNDS, CONNECTIONS] = numbersGiven(3, 3, 10)
const postgres = process.argv.find((word) => word.startsWith('postgres'))
const folder = await mkdtemp(join(tmpdir(), 'bench-'))
const STORES = {
  memory: [],
  SQLite: ['--data', join(folder, 'bench.db')],
  ...(postgres ? { PostgreSQL: ['--data', postgres] } : {}),
}

const rates = Object.fromEntries(Object.keys(STORES).map((store) => [store, CALLS.map(() => [])]))
for (let round = 0; round < ROUNDS; round++) {
  for (const [store, args] of Object.entries(STORES)) {
    const server = await startServer('clickpesa-sandbox', { args })
    const { url } = await server.ready
    const how = { authorization: await prepare(url), connections: CONNECTIONS }
    for (const [i, call] of CALLS.entries()) {
      await load(url, call, { ...how, duration: 1 })
      const { requests, non2xx } = await load(url, call, { ...how, duration: SECONDS })
      if (non2xx > 0) throw new Error(`${store}: ${non2xx} calls of ${call} were refused`)
      rates[store][i].push(requests.average)
    }
    await server.stop()
  }
}
await rm(folder, { recursive: true })

const rows = Object.entries(rates).map(([store, byCall]) => [
  store,
  ...byCall.map((all) => median(all).toFixed(0)),
])
const where = conditions(`${CONNECTIONS} connections`, `${ROUNDS} rounds of ${SECONDS} s`)
await report(
  'bench/stores.mjs',
  `${where}\n\n${table(['store', ...CALLS.map((call) => `${call}, requests/s`)], rows)}`,
)
