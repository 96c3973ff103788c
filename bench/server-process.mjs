import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const node = (path, ...args) => [process.execPath, fileURLToPath(new URL(path, import.meta.url)), ...args]

/** What is compared: a program and its arguments, which prints one line of JSON with its `url` when it is ready. */
export const SERVERS = {
  'clickpesa-sandbox': (port) => node('../dist/server/main.js', 'start', '--json', '--port', String(port)),
  'bare Fastify': (port) => node('./servers/bare-fastify.mjs', String(port)),
  'bare node:http': (port) => node('./servers/node-http.mjs', String(port)),
}

const RECEIVERS = {
  'refusing receiver': (port) => node('./servers/refusing-receiver.mjs', String(port)),
}

const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0

// An extra certificate bundle costs every Node start some time and has nothing to do with what is measured.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env

/** The environment that servers are started with. */
export const environment = env

/** Starts a server, on a core of its own where the system can do that; answers its url and how to stop it. */
export async function startServer(name, { port = 0, core = 0 } = {}) {
  const command = { ...SERVERS, ...RECEIVERS }[name](port)
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

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}

export const pinned = canPin
