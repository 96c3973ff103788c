// How long from the start of the process to the first 200, each server in turn, several rounds.
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { median, SERVERS, startServer } from './server-process.mjs'

const ROUNDS = Number(process.argv[2] ?? 9)
const times = Object.fromEntries(Object.keys(SERVERS).map((name) => [name, []]))
const memory = Object.fromEntries(Object.keys(SERVERS).map((name) => [name, []]))

for (let round = 0; round <= ROUNDS; round++) {
  for (const name of Object.keys(SERVERS)) {
    const port = await freePort()
    const startedAt = performance.now()
    const server = await startServer(name, { port, core: round % 2 })
    server.ready.catch(() => {})
    await firstOk(`http://127.0.0.1:${port}/readyz`)
    const took = performance.now() - startedAt
    // The first round fills the file caches and is not counted.
    if (round > 0) {
      times[name].push(took)
      await sleep(300)
      memory[name].push(await residentMegabytes(server.child.pid))
    }
    await server.stop()
  }
}

console.log('| server | start to first 200, median ms | fastest | memory a moment later, MB |')
console.log('|---|---|---|---|')
for (const [name, all] of Object.entries(times)) {
  const idle = median(memory[name])
  console.log(`| ${name} | ${median(all).toFixed(0)} | ${Math.min(...all).toFixed(0)} | ${idle.toFixed(0)} |`)
}
const ratio = median(times['clickpesa-sandbox'].map((ms, i) => ms / times['bare Fastify'][i]))
console.log(
  `\nThe sandbox takes ${ratio.toFixed(2)} times as long as bare Fastify (median of the paired rounds).`,
)

async function firstOk(url) {
  for (;;) {
    try {
      const response = await fetch(url)
      await response.arrayBuffer()
      if (response.status === 200) return
    } catch {
      await sleep(2)
    }
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function residentMegabytes(pid) {
  const { readFile } = await import('node:fs/promises')
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024
}
