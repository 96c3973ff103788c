import { SeededRandom } from '../domain/random.js'
import type { Event } from './event-schema.js'
import type { Run } from './lane.js'
import type { Outcome } from './outcomes.js'
import type { Abilities } from './phases.js'
import { API_FAULTS, CALLS, FORGERIES, type Plan, type SimpleStep, type Step } from './plan.js'
import { isTime } from './steps.js'

/** What a payment can come to, with how often it is tried. */
const OUTCOME_WEIGHTS: readonly (readonly [Outcome, number])[] = [
  ['check-paid', 6],
  ['check-failed', 3],
  ['check-settled', 1],
  ['check-slow', 2],
  ['check-stuck', 1],
  ['check-taken-back', 2],
  ['check-refunded', 1],
  ['check-paid-after-all', 2],
  ['check-too-little', 2],
  ['check-other-currency', 1],
]

const PAUSES = ['1s', '1m', '2h', '1d'] as const
const AMOUNTS = ['12500', '1000.10', '30000.30', '2500'] as const

/** Plans that have shown something new are kept to grow others from; at most this many. */
const MAX_KEPT = 300
const MAX_STEPS = 14

/** What an explored run may show; a report says which of them it never did, since a pass means less without them. */
const SOMETIMES = {
  'a second attempt to pay': (run) => run.history.payments.length > 1,
  'a second link of one order': (run) => run.history.references.length > 1,
  'a message that came twice': (run) => repeated(run),
  'a message that was lost': (run) => run.plan.steps.some((step) => step.do === 'lose'),
  'a failure told after a success': (run) => toldInOrder(run, 'SUCCESS', 'FAILED'),
  'a success told after a failure': (run) => toldInOrder(run, 'FAILED', 'SUCCESS'),
  'a forged message': (run) => run.history.events.some((event) => event.kind === 'told' && event.forged),
  'an answer of the API that went wrong': (run) => run.history.hadFault,
  'a webhook before the answer to the link': (run) => beforeTheLink(run),
  'a customer who came back before the message': (run) => backFirst(run),
} as const satisfies Readonly<Record<string, (run: Run) => boolean>>

/**
 * Makes plans, the ones that showed something new more often than others. The same seed and the same runs give the same plans.
 */
export class Explorer {
  readonly #random: SeededRandom
  readonly #can: Abilities
  readonly #seen = new Set<string>()
  readonly #happened = new Set<string>()
  #kept: Plan[] = []
  #made = 0

  constructor(seed: string, can: Abilities) {
    this.#random = new SeededRandom({ seed: `explore ${seed}`, position: 0 })
    this.#can = can
  }

  /** Plans to be played side by side. Time passes for all of them in the same way, so that a round is short. */
  round(size: number): Plan[] {
    // A fault that comes first is meant for the order that comes after it, so that one has to be the last to be placed.
    const plans = Array.from({ length: size }, () => this.#plan()).sort(
      (one, other) => Number(one.steps[0]?.do === 'fault') - Number(other.steps[0]?.do === 'fault'),
    )
    const times = plans[0]?.steps.filter(isTime) ?? []
    return plans.map((plan) => {
      let passed = 0
      const inTime = (step: Step): Step => {
        if (!isTime(step)) return step
        times[passed] ??= step
        return times[passed++] ?? step
      }
      return { ...plan, steps: plan.steps.map(inTime) }
    })
  }

  /** Learns from a run what is still rare. */
  learn(run: Run) {
    const before = this.#seen.size
    for (const feature of features(run)) this.#seen.add(feature)
    if (this.#seen.size > before) {
      this.#kept.push(run.plan)
      if (this.#kept.length > MAX_KEPT) this.#kept = this.#kept.slice(-MAX_KEPT)
    }
    for (const [what, isSeen] of Object.entries(SOMETIMES)) if (isSeen(run)) this.#happened.add(what)
  }

  /** How many different things have been seen. */
  get coverage(): number {
    return this.#seen.size
  }

  notSeen(): string[] {
    return Object.keys(SOMETIMES).filter((what) => !this.#happened.has(what))
  }

  #plan(): Plan {
    this.#made += 1
    const grown = this.#kept.length > 0 && this.#chance(0.5)
    const steps = grown ? this.#mutated(this.#pick(this.#kept).steps) : this.#fresh()
    const amount = this.#can.anyAmount ? this.#pick(AMOUNTS) : '12500'
    return {
      name: `explored ${this.#made}`,
      amount,
      currency: 'TZS',
      way: this.#can.webhook ? 'held' : 'query',
      steps: steps.slice(0, MAX_STEPS),
    }
  }

  #fresh(): Step[] {
    const steps: Step[] = this.#chance(0.3) ? [this.#orderFault()] : []
    steps.push({ do: 'buy' }, this.#pay(), { do: 'advance', by: this.#pick(PAUSES) })
    const more = 1 + Math.floor(this.#random.fraction() * 7)
    for (let i = 0; i < more; i++) steps.push(this.#step())
    return steps
  }

  /** Changed in one or two places; the order itself stays. */
  #mutated(steps: readonly Step[]): Step[] {
    const changed = [...steps]
    const changes = this.#chance(0.5) ? 1 : 2
    for (let i = 0; i < changes; i++) {
      const at = Math.floor(this.#random.fraction() * (changed.length + 1))
      const what = this.#random.fraction()
      if (what < 0.6) changed.splice(at, 0, this.#step())
      else if (what < 0.8 && changed[at] && changed[at].do !== 'buy') changed.splice(at, 1)
      else if (changed[at] && changed[at].do !== 'buy') changed.splice(at, 0, changed[at])
    }
    return changed
  }

  #step(): Step {
    const { returns, again, jobs, webhook } = this.#can
    const choices: (readonly [weight: number, make: () => Step])[] = [
      [3, () => this.#pay()],
      [3, () => ({ do: 'advance', by: this.#pick(PAUSES) })],
      [2, () => this.#fault()],
      [1, () => ({ do: 'release' })],
    ]
    if (again) choices.push([2, () => ({ do: 'again' })], [1, () => ({ ...this.#pay(), link: 'first' })])
    if (jobs) choices.push([2, () => ({ do: 'tick' })])
    if (returns) {
      choices.push([2, () => ({ do: 'back' })])
      choices.push([1, () => ({ do: 'back', claims: this.#chance(0.7) ? 'SUCCESS' : 'FAILED' })])
    }
    if (webhook) {
      choices.push([8, () => this.#deliver()])
      choices.push([1, () => ({ do: 'lose', message: this.#message() })])
      choices.push([
        1,
        () => ({ do: 'forge', how: this.#pick(FORGERIES), says: this.#chance(0.6) ? 'SUCCESS' : 'FAILED' }),
      ])
      choices.push([
        2,
        () => ({
          do: 'side-by-side',
          steps: [this.#deliver(), returns && this.#chance(0.5) ? { do: 'back' } : this.#deliver()],
        }),
      ])
    }
    const total = choices.reduce((sum, [weight]) => sum + weight, 0)
    let left = this.#random.fraction() * total
    for (const [weight, make] of choices) {
      left -= weight
      if (left < 0) return make()
    }
    return { do: 'release' }
  }

  #pay(): Extract<Step, { do: 'pay' }> {
    const total = OUTCOME_WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0)
    let left = this.#random.fraction() * total
    for (const [scenario, weight] of OUTCOME_WEIGHTS) {
      left -= weight
      if (left < 0) return { do: 'pay', scenario }
    }
    return { do: 'pay', scenario: 'check-paid' }
  }

  /** An answer that never comes costs real time, so it is left to the phase that tries it once. */
  #fault(): Step {
    return {
      do: 'fault',
      call: this.#pick(CALLS),
      how: this.#pick(API_FAULTS.filter((how) => how !== 'hang')),
    }
  }

  /** What goes wrong while a link is asked for is rare otherwise, and what comes before its answer most of all. */
  #orderFault(): Step {
    return this.#chance(0.4) ? { do: 'fault', call: 'order', how: 'hold' } : this.#fault()
  }

  #deliver(): SimpleStep {
    return { do: 'deliver', message: this.#message() }
  }

  #message(): number {
    return this.#pick([0, 0, 0, 1, 1, 2])
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#random.fraction() * items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  #chance(share: number): boolean {
    return this.#random.fraction() < share
  }
}

/** Pairs of events in their order, and how the order stood when something arrived. */
function features({ history }: Run): string[] {
  const found: string[] = []
  let before = ''
  let stood = 'new'
  for (const event of history.events) {
    const label = labelOf(event)
    if (event.kind === 'look') {
      stood = `${Math.min(event.fulfilled, 2)} ${event.state}`
      continue
    }
    found.push(`${before} > ${label}`, `${stood}: ${label}`)
    before = label
  }
  return found
}

function labelOf(event: Event): string {
  switch (event.kind) {
    case 'told': {
      const said = event.claims.map(({ status }) => status).join()
      return `${event.by} ${said}${event.genuine ? '' : ' not genuine'} ${event.reply ? Math.floor(event.reply.status / 100) : ''}`
    }
    case 'back':
      return `back ${event.claims ?? ''} ${Math.floor(event.reply.status / 100)}`
    case 'asked':
      return `asked ${event.again ? 'again' : ''} ${event.failed === null ? 'well' : 'in vain'}`
    case 'fault':
      return `fault ${event.call}`
    default:
      return event.kind
  }
}

function messagesOf(run: Run) {
  return run.history.events.filter((event) => event.kind === 'told' && event.by !== 'query')
}

function repeated(run: Run): boolean {
  const bodies = messagesOf(run).map((event) => (event.kind === 'told' ? event.body : ''))
  return new Set(bodies).size < bodies.length
}

function toldInOrder(run: Run, first: string, second: string): boolean {
  const said = messagesOf(run).map((event) => (event.kind === 'told' ? event.claims[0]?.status : ''))
  const at = said.indexOf(first)
  return at >= 0 && said.indexOf(second, at + 1) > 0
}

function beforeTheLink(run: Run): boolean {
  const asked = run.history.events.findIndex((event) => event.kind === 'asked')
  return run.history.events
    .slice(0, Math.max(asked, 0))
    .some((event) => event.kind === 'told' && event.by === 'webhook')
}

function backFirst(run: Run): boolean {
  const { events } = run.history
  const back = events.findIndex((event) => event.kind === 'back')
  const told = events.findIndex((event) => event.kind === 'told' && event.by === 'webhook')
  return back >= 0 && back < told
}
