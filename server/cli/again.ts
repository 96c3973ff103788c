import type { Environment } from '../environment.js'
import { quoted } from '../lib/shell.js'

/** Where check looks for what it needs to know of a shop, unless told otherwise. */
export const CHECK_CONFIG = 'check.yaml'

interface Checked {
  /** What runs the shop. */
  readonly command: readonly string[]
  readonly config: string
  readonly env: Environment
}

/** The command that plays a file of check again, to be pasted into a POSIX shell. */
export function againWith(file: string, { command, config, env }: Checked): string {
  // What npm, pnpm or yarn runs is seldom on the path of the shell that its command is pasted into.
  const program = env.npm_config_user_agent ? ['npx', 'clickpesa-sandbox'] : ['clickpesa-sandbox']
  const named = config === CHECK_CONFIG ? [] : ['--config', config]
  return [...program, 'check', '--replay', file, ...named, '--', ...command].map(quoted).join(' ')
}
