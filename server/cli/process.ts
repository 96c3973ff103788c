/** The command line with the process that it runs in: streams, signals, exit code. */
import { systemClock } from '../agenda/real-clock.js'
import { wantsColours } from './colours.js'
import type { Io, Signal } from './io.js'
import { isWaitedForByScript, whenParentGoes, whoWaits } from './parent.js'
import { run } from './program.js'

const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

const io: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  styled: (text, stream = 'out') => process[stream === 'out' ? 'stdout' : 'stderr'].write(text),
  env: process.env,
  folder: process.cwd(),
  colours: wantsColours(process.env, process.stdout.isTTY === true),
  isWatched: process.stderr.isTTY === true,
  typed: process.stdin.isTTY === true,
  input: async () => {
    let text = ''
    process.stdin.setEncoding('utf8')
    for await (const chunk of process.stdin) text += chunk
    return text
  },
  onSignal: (listener) => {
    for (const signal of SIGNALS) process.on(signal, listener)
    const stopLooking = isWaitedForByScript(process.env)
      ? whenParentGoes(whoWaits, systemClock, () => listener('SIGTERM'))
      : () => {}
    return () => {
      stopLooking()
      for (const signal of SIGNALS) process.off(signal, listener)
    }
  },
  exit: (code) => process.exit(code),
}

// Whoever reads our output may have read enough, as `head` does, or be gone, as a log collector that was stopped: what
// runs goes on. Output that is lost for another reason, such as a full disk, makes a command fail, not end.
let isLost = false
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (stream === process.stderr || error.code === 'EPIPE') return
    isLost = true
    process.exitCode ||= 1
  })
}

// Node ends a program that has nothing left to wait for, even where a command is not done, and would say that all went well.
process.exitCode = 1
const code = await run(process.argv.slice(2), io)
process.exitCode = isLost ? code || 1 : code
