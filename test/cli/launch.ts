import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { packageRoot } from '../../server/package-root.js'

const MAIN = join(packageRoot, 'dist/server/main.js')

export interface Launched {
  readonly process: ChildProcess
  /** The first line of stdout that fits. Fails when the program ends without it. */
  readonly line: (fits: RegExp) => Promise<string>
  /** All of stdout so far. */
  readonly out: () => string
  readonly exited: Promise<Ended>
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

interface Around {
  readonly env?: Record<string, string>
  readonly input?: string
  readonly cwd?: string
}

/** Starts the built command line as a program of its own, which ends with the test. */
export function launch(args: readonly string[], around: Around = {}): Launched {
  return launchProgram(process.execPath, [MAIN, ...args], around)
}

/** Starts any program, with nothing of ClickPesa in its environment but what the test gives. */
export function launchProgram(
  file: string,
  args: readonly string[],
  { env = {}, input, cwd = packageRoot }: Around = {},
): Launched {
  const clean = Object.entries(process.env).filter(([name]) => !/^(CLICKPESA_|FORCE_COLOR$)/.test(name))
  const child = spawn(file, args, { cwd, env: { ...Object.fromEntries(clean), ...env } })
  let out = ''
  let err = ''
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const notify = () => {
    for (const look of [...waiting]) look()
  }
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    notify()
  })
  child.stdin.end(input ?? '')
  let ended: Ended | null = null
  const exited = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      ended = { code, signal, out, err }
      resolve(ended)
      notify()
    })
  })
  onTestFinished(async () => {
    if (ended === null) child.kill('SIGKILL')
    await exited
  })
  const line = (fits: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.find((one) => fits.test(one))
        if (found === undefined && ended === null) return
        waiting.delete(look)
        if (found === undefined) reject(new Error(`ended without a line like ${fits}: ${out}${err}`))
        else resolve(found)
      }
      waiting.add(look)
      look()
    })
  return { process: child, line, out: () => out, exited }
}

/** Starts a sandbox on a free port and answers what it announces. */
export async function launchSandbox(args: readonly string[] = [], around: Around = {}) {
  const sandbox = launch(['start', '--port', '0', '--json', ...args], around)
  const ready = JSON.parse(await sandbox.line(/"event":"ready"/)) as Record<string, string>
  return { ...sandbox, ready }
}
