import { Command } from 'commander'
import { pause, systemClock } from '../agenda/real-clock.js'
import { variable, variableFor } from '../environment.js'
import { SandboxMistake } from '../errors.js'
import { parseDuration } from '../lib/duration.js'
import { localUrl } from '../lib/hosts.js'
import type { CommandMaker, Io } from './io.js'
import { unreachableBecause } from './unreachable.js'

export const healthcheckCommand: CommandMaker = (io, finish) =>
  new Command('healthcheck')
    .description('exit with 0 when the sandbox is ready, else with 1')
    .option('--url <url>', 'where the sandbox is (default: the configured port on this machine)')
    .option('--wait <duration>', 'keep asking for this long until it is ready, such as 30s')
    .action(async ({ url, wait }: { url?: string; wait?: string }) =>
      finish(await healthcheck(url, io, { waitMs: milliseconds(wait) })),
    )

const PATIENCE_MS = 2000
const PAUSE_MS = 100

interface Patience {
  /** How long one answer may take. */
  readonly patienceMs?: number
  /** How long to go on asking. */
  readonly waitMs?: number
}

/** Asks a sandbox whether it is ready. Runs every few seconds in containers, so it loads very little. */
export async function healthcheck(
  given: string | undefined,
  io: Io,
  { patienceMs = PATIENCE_MS, waitMs = 0 }: Patience = {},
): Promise<number> {
  const { url, ca } = given === undefined ? await own(io) : { url: given }
  const deadline = systemClock.uptime() + waitMs
  let obstacle: string | null
  for (;;) {
    obstacle = await obstacleAt(`${url.replace(/\/+$/, '')}/readyz`, patienceMs, ca)
    if (obstacle === null) return 0
    if (systemClock.uptime() + PAUSE_MS >= deadline) break
    await pause(PAUSE_MS)
  }
  io.err(`The sandbox at ${url} is not ready: ${obstacle}\n`)
  return 1
}

function milliseconds(text: string | undefined): number {
  const ms = parseDuration(text ?? '0s')
  if (ms !== null) return ms
  throw new SandboxMistake('INVALID_INPUT', `--wait is "${text}"`, 'give a duration such as 500ms or 30s')
}

interface Own {
  readonly url: string
  /** The certificate of its authority, where it speaks TLS. */
  readonly ca?: string | undefined
}

async function own(io: Io): Promise<Own> {
  const { env } = io
  let port: string | number = variable(env, 'port') ?? 4255
  let host = variable(env, 'host') ?? '127.0.0.1'
  if (variable(env, 'config') || variable(env, 'tls')) {
    const { readConfig } = await import('../config.js')
    const config = await readConfig({ env, folder: io.folder })
    port = config.port
    host = config.host
    if (config.tlsFolder !== null) {
      const [{ readFile }, { certificateFile }] = await Promise.all([
        import('node:fs/promises'),
        import('../tls/files.js'),
      ])
      const ca = await readFile(certificateFile(config.tlsFolder), 'utf8').catch(() => undefined)
      return { url: localUrl(host, port, 'https'), ca }
    }
  }
  return { url: localUrl(host, port) }
}

async function obstacleAt(url: string, patienceMs: number, ca?: string): Promise<string | null> {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    return `this is not an http address; see --url and ${variableFor('port')}`
  }
  const { get } = await (url.startsWith('https:') ? import('node:https') : import('node:http'))
  return new Promise((resolve) => {
    const trusted = ca === undefined ? {} : { ca }
    const options = { signal: AbortSignal.timeout(patienceMs), agent: false as const, ...trusted }
    const request = get(url, options, (response) => {
      response.resume()
      resolve(response.statusCode === 200 ? null : `it answered ${response.statusCode}`)
    })
    request.once('error', (error: NodeJS.ErrnoException) => {
      const isLate = error.name === 'AbortError' || error.name === 'TimeoutError'
      resolve(isLate ? `no answer within ${patienceMs} ms` : unreachableBecause(error))
    })
  })
}
