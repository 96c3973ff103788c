import { SandboxMistake } from '../errors.js'
import { firstOf, lines } from '../schema/issue.js'
import {
  describeTrigger,
  keyOf,
  type Matchable,
  TRIGGER_FIELDS,
  type Trigger,
  type TriggerKey,
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

/** Throws one SandboxMistake that names the pairs of scenarios whose triggers overlap. */
export function refuseOverlaps(scenarios: ReadonlyMap<string, Scenario>) {
  const triggers = [...scenarios.values()].flatMap(({ name, triggers }) =>
    triggers.map((trigger) => ({ name, trigger, key: keyOf(trigger) })),
  )
  const numbered = triggers.map((one, position) => ({ ...one, position }))
  const clashes = TRIGGER_FIELDS.flatMap((field) =>
    clashesAmong(numbered.filter(({ trigger }) => trigger.field === field)),
  )
  if (clashes.length === 0) return
  const issues = clashes
    .sort(([a, b], [c, d]) => a.position - c.position || b.position - d.position)
    .map(([first, second]) => ({
      path: [],
      message: `${first.name} and ${second.name} both want the attempt where ${describeTrigger(first.trigger)}`,
    }))
  throw new SandboxMistake(
    'INVALID_SCENARIO',
    lines(firstOf(issues)),
    'change the `match` of one of the two; docs/scenarios.md lists the triggers that are taken',
  )
}

interface Numbered {
  readonly name: string
  readonly trigger: Trigger
  readonly key: TriggerKey
  readonly position: number
}

/** At most this many pairs are reported: triggers that all overlap have as many as their number squared. */
const MAX_CLASHES = 1000

/** Pairs that one attempt could pull. Sorted, those that begin alike follow one another. */
function clashesAmong(triggers: readonly Numbered[]): [Numbered, Numbered][] {
  const sorted = triggers.toSorted(
    ({ key: a }, { key: b }) => Number(a.text > b.text) - Number(a.text < b.text),
  )
  const found: [Numbered, Numbered][] = []
  for (const [i, one] of sorted.entries()) {
    for (let j = i + 1; j < sorted.length && found.length < MAX_CLASHES; j++) {
      const other = sorted[j]
      if (!other || !takes(one.key, other.key)) break
      if (one.name === other.name) continue
      found.push(one.position < other.position ? [one, other] : [other, one])
    }
  }
  return found
}

/** Whether a trigger waits for what another one, later in their order, waits for too. */
function takes(one: TriggerKey, later: TriggerKey): boolean {
  return one.isBeginning ? later.text.startsWith(one.text) : later.text === one.text
}
