import { SandboxMistake } from '../errors.js'
import { nearest } from '../lib/nearest.js'

/** Every option that there is; a record, so that one that is added does not compile until it is here. */
export type KnownOptions<Options> = { readonly [Name in keyof Options]-?: true }

/** Refuses options that a function does not have: what is misspelt would be passed over without a word. */
export function refuseUnknownOptions<Options extends object>(
  of: string,
  options: Options,
  known: KnownOptions<Options>,
) {
  const names = Object.keys(known)
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown === undefined) return
  const guess = nearest(unknown, names)
  throw new SandboxMistake(
    'INVALID_INPUT',
    `${of} has no option "${unknown}"${guess ? `; did you mean "${guess}"?` : ''}`,
    `it takes ${names.join(', ')}`,
  )
}
