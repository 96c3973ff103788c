import { readFileSync } from 'node:fs'
import type { RealClock } from '../agenda/real-clock.js'
import type { Environment } from '../environment.js'

const EVERY_MS = 500

/** This command or the file that it is made of, as scripts of package.json and npx name them. */
const OURS = /clickpesa-sandbox|server[\\/]main\.js/
/** Puts a command into the background; `&&`, `2>&1` and `&>` do not. */
const IN_BACKGROUND = /(?<![&>])&(?![&>])/

/**
 * Whether npm, npx, pnpm or yarn started this program from a script that waits for it. They start a shell for a script and
 * send signals to that; where it is dash, as on Debian and Ubuntu, it ends without passing them on. A script that puts the
 * program into the background wants it to stay.
 */
export function isWaitedForByScript({ npm_lifecycle_script: script }: Environment): boolean {
  return script !== undefined && OURS.test(script) && !IN_BACKGROUND.test(script)
}

/** Who waits for this program. */
export interface Waiting {
  /** The process that began it. */
  readonly parent: number
  /** Where that is a shell: who began the shell, as npm does; undefined where nobody can tell. */
  readonly beyond: number | undefined
}

/**
 * Who waits for this program, as far as the system says. A hang-up ends npm and not the shell that it began, so that the
 * shell alone does not tell that npm is gone.
 */
export function whoWaits(parent: number = process.ppid): Waiting {
  return { parent, beyond: parentOfShell(parent) }
}

const SHELL = /^(?:ba|da|k|z|a)?sh$/

/** Only Linux has these files; elsewhere the shells of scripts give way to the program that they begin. */
function parentOfShell(pid: number): number | undefined {
  try {
    const [, name = '', parent] =
      /^\d+ \((.*)\) \w (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return SHELL.test(name) ? Number(parent) : undefined
  } catch {
    return undefined
  }
}

/** Calls back once when whoever waited for this program is gone. Returns how to stop looking. */
export function whenParentGoes(waiting: () => Waiting, clock: RealClock, then: () => void): () => void {
  const first = waiting()
  let cancel = () => {}
  const look = () => {
    const now = waiting()
    // Without a file to spare nobody can tell for a while, which does not mean that somebody is gone.
    const isLeft = first.beyond !== undefined && now.beyond !== undefined && now.beyond !== first.beyond
    if (now.parent === first.parent && !isLeft) cancel = clock.after(EVERY_MS, look)
    else then()
  }
  look()
  return () => cancel()
}
