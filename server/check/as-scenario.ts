import type { WrittenScenario } from '../scenario/scenario.js'
import { OUTCOMES, type Outcome } from './outcomes.js'
import type { Plan, Step } from './plan.js'

type Pays = Extract<Step, { do: 'pay' }>

/** What a scenario says by itself, or what is the same in every run. */
const SAID: ReadonlySet<Step['do']> = new Set(['buy', 'pay', 'advance', 'tick', 'deliver', 'lose', 'back'])

/**
 * The scenario that does to a shop what a plan does to it: one payment, whose one message comes as often as it does there. Null
 * where no scenario can say it, or one of the catalogue says it already.
 */
export function asScenario(
  { steps: played, dialect = {}, way }: Plan,
  title: string,
): WrittenScenario | null {
  const steps = played.flatMap((step) => (step.do === 'side-by-side' ? step.steps : [step]))
  const isAtOnce = steps.length > played.length
  const pays = steps.filter((step): step is Pays => step.do === 'pay')
  const [pay] = pays
  const outcome: WrittenScenario | undefined = OUTCOMES[pay?.scenario as Outcome]
  if (
    outcome === undefined ||
    pays.length > 1 ||
    !(way === 'held' || way === 'webhook') ||
    Object.keys(dialect).length > 0
  )
    return null
  const { tokenLifetime: _, title: __, about: ___, ...said } = outcome
  const isSaid = steps.every(
    (step) => SAID.has(step.do) && !('claims' in step) && !('message' in step && step.message > 0),
  )
  if (!isSaid || (said.timeline ?? []).length > 1) return null
  const delivered = steps.filter((step) => step.do === 'deliver').length
  const copies = way === 'webhook' ? 1 + delivered : Math.max(1, delivered)
  const isLost = steps.some((step) => step.do === 'lose')
  return {
    title,
    about: 'Found by check.',
    ...said,
    webhook: isLost ? { send: false } : { copies, ...(copies > 1 && !isAtOnce ? { apart: '1s' } : {}) },
    callback: { send: false },
  }
}
