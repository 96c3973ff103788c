import { nearest } from './lib/nearest.js'

export type Environment = Readonly<Record<string, string | undefined>>

const PREFIX = 'CLICKPESA_SANDBOX_'

/** `CLICKPESA_SANDBOX_PUBLIC_URL` */
export function variableFor(setting: string): string {
  return PREFIX + setting.replaceAll(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()
}

/** A variable's text; an empty one counts as not set, as compose files leave them. */
export function variable(env: Environment, setting: string): string | undefined {
  const text = env[variableFor(setting)] || undefined
  return setting === 'port' && text && isServiceLink(variableFor(setting), text) ? undefined : text
}

/**
 * Kubernetes describes each service in the environment of its neighbours. One that is called
 * clickpesa-sandbox makes variables that look like ours, such as CLICKPESA_SANDBOX_PORT=tcp://10.0.0.7:4255.
 */
function isServiceLink(name: string, text: string): boolean {
  const rest = name.slice(PREFIX.length)
  if (rest === 'PORT') return /^(tcp|udp):\/\//.test(text)
  return /^(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP)(_(ADDR|PORT|PROTO))?)$/.test(rest)
}

/** A sentence for each variable that looks like ours and is none of the settings, mostly a slip of the pen. */
export function unknownVariables(env: Environment, settings: readonly string[]): string[] {
  const known = settings.map(variableFor)
  return Object.entries(env)
    .filter(([name, text]) => name.startsWith(PREFIX) && !isServiceLink(name, text ?? ''))
    .filter(([name]) => !known.includes(name))
    .map(([name]) => {
      const bareNames = known.map((one) => one.slice(PREFIX.length))
      const guess = nearest(name.slice(PREFIX.length), bareNames)
      const instead = guess ? `did you mean ${PREFIX}${guess}?` : `there are ${known.join(', ')}`
      return `${name}: there is no such variable; ${instead}`
    })
    .sort()
}
