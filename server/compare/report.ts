import type { Dialect, Profile, SwitchName } from '../domain/dialect.js'
import { SWITCH_NAMES } from '../domain/dialect.js'
import { type Conclusion, fitsOf } from './conclusions.js'
import type { FieldDifference } from './field-differences.js'
import type { Traffic } from './traffic.js'

/** Everything that a comparison found. Nothing in it comes from a person or can be used again. */
export interface Comparison {
  readonly profile: Profile
  readonly calls: number
  readonly messages: number
  readonly returns: number
  /** Calls that could not be compared, because they have no answer or no body of one. */
  readonly passedOver: number
  /** Switches that stand otherwise in the traffic. */
  readonly differing: readonly Difference[]
  /** Switches about which the traffic says different things. */
  readonly contradictory: readonly Difference[]
  readonly agreeing: readonly SwitchName[]
  /** Switches that left no trace. */
  readonly unseen: readonly SwitchName[]
  readonly fields: readonly FieldDifference[]
  /** The profile and the switches with which the sandbox behaves as the traffic does. */
  readonly dialect: Partial<Dialect>
}

interface Difference {
  readonly switch: SwitchName
  readonly expected: string | number
  readonly fits: readonly (string | number)[]
  readonly seen: readonly {
    readonly where: string
    readonly seen: string
    readonly fits: readonly (string | number)[]
  }[]
}

export function comparisonOf(
  profile: Profile,
  { calls, notifications, returns, passedOver }: Traffic,
  conclusions: readonly Conclusion[],
  dialect: Partial<Dialect>,
  fields: readonly FieldDifference[],
): Comparison {
  const contradictory = conclusions.filter(({ fits }) => fits.length === 0)
  const differing = conclusions.filter(({ switch: name }) => Object.hasOwn(dialect, name))
  const concluded = new Set(conclusions.map(({ switch: name }) => name))
  return {
    profile,
    calls: calls.length,
    messages: notifications.length,
    returns: returns.length,
    passedOver,
    differing: differing.map(differenceOf),
    contradictory: contradictory.map(differenceOf),
    agreeing: conclusions
      .filter((conclusion) => !contradictory.includes(conclusion) && !differing.includes(conclusion))
      .map(({ switch: name }) => name),
    unseen: SWITCH_NAMES.filter((name) => !concluded.has(name)),
    fields,
    dialect,
  }
}

function differenceOf({ switch: name, expected, fits, observations }: Conclusion): Difference {
  const seen = observations
    .filter((observation) => fits.length === 0 || !fitsOf(observation).includes(expected))
    .map((observation) => ({ where: observation.where, seen: observation.seen, fits: fitsOf(observation) }))
  return { switch: name, expected, fits, seen }
}

const MAX_EXAMPLES = 3

/** The comparison for people. */
export function comparisonText(comparison: Comparison): string {
  const { profile, calls, messages, returns, differing, contradictory, agreeing, unseen, fields } = comparison
  return [
    `Compared ${counted(calls, 'call')}, ${counted(messages, 'message')} and ${counted(returns, 'return')} with the profile ${profile}.`,
    ...(comparison.passedOver > 0
      ? [
          `Passed over ${counted(comparison.passedOver, 'call')} without an answer or its body; in a browser, "Save all as HAR with content" has bodies.`,
        ]
      : []),
    '',
    ...(differing.length === 0
      ? ['No switch stands otherwise in your traffic.']
      : ['Your traffic says otherwise:']),
    ...differing.flatMap(({ switch: name, expected, fits, seen }) => [
      `  ${name}: ${fits.join(' or ')}   (the sandbox: ${expected})`,
      ...examples(seen.map(({ where, seen: what }) => `${where}: ${what}`)),
    ]),
    ...(contradictory.length === 0 ? [] : ['', 'Your traffic contradicts itself:']),
    ...contradictory.flatMap(({ switch: name, seen }) => [
      `  ${name}`,
      ...examples(
        seen.map(({ where, seen: what, fits }) => `${where}: ${what}, which fits ${fits.join(' or ')}`),
      ),
    ]),
    ...(fields.length === 0 ? [] : ['', 'No switch explains:']),
    ...fields.map(
      ({ what, field, difference, where }) =>
        `  ${what}${field ? `, ${field}` : ''}: ${difference} (${where.slice(0, MAX_EXAMPLES).join(', ')}${where.length > MAX_EXAMPLES ? ', ...' : ''})`,
    ),
    '',
    `Agrees: ${agreeing.join(', ') || 'nothing yet'}`,
    `Left no trace: ${unseen.join(', ') || 'nothing'}`,
  ].join('\n')
}

/** A configuration file with which the sandbox behaves as the traffic does. */
export function profileFile({ profile, dialect }: Comparison): string {
  const switches = Object.entries(dialect)
  return [
    '# Made by `clickpesa-sandbox compare`; start the sandbox with --config and this file.',
    `profile: ${profile}`,
    ...(switches.length === 0
      ? ['dialect: {}']
      : ['dialect:', ...switches.map(([name, value]) => `  ${name}: ${value}`)]),
    '',
  ].join('\n')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function examples(lines: readonly string[]): string[] {
  const more = lines.length - MAX_EXAMPLES
  const shown = lines.slice(0, MAX_EXAMPLES).map((line) => `      ${line}`)
  return more > 0 ? [...shown, `      and ${more} more`] : shown
}
