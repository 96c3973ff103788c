import { type Environment, variable } from '../environment.js'

/** Where a running sandbox is: as the caller says, as `exec` says, or at its usual place; no slash at its end. */
export function sandboxUrl(given: string | undefined, env: Environment): string {
  return (given ?? variable(env, 'url') ?? 'http://127.0.0.1:4255').replace(/\/+$/, '')
}
