import type { Event } from '../history.js'
import type { MistakeKind } from '../mistakes.js'
import type { PhaseName, Skipped } from '../phases.js'
import type { Plan } from '../steps.js'

export interface PhaseReport {
  readonly phase: PhaseName
  readonly orders: number
}

/** One thing that is wrong with a shop, with the smallest run that shows it. */
export interface FoundMistake {
  /** Stable: the kind, with a detail where there are several of one kind. */
  readonly key: string
  readonly kind: MistakeKind
  readonly title: string
  readonly likely: string
  /** What was seen, a sentence each. */
  readonly proof: readonly string[]
  /** Names of the runs that showed it, the first one first. */
  readonly when: readonly string[]
  /** What to play to see it again. */
  readonly plan: Plan
  /** How many of how many replays showed it again. */
  readonly replays: { readonly shown: number; readonly of: number }
  readonly timeline: readonly Event[]
}

/**
 * What a check has found.
 *
 * @example List the mistakes with how often they showed when they were played again
 * ```ts
 * import type { CheckReport } from 'clickpesa-sandbox'
 *
 * export function summaryOf({ mistakes }: CheckReport): string[] {
 *   return mistakes.map(({ title, replays }) => `${title} (${replays.shown} of ${replays.of})`)
 * }
 * ```
 */
export interface CheckReport {
  readonly version: 1
  readonly seed: string
  readonly isFlawless: boolean
  readonly phases: readonly PhaseReport[]
  /** What could not be tried. */
  readonly skipped: readonly Skipped[]
  /** What exploring never came across, so that nothing is known of it. */
  readonly notSeen: readonly string[]
  readonly mistakes: readonly FoundMistake[]
}
