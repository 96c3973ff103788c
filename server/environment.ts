import { nearest } from './lib/nearest.js'

export type Environment = Readonly<Record<string, string | undefined>>

const PREFIX = 'CLICKPESA_SANDBOX_'

/** `CLICKPESA_SANDBOX_PUBLIC_URL` */
export function variableFor(setting: string): string {
  return PREFIX + setting.replaceAll(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()
}

/**
 * A variable's text, without the spaces, line ends and quotation marks that files of variables leave around it
 * (`docker run --env-file` keeps them); an empty one counts as not set, as compose files leave them.
 */
export function variable(env: Environment, setting: string): string | undefined {
  const text =
    env[variableFor(setting)]
      ?.trim()
      .replace(/^(["'])(.*)\1$/s, '$2')
      .trim() || undefined
  return setting === 'port' && text && isServiceLink(variableFor(setting), text) ? undefined : text
}

/**
 * Kubernetes describes each service in the environment of its neighbours, and Docker and GitLab each linked container.
 * One that is called clickpesa-sandbox makes variables that look like ours: CLICKPESA_SANDBOX_PORT=tcp://10.0.0.7:4255,
 * CLICKPESA_SANDBOX_NAME=/shop/clickpesa-sandbox, with a number where there are several.
 */
function isServiceLink(name: string, text: string): boolean {
  const rest = name.slice(PREFIX.length).replace(/^\d+_/, '')
  if (/^(tcp|udp|sctp):\/\//.test(text)) return true
  if (rest === 'NAME') return text.startsWith('/')
  return /^(ENV_\w+|SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+(_\d+)?_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO|(PORT_)?(START|END)))?)$/.test(
    rest,
  )
}

/**
 * Sentences about variables that look like ours and are none of the settings. One that is like a setting is `misspelt`,
 * which must not go unnoticed; any other may be somebody else's.
 */
export function unknownVariables(
  env: Environment,
  settings: readonly string[],
): { readonly misspelt: readonly string[]; readonly foreign: readonly string[] } {
  const known = settings.map(variableFor)
  const bareNames = known.map((one) => one.slice(PREFIX.length))
  const misspelt: string[] = []
  const foreign: string[] = []
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || known.includes(name) || isServiceLink(name, text ?? '')) continue
    const guess = nearest(name.slice(PREFIX.length), bareNames)
    if (guess) misspelt.push(`${name}: there is no such variable; did you mean ${PREFIX}${guess}?`)
    else foreign.push(`${name} is none of the sandbox's variables and is passed over.`)
  }
  return { misspelt: misspelt.sort(), foreign: foreign.sort() }
}
