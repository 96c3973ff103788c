import type { Io, Signal } from '../../server/cli/io.js'
import { run } from '../../server/cli/program.js'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Around {
  readonly env?: Record<string, string>
  readonly folder?: string
  readonly input?: string
}

/** A process of its own kind: what a command says is kept, what it reads is given. */
export function fakeIo({ env = {}, folder = process.cwd(), input = '' }: Around = {}) {
  const said = { out: '', err: '' }
  const listeners = new Set<(signal: Signal) => void>()
  const exits: number[] = []
  const io: Io = {
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    styled: (text, stream = 'out') => {
      said[stream] += text
    },
    env,
    folder,
    colours: false,
    isWatched: false,
    typed: false,
    input: async () => input,
    onSignal: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    exit: (code) => exits.push(code),
  }
  return { io, said, listeners, exits }
}

/** Runs a command line in this process. */
export async function runHere(args: readonly string[], around?: Around): Promise<Ran> {
  const { io, said } = fakeIo(around)
  return { code: await run(args, io), ...said }
}
