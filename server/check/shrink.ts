import type { Plan, Step } from './plan.js'
import { isTime } from './steps.js'

/**
 * The smallest plan found that still shows a mistake: ClickPesa sends its messages itself where no step has to deliver them,
 * steps are left out, from the end and in ever smaller pieces, and what is left is made plainer. `shows` plays a plan, at most
 * `mostTries` times.
 */
export async function shrink(
  plan: Plan,
  mostTries: number,
  shows: (plan: Plan) => Promise<boolean>,
): Promise<Plan> {
  let smallest = plan
  const tried = new Set([JSON.stringify(plan.steps)])
  const attempt = async (steps: readonly Step[], way = smallest.way): Promise<boolean> => {
    const written = JSON.stringify(steps)
    if (tried.size > mostTries || tried.has(written)) return false
    tried.add(written)
    const smaller = { ...smallest, steps, way }
    if (!(await shows(smaller))) return false
    smallest = smaller
    return true
  }
  if (plan.way === 'held') await attempt(sentByItself(plan.steps), 'webhook')
  for (let size = Math.max(1, Math.floor(plan.steps.length / 2)); size >= 1; size = Math.floor(size / 2)) {
    for (let at = smallest.steps.length - size; at >= 0; at -= size) {
      const { steps } = smallest
      const piece = steps.slice(at, at + size)
      if (piece.some(({ do: what }) => what === 'buy')) continue
      await attempt([...steps.slice(0, at), ...steps.slice(at + size)])
    }
  }
  for (let at = 0; at < smallest.steps.length; at++) {
    for (const plainer of plainerThan(smallest.steps[at])) {
      const { steps } = smallest
      if (await attempt([...steps.slice(0, at), plainer, ...steps.slice(at + 1)])) break
    }
  }
  return smallest
}

/**
 * The steps where messages are sent when they are due: none is left that only delivers one, and the time before such a step
 * passes in its place, so that what was done in between still comes before the message.
 */
function sentByItself(steps: readonly Step[]): Step[] {
  const sent: Step[] = []
  const arrived = new Set<number>()
  let passing: Step[] = []
  for (const step of steps) {
    const isFirst = step.do === 'deliver' && !arrived.has(step.message)
    if (step.do === 'deliver') arrived.add(step.message)
    if (isTime(step) || step.do === 'deliver') {
      sent.push(...passing)
      passing = []
    }
    if (step.do === 'advance') passing = [step]
    else if (!isFirst) sent.push(step)
  }
  return [...sent, ...passing]
}

/** Steps that say less, the plainest first. */
function plainerThan(step: Step | undefined): Step[] {
  switch (step?.do) {
    case 'side-by-side':
      return [...step.steps]
    case 'pay':
      return step.scenario === 'check-paid' && !step.link ? [] : [{ do: 'pay', scenario: 'check-paid' }]
    case 'advance':
      return step.by === '1m' ? [] : [{ do: 'advance', by: '1m' }]
    case 'deliver':
      return step.message === 0 ? [] : [{ do: 'deliver', message: 0 }]
    default:
      return []
  }
}
