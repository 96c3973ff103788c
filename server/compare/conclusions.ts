import type { Dialect, SwitchName } from '../domain/dialect.js'
import type { Sighting } from './observation.js'
import { observeCredentials } from './observe-credentials.js'
import { observeNotices } from './observe-notifications.js'
import { observeQueries } from './observe-queries.js'
import { observeRefusals } from './observe-refusals.js'
import { observeReturns } from './observe-returns.js'
import type { Traffic } from './traffic.js'

const OBSERVERS = [observeCredentials, observeRefusals, observeReturns, observeNotices, observeQueries]

/** What traffic says about one switch. */
export interface Verdict {
  readonly switch: SwitchName
  /** Where the switch stands now. */
  readonly expected: string | number
  /** The positions that everything seen fits; none when the traffic contradicts itself. */
  readonly fits: readonly (string | number)[]
  readonly sightings: readonly Sighting[]
}

/** What traffic says about each switch that left a trace in it, against where the switches stand. */
export function verdictsOn(traffic: Traffic, dialect: Dialect): Verdict[] {
  const bySwitch = new Map<SwitchName, Sighting[]>()
  for (const observe of OBSERVERS) {
    for (const sighting of observe(traffic)) {
      bySwitch.set(sighting.switch, [...(bySwitch.get(sighting.switch) ?? []), sighting])
    }
  }
  return [...bySwitch].map(([name, sightings]) => ({
    switch: name,
    expected: dialect[name],
    fits: sightings.map(fitsOf).reduce((left, fits) => left.filter((value) => fits.includes(value))),
    sightings,
  }))
}

export function fitsOf({ fits }: Sighting): readonly (string | number)[] {
  return fits
}

/** The switches that stand otherwise in the traffic, with the position that fits it. */
export function differences(verdicts: readonly Verdict[]): Partial<Dialect> {
  const differing = verdicts.flatMap(({ switch: name, expected, fits: [fit, ...others] }) =>
    fit === undefined || fit === expected || others.includes(expected) ? [] : [[name, fit]],
  )
  return Object.fromEntries(differing) as Partial<Dialect>
}
