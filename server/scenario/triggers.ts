import { SandboxMistake } from '../errors.js'
import {
  describeTrigger,
  type Matchable,
  overlap,
  TRIGGER_FIELDS,
  type Trigger,
  triggerFor,
} from './parts/match.js'
import type { Scenario } from './scenario.js'

/**
 * The scenario whose trigger an attempt pulls. Where it pulls those of several, the phone number counts
 * before the amount, the amount before the order reference, and that before the customer's name.
 */
export function chooseByTrigger(
  scenarios: readonly Scenario[],
  attempt: Matchable,
): { scenario: Scenario; trigger: Trigger } | null {
  for (const field of TRIGGER_FIELDS) {
    for (const scenario of scenarios) {
      const ofField = scenario.triggers.filter((trigger) => trigger.field === field)
      const trigger = triggerFor(ofField, attempt)
      if (trigger) return { scenario, trigger }
    }
  }
  return null
}

/** Throws one SandboxMistake that names every pair of scenarios whose triggers overlap. */
export function refuseOverlaps(scenarios: ReadonlyMap<string, Scenario>) {
  const triggers = [...scenarios.values()].flatMap(({ name, triggers }) =>
    triggers.map((trigger) => ({ name, trigger })),
  )
  const clashes = triggers.flatMap((first, i) =>
    triggers
      .slice(i + 1)
      .filter((second) => second.name !== first.name && overlap(first.trigger, second.trigger))
      .map(
        (second) =>
          `${first.name} and ${second.name} both want the attempt where ${describeTrigger(first.trigger)}`,
      ),
  )
  if (clashes.length === 0) return
  throw new SandboxMistake(
    'INVALID_SCENARIO',
    clashes.join('\n'),
    'change the `match` of one of the two; docs/scenarios.md lists the triggers that are taken',
  )
}
