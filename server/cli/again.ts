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

/** How this program is called from a shell. What npm, pnpm or yarn runs is seldom on the path of one. */
export function programIn(env: Environment): string {
  return env.npm_config_user_agent ? 'npx clickpesa-sandbox' : 'clickpesa-sandbox'
}

/** The command that plays a file of check again, to be pasted into a POSIX shell. */
export function againWith(file: string, { command, config, env }: Checked): string {
  const named = config === CHECK_CONFIG ? [] : ['--config', config]
  const args = ['check', '--replay', file, ...named, '--', ...command].map(quoted)
  return [programIn(env), ...args].join(' ')
}
