import type { Dialect, SwitchName } from '../domain/dialect.js'
import type { Traffic } from './traffic.js'

/** Something in the traffic that only some positions of a switch would have produced. */
export type Observation = {
  [K in SwitchName]: {
    readonly switch: K
    /** The positions that fit. */
    readonly fits: readonly Dialect[K][]
    readonly where: string
    /** What was seen there, without anything personal. */
    readonly seen: string
  }
}[SwitchName]

/** Looks through traffic for signs of how some switches stand. */
export type Observer = (traffic: Traffic) => Iterable<Observation>

export function observation<K extends SwitchName>(
  name: K,
  fits: Dialect[K] | readonly Dialect[K][],
  { where }: { readonly where: string },
  seen: string,
): Observation {
  return { switch: name, fits: [fits].flat(), where, seen } as unknown as Observation
}
