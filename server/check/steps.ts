import type { SwitchName } from '../domain/dialect.js'
import type { End } from '../scenario/parts/verdict.js'
import { OUTCOMES, type Outcome } from './outcomes.js'

/** Which of a merchant's calls to the API is meant. */
export const CALLS = ['token', 'order', 'query'] as const
export type Call = (typeof CALLS)[number]

/**
 * How an answer of the API goes wrong. `error`: 500 without any work. `page`: the 502 page of a proxy. `reset`: no work, no
 * answer. `lost`: the work is done and the answer is lost. `cut-off`: the answer breaks off. `hang`: nothing comes until the
 * shop gives up. `hold`: the right answer comes when it is released. `dead-token`: 401 until the shop logs in again.
 */
export const API_FAULTS = ['error', 'page', 'reset', 'lost', 'cut-off', 'hang', 'hold', 'dead-token'] as const
export type ApiFault = (typeof API_FAULTS)[number]

export const FORGERIES = ['unsigned', 'wrong-key', 'stranger'] as const
export type Forgery = (typeof FORGERIES)[number]

/** One thing that happens to an order. Plain data: a run can be kept in a file and played again. */
export type Step =
  | { readonly do: 'buy' }
  /** The customer asks the shop once more for a way to pay. */
  | { readonly do: 'again' }
  /** The customer pays by the newest link, or by the first one. */
  | { readonly do: 'pay'; readonly scenario: string; readonly link?: 'first' }
  /** Time passes at ClickPesa. */
  | { readonly do: 'advance'; readonly by: string }
  /** The shop's own clock is set, and its jobs run. */
  | { readonly do: 'tick' }
  /** A message that waits reaches the shop; the oldest is 0. It can be delivered again. */
  | { readonly do: 'deliver'; readonly message: number }
  /** A message never arrives. */
  | { readonly do: 'lose'; readonly message: number }
  /** Somebody else writes to the webhook address. */
  | { readonly do: 'forge'; readonly how: Forgery; readonly says: 'SUCCESS' | 'FAILED' }
  /** The customer comes back to the shop, with a claim of their own or with what the gateway gave them. */
  | { readonly do: 'back'; readonly claims?: 'SUCCESS' | 'FAILED' }
  | { readonly do: 'fault'; readonly call: Call; readonly how: ApiFault }
  /** Held answers go out. */
  | { readonly do: 'release' }
  /** Two things at the same moment. */
  | { readonly do: 'side-by-side'; readonly steps: readonly [Step, Step] }

/**
 * How the shop hears of payments. `held`: messages wait until a step delivers them. Otherwise ClickPesa sends them itself:
 * `both` webhook and callback, with a customer who comes back; the `webhook` alone; or nothing, so that it has to `query`.
 */
export const WAYS = ['held', 'both', 'webhook', 'query'] as const
export type Way = (typeof WAYS)[number]

/** Everything that makes a run what it is. */
export interface Plan {
  readonly name: string
  readonly amount: string
  readonly currency: 'TZS' | 'USD'
  readonly way: Way
  readonly dialect?: Readonly<Partial<Record<SwitchName, string | number>>>
  readonly steps: readonly Step[]
  /** How the order may stand in the end, where its scenario says it. */
  readonly ends?: readonly End[]
}

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

/** A step as a sentence of the report has it. */
export function describeStep(step: Step): string {
  switch (step.do) {
    case 'buy':
      return 'a customer orders'
    case 'again':
      return 'the customer asks for a link again'
    case 'pay':
      return `the customer pays${step.link ? ' by the first link' : ''} (${outcomeText(step.scenario)})`
    case 'advance':
      return `${step.by} pass`
    case 'tick':
      return "the shop's jobs run"
    case 'deliver':
      return `message ${step.message + 1} arrives`
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
      return `at the same moment ${describeStep(step.steps[0])} and ${describeStep(step.steps[1])}`
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
