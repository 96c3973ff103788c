import { SandboxMistake } from './errors.js'

/** Throws a SandboxMistake where the environment says that customers pay there, unless that was allowed. */
export function refuseProduction(
  env: Readonly<Record<string, string | undefined>>,
  isAllowed: boolean,
  howToAllow: string,
) {
  if (isAllowed || env.NODE_ENV?.trim().toLowerCase() !== 'production') return
  throw new SandboxMistake(
    'INVALID_CONFIG',
    'NODE_ENV is production, and a sandbox must never stand where customers pay: whoever reaches it makes any payment succeed',
    `start it with another NODE_ENV, or, where only the name is production's, with ${howToAllow}`,
  )
}
