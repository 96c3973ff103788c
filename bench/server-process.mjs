import { spawn, spawnSync } from 'node:child_process'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const node = (path, ...args) => [process.execPath, fileURLToPath(new URL(path, import.meta.url)), ...args]

/** What is compared: a program and its arguments, which prints one line of JSON with its `url` when it is ready. */
export const SERVERS = {
  'clickpesa-sandbox': (port) =>
    node('../dist/server/main.js', 'start', '--json', '--log-level', 'silent', '--port', String(port)),
  'bare Fastify': (port) => node('./servers/bare-fastify.mjs', String(port)),
  'bare node:http': (port) => node('./servers/node-http.mjs', String(port)),
}

const RECEIVERS = {
  'refusing receiver': (port) => node('./servers/refusing-receiver.mjs', String(port)),
}

const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0

// An extra certificate bundle costs every Node start some time and has nothing to do with what is measured.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env

/** Starts a server, on a core of its own where the system can do that; answers its url and how to stop it. */
export async function startServer(name, { port = 0, core = 0, args: more = [] } = {}) {
  const command = [...{ ...SERVERS, ...RECEIVERS }[name](port), ...more]
  const [file, ...args] = canPin ? ['taskset', '-c', String(core), ...command] : command
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const ready = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)))
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready`)))
  })
  return {
    child,
    ready,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

const PATIENCE_MS = 30_000

/** Starts a program that listens on a port; resolves when it answers there, with how many milliseconds that took. */
export async function startOn(port, [file, ...args]) {
  const startedAt = performance.now()
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  let missing = null
  child.once('error', (error) => {
    missing = error
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await Promise.race([exited, sleep(2000).then(() => child.kill('SIGKILL'))])
    await exited
  }
  while (!(await answers(port))) {
    if (missing) throw missing
    if (child.exitCode !== null) throw new Error(reasonIn(said) ?? `it ended with ${child.exitCode}`)
    if (performance.now() - startedAt > PATIENCE_MS) {
      await stop()
      throw new Error(`no answer within ${PATIENCE_MS / 1000} s`)
    }
    await sleep(1)
  }
  return { pid: child.pid, ms: performance.now() - startedAt, stop }
}

/** Whether a call is answered, with whatever status: not every program has the route. */
function answers(port) {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode < 500))
    })
    request.once('error', () => resolve(false))
  })
}

function reasonIn(said) {
  return /^\w*Error: .*$/m.exec(said)?.[0] ?? said.trim().split('\n')[0]
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return port
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}

export const pinned = canPin
