import type { Command } from 'commander'
import type { Environment } from '../environment.js'

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** All that a command has of the process around it. */
export interface Io {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Writes what has escapes of our own in it; whatever in it comes from elsewhere is printable already. */
  readonly styled: (text: string, stream?: 'out' | 'err') => void
  readonly env: Environment
  /** Relative paths begin here. */
  readonly folder: string
  /** Whether a person sees the output, in colours. */
  readonly colours: boolean
  /** Whether a person sees what goes to stderr. */
  readonly isWatched: boolean
  /** Whether a person types the input; signals from the keyboard then reach child processes by themselves. */
  readonly typed: boolean
  /** The whole of standard input. */
  readonly input: () => Promise<string>
  /** Handles every signal, so that none ends the process, until the returned function is called. */
  readonly onSignal: (listener: (signal: Signal) => void) => () => void
  /** Ends the process at once. */
  readonly exit: (code: number) => void
}

/** Describes a command; what it does ends with an exit code. */
export type CommandMaker = (io: Io, finish: (code: number) => void) => Command
