import type { Dialect, SwitchName } from '../domain/dialect.js'
import type { Observation } from './observation.js'
import { observeAccount } from './observe-account.js'
import { observeControlNumbers } from './observe-control-numbers.js'
import { observeCredentials } from './observe-credentials.js'
import { observeNotifications } from './observe-notifications.js'
import { observePayouts } from './observe-payouts.js'
import { observePushes } from './observe-pushes.js'
import { observeQueries } from './observe-queries.js'
import { observeRefusals } from './observe-refusals.js'
import { observeReturns } from './observe-returns.js'
import type { Traffic } from './traffic.js'

const OBSERVERS = [
  observeCredentials,
  observeRefusals,
  observePushes,
  observeReturns,
  observeNotifications,
  observeQueries,
  observeControlNumbers,
  observePayouts,
  observeAccount,
]

/** What traffic says about one switch. */
export interface Conclusion {
  readonly switch: SwitchName
  /** Where the switch stands now. */
  readonly expected: string | number
  /** The positions that everything seen fits; none when the traffic contradicts itself. */
  readonly fits: readonly (string | number)[]
  readonly observations: readonly Observation[]
}

/** What traffic says about each switch that left a trace in it, against where the switches stand. */
export function conclusionsFrom(traffic: Traffic, dialect: Dialect): Conclusion[] {
  const bySwitch = new Map<SwitchName, Observation[]>()
  for (const observe of OBSERVERS) {
    for (const observation of observe(traffic)) {
      bySwitch.set(observation.switch, [...(bySwitch.get(observation.switch) ?? []), observation])
    }
  }
  return [...bySwitch].map(([name, observations]) => ({
    switch: name,
    expected: dialect[name],
    fits: observations.map(fitsOf).reduce((left, fits) => left.filter((value) => fits.includes(value))),
    observations,
  }))
}

export function fitsOf({ fits }: Observation): readonly (string | number)[] {
  return fits
}

/** The switches that stand otherwise in the traffic, with the position that fits it. */
export function differences(conclusions: readonly Conclusion[]): Partial<Dialect> {
  const differing = conclusions.flatMap(({ switch: name, expected, fits: [fit, ...others] }) =>
    fit === undefined || fit === expected || others.includes(expected) ? [] : [[name, fit]],
  )
  return Object.fromEntries(differing) as Partial<Dialect>
}
