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

/** Calls back once when the process that started this one is gone. Returns how to stop looking. */
export function whenParentGoes(parent: () => number, clock: RealClock, then: () => void): () => void {
  const first = parent()
  let cancel = () => {}
  const look = () => {
    if (parent() === first) cancel = clock.after(EVERY_MS, look)
    else then()
  }
  look()
  return () => cancel()
}
