import { OUTCOMES, type Outcome } from './outcomes.js'
import type { ApiFault, Call, Forgery, Plan, Step } from './plan.js'

/**
 * Plans that are played side by side share the clock: whatever makes time pass for one does for all. Returns the plans
 * with the time of the others in them, and what each does at every beat.
 */
export function aligned(plans: readonly Plan[]): { plans: Plan[]; beats: (Step | null)[][] } {
  const rest = plans.map(({ steps }) => [...steps])
  const whole: Step[][] = plans.map(() => [])
  const beats: (Step | null)[][] = []
  while (rest.some((steps) => steps.length > 0)) {
    const acts = rest.some(([next]) => next !== undefined && !isTime(next))
    const time = rest.map(([next]) => next).find((next) => next !== undefined && isTime(next))
    const beat = rest.map((steps) => {
      const [next] = steps
      if (acts) return next !== undefined && !isTime(next) ? (steps.shift() ?? null) : null
      if (next !== undefined && isSame(next, time)) steps.shift()
      return time ?? null
    })
    for (const [at, step] of beat.entries()) if (step) whole[at]?.push(step)
    beats.push(beat)
  }
  return { plans: plans.map((plan, at) => ({ ...plan, steps: whole[at] ?? [] })), beats }
}

/** Whether a step makes time pass, which all orders of a round share. */
export function isTime(step: Step): boolean {
  return step.do === 'advance' || step.do === 'tick'
}

function isSame(one: Step, other: Step | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

const CALL_NAMES: Readonly<Record<Call, string>> = {
  token: 'the token',
  order: 'the link',
  query: 'the payment query',
}

const FAULTS_IN_WORDS: Readonly<Record<ApiFault, string>> = {
  error: 'fails with 500',
  page: 'gets the error page of a proxy',
  reset: 'is cut off before anything is done',
  lost: 'is done, but its answer is lost',
  'cut-off': 'gets half an answer',
  hang: 'gets no answer',
  hold: 'gets its answer late',
  'dead-token': 'finds its token dead until the next login',
}

/** The steps of a plan as the sentences of a report have them. */
export function describeSteps({ steps, way }: Pick<Plan, 'steps' | 'way'>): string[] {
  const arrived = new Set<number>()
  const delivered = (message: number): string => {
    // What no step has to deliver has come when it was due.
    const isAgain = way !== 'held' || arrived.has(message)
    arrived.add(message)
    return `message ${message + 1} arrives${isAgain ? ' again' : ''}`
  }
  return steps.map((step) => describeStep(step, delivered))
}

function describeStep(step: Step, delivered: (message: number) => string): string {
  switch (step.do) {
    case 'buy':
      return 'a customer orders'
    case 'again':
      return 'the customer asks for a way to pay again'
    case 'pay':
      return `the customer pays${step.link ? ' by the first link' : ''} (${outcomeText(step.scenario)})`
    case 'advance':
      return `${step.by} pass`
    case 'tick':
      return "the shop's jobs run"
    case 'deliver':
      return delivered(step.message)
    case 'lose':
      return `message ${step.message + 1} is lost`
    case 'forge':
      return `somebody sends ${step.says}, ${FORGED[step.how]}`
    case 'back':
      return step.claims ? `the browser comes back claiming ${step.claims}` : 'the customer comes back'
    case 'fault':
      return `the next call for ${CALL_NAMES[step.call]} ${FAULTS_IN_WORDS[step.how]}`
    case 'release':
      return 'the late answers arrive'
    case 'side-by-side':
      return `at the same moment ${step.steps.map((one) => describeStep(one, delivered)).join(' and ')}`
  }
}

/** Outcomes of our own are told by what happens; scenarios are known by their names. */
function outcomeText(scenario: string): string {
  const title = OUTCOMES[scenario as Outcome]?.title
  return title === undefined ? scenario : title[0]?.toLowerCase() + title.slice(1)
}

const FORGED: Readonly<Record<Forgery, string>> = {
  unsigned: 'unsigned',
  'wrong-key': 'signed with another key',
  stranger: 'about an order that nobody knows',
}
