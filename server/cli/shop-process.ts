import { type ChildProcess, spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { platform } from 'node:os'
import { resolve } from 'node:path'
import { pause, systemClock } from '../agenda/real-clock.js'
import { CannotJudge } from '../check/shop.js'
import { formatDuration } from '../lib/duration.js'
import type { Io } from './io.js'
import { startCommand } from './start-command.js'

/** How long a shop may take to start. */
const START_MS = 30_000

/** What a shop printed last helps to see why it failed. */
const LAST_LINES = 20

/** A command that runs a shop, for as long as it is checked. */
export class ShopProcess {
  readonly #child: ChildProcess
  readonly #name: string
  #output = ''
  #ended: string | null = null

  private constructor(child: ChildProcess, name: string) {
    this.#child = child
    this.#name = name
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-8000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.once('error', (error) => {
      this.#ended = `cannot be run (${error.message}): is the program there, under this name?`
    })
    child.once('exit', (code, signal) => {
      this.#ended ??= signal ? `was ended by ${signal}` : `ended with exit code ${code}`
    })
  }

  /** Runs the command and waits until its address answers. Throws {@link CannotJudge} when it does not. */
  static async start(
    [file = '', ...args]: readonly string[],
    url: string,
    env: Readonly<Record<string, string>>,
    io: Io,
    patienceMs = START_MS,
  ): Promise<ShopProcess> {
    if ((await meet(url)) !== 'nobody') {
      throw new CannotJudge(
        `something listens at ${url} already: stop it, or give the shop another port in "url" of the config`,
      )
    }
    const isFile = (path: string) =>
      statSync(resolve(io.folder, path), { throwIfNoEntry: false })?.isFile() ?? false
    const command = startCommand(file, args, { platform: platform(), env: io.env, isFile })
    const child = spawn(command.file, command.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: io.folder,
      env: { ...io.env, ...env },
      windowsVerbatimArguments: command.verbatim,
      // A group of its own, so that what the command starts ends with it.
      detached: platform() !== 'win32',
    })
    const shop = new ShopProcess(child, [file, ...args].join(' '))
    await shop.#untilItAnswers(url, patienceMs)
    return shop
  }

  /** Why the shop is gone, with what it printed last; null while it runs. */
  get ended(): string | null {
    if (this.#ended === null) return null
    const isSilent = this.#last === '' && this.#child.pid !== undefined
    return `the command "${this.#name}" ${this.#ended}${isSilent ? ' and printed nothing' : this.#last}`
  }

  async close() {
    if (this.#ended !== null) return
    const over = new Promise<void>((end) => this.#child.once('exit', () => end()))
    this.#kill('SIGTERM')
    const cancel = systemClock.after(2000, () => this.#kill('SIGKILL'))
    await over
    cancel()
  }

  #kill(signal: NodeJS.Signals) {
    const { pid } = this.#child
    try {
      if (pid !== undefined && platform() !== 'win32') process.kill(-pid, signal)
      else this.#child.kill(signal)
    } catch {
      this.#child.kill(signal)
    }
  }

  async #untilItAnswers(url: string, patienceMs: number) {
    const deadline = systemClock.uptime() + patienceMs
    for (let met = await meet(url); met !== 'answers'; met = await meet(url)) {
      if (this.ended !== null) throw new CannotJudge(this.ended)
      if (systemClock.uptime() > deadline) {
        await this.close()
        const seconds = `after ${formatDuration(patienceMs)}`
        throw new CannotJudge(
          met === 'silent'
            ? `GET ${url} got no answer ${seconds}, although something listens there: any answer will do, but there has to be one${this.#last}`
            : `nothing listens at ${url} ${seconds}: does "url" of the config name the port on which the shop listens?${this.#last}`,
        )
      }
      await pause(50)
    }
  }

  get #last(): string {
    const lines = this.#output.trimEnd().split('\n').slice(-LAST_LINES).join('\n')
    return lines === '' ? '' : `\nIt printed last:\n${lines}`
  }
}

async function meet(url: string): Promise<'answers' | 'silent' | 'nobody'> {
  try {
    await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2000) })
    return 'answers'
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'silent' : 'nobody'
  }
}
