import type { Environment } from '../environment.js'

/**
 * Whether output is in colours: on a terminal, or anywhere by FORCE_COLOR, as for the log of a CI job. NO_COLOR and
 * `TERM=dumb` switch them off, and `FORCE_COLOR=0` too.
 */
export function wantsColours({ FORCE_COLOR, NO_COLOR, TERM }: Environment, isTerminal: boolean): boolean {
  if (FORCE_COLOR) return !['0', 'false'].includes(FORCE_COLOR)
  return isTerminal && !NO_COLOR && TERM !== 'dumb'
}
