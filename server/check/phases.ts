import type { ScenarioView } from '../control/views.js'
import { isOpen, SWITCH_NAMES, type SwitchPosition } from '../domain/dialect.js'
import { SWITCHES } from '../domain/dialect-switches.js'
import type { OrderOrigin } from '../domain/order-origin.js'
import { DEFAULT_POLICY, verdictOf } from '../scenario/parts/verdict.js'
import type { MistakeKind } from './mistakes.js'
import type { Outcome } from './outcomes.js'
import {
  API_FAULTS,
  type ApiFault,
  CALLS,
  type Call,
  type Plan,
  type SimpleStep,
  type Step,
  type Way,
} from './plan.js'
import type { CheckPolicy } from './policy.js'

export const PHASES = [
  'success',
  'catalogue',
  'API faults',
  'side by side',
  'amounts',
  'dialects',
  'explore',
] as const
export type PhaseName = (typeof PHASES)[number]

/** What a shop can be asked for in its test build. */
export interface Abilities {
  readonly webhook: boolean
  readonly returns: boolean
  readonly again: boolean
  readonly jobs: boolean
  /** Whether it sells by pushes to phones in place of links, as its first order showed. */
  readonly pushes: boolean
  /** Whether an order can be placed for any amount, and in any currency. */
  readonly anyAmount: boolean
  readonly anyCurrency: boolean
}

/** What a phase cannot try with this shop, and what it would have found. */
export interface Skipped {
  readonly phase: PhaseName
  readonly what: string
  readonly because: string
  readonly wouldFind: readonly MistakeKind[]
}

/** Plans of a phase; those in one list are played side by side. */
export type Rounds = readonly (readonly Plan[])[]

const pay = (scenario: Outcome | 'success'): SimpleStep => ({ do: 'pay', scenario })
const advance = (by: string): SimpleStep => ({ do: 'advance', by })
const BUY: SimpleStep = { do: 'buy' }
const AGAIN: SimpleStep = { do: 'again' }
const BACK: SimpleStep = { do: 'back' }
const TICK: SimpleStep = { do: 'tick' }
const RELEASE: SimpleStep = { do: 'release' }
const deliver = (message: number): SimpleStep => ({ do: 'deliver', message })
const both = (one: SimpleStep, other: SimpleStep): Step => ({ do: 'side-by-side', steps: [one, other] })

/** An order of usual size. */
const USUAL = { amount: '12500', currency: 'TZS' } as const

function plan(name: string, way: Way, steps: readonly Step[], rest: Partial<Plan> = {}): Plan {
  return { name, way, steps, ...USUAL, ...rest }
}

/** One payment that succeeds, told in every way: what fails here would fail everywhere. */
export function success(): Plan {
  return plan('success', 'both', [BUY, pay('success'), advance('1m'), BACK])
}

/** Every scenario of money that comes in, by each way alone and by all together. */
export function catalogue(scenarios: readonly ScenarioView[], can: Abilities, policy: CheckPolicy): Rounds {
  const told = scenarios.filter(
    (scenario) =>
      !scenario.name.startsWith('check-') &&
      isAbout(scenario, can.pushes ? 'ussd-push' : 'checkout-link') &&
      !scenario.written.api &&
      // A push is paid once, and goes as it began.
      !(can.pushes && (scenario.written.attempts || scenario.written.expect?.links)) &&
      (can.again || !scenario.written.expect?.links),
  )
  const ways: (readonly [way: Way, name: string, visits: boolean])[] = [
    ...(can.webhook
      ? ([
          ['both', '', true],
          ['webhook', ', webhook alone', false],
        ] as const)
      : []),
    ...(can.returns || can.jobs ? ([['query', ', no messages', true]] as const) : []),
    // What a customer who comes back heals, jobs have to heal as well: few customers do.
    ...(can.returns && can.jobs ? ([['query', ', jobs alone', false]] as const) : []),
  ]
  const rounds = ways.map(([way, named, visits]) =>
    told.map((scenario) => {
      const { name, written } = scenario
      const comesBack = can.returns && visits && written.return?.send !== false
      const looks: Step[] =
        way === 'webhook' ? [] : [...(can.jobs ? [TICK] : []), ...(comesBack ? [BACK] : [])]
      const { waits, links } = written.expect ?? {}
      const pays: Extract<Step, { do: 'pay' }> = { do: 'pay', scenario: name }
      const steps = [
        BUY,
        ...(waits === undefined ? [] : [...looks, advance(waits)]),
        ...(links === undefined ? [pays] : paysLinks(pays, links)),
        advance('5s'),
        ...looks,
        ...(written.attempts ? [pays, advance('5m')] : []),
      ]
      const ends = verdictOf(scenario, { ...DEFAULT_POLICY, ...policy })?.ends
      return plan(
        `${name}${named}`,
        way,
        [...steps, advance('2h'), ...looks, advance('5d'), ...looks],
        ends === undefined ? {} : { ends },
      )
    }),
  )
  return [...rounds, beyondScenarios(can)]
}

/** What no scenario says: payments of one order that go differently, what comes again days after, a browser that lies early. */
function beyondScenarios(can: Abilities): Plan[] {
  const again = plan('taken back while another payment never ends', 'held', [
    BUY,
    pay('check-taken-back'),
    advance('1m'),
    deliver(0),
    AGAIN,
    pay('check-stuck'),
    advance('2h'),
    deliver(1),
  ])
  const repeated = plan('the message of a payment that was given back since', 'held', [
    BUY,
    pay('check-refunded'),
    advance('1m'),
    deliver(0),
    advance('2h'),
    deliver(0),
  ])
  const claimed = plan('a browser that claims a failure', 'held', [BUY, { do: 'back', claims: 'FAILED' }])
  return [
    ...(can.webhook && can.again ? [again] : []),
    ...(can.webhook ? [repeated] : []),
    ...(can.returns ? [claimed] : []),
  ]
}

/** Of two links, the first is paid before the second one is; either may be left alone. */
function paysLinks(pays: Extract<Step, { do: 'pay' }>, [first = 0, second = 0]: readonly number[]): Step[] {
  return [AGAIN, ...(first > 0 ? [{ ...pays, link: 'first' } as const] : []), ...(second > 0 ? [pays] : [])]
}

function isAbout(scenario: ScenarioView, origin: OrderOrigin): boolean {
  const verdict = verdictOf(scenario)
  return verdict !== undefined && (verdict.origin === null || verdict.origin === origin)
}

/** Every kind of call with every fault, one at a time. */
export function apiFaults(can: Abilities): Rounds {
  return CALLS.flatMap((call) =>
    API_FAULTS.filter((how) => isPossible(call, how)).flatMap((how) => faultPlans(call, how, can)),
  ).map((one) => [one])
}

/** A login gives the token, so there is no dead one to make it with; that nothing comes needs showing for one call each. */
function isPossible(call: Call, how: ApiFault): boolean {
  if (how === 'dead-token') return call !== 'token'
  return how !== 'hang' || call !== 'token'
}

function faultPlans(call: Call, how: ApiFault, can: Abilities): Plan[] {
  const fault: Step = { do: 'fault', call, how }
  const looks: Step[] = [...(can.returns ? [BACK] : []), ...(can.jobs ? [TICK] : [])]
  const paid: Step[] = [pay('check-paid'), advance('1m')]
  const name = `${call} ${how}`
  // A token is asked for when there is none: one that is dead makes the shop log in again.
  const before: Step[] =
    call === 'token' ? [{ do: 'fault', call: 'order', how: 'dead-token' }, fault] : [fault]
  const plans: Plan[] = []
  if (call === 'query') {
    if (looks.length > 0) {
      plans.push(
        plan(`${name}, paid`, 'held', [
          BUY,
          ...paid,
          { do: 'lose', message: 0 },
          fault,
          ...looks,
          RELEASE,
          ...looks,
        ]),
      )
      plans.push(
        plan(`${name}, not paid yet`, 'held', [
          BUY,
          pay('check-slow'),
          fault,
          ...looks,
          RELEASE,
          advance('2h'),
        ]),
      )
    }
    // What comes too late costs real time, and is tried above.
    if (can.webhook && can.jobs && how !== 'hang') {
      plans.push(
        plan(`${name}, taken back`, 'held', [
          BUY,
          pay('check-taken-back'),
          advance('1m'),
          deliver(0),
          advance('2h'),
          fault,
          deliver(1),
          RELEASE,
          TICK,
        ]),
      )
    }
  } else if (how === 'hold') {
    plans.push(
      plan(`${name}, paid before the answer`, 'held', [
        ...before,
        BUY,
        ...paid,
        deliver(0),
        RELEASE,
        ...looks,
      ]),
    )
  } else {
    // The prompt is on the phone, though the shop was not told so.
    if (can.pushes && call === 'order' && (how === 'lost' || how === 'cut-off')) {
      plans.push(plan(`${name}, paid all the same`, 'held', [...before, BUY, ...paid, deliver(0), ...looks]))
    }
    const tries = can.again ? [AGAIN, AGAIN, ...paid, deliver(0), ...looks] : []
    plans.push(plan(name, 'held', [...before, BUY, RELEASE, ...tries]))
  }
  return plans
}

/** Things that happen at the same moment; a race is tried several times. */
export function sideBySide(can: Abilities): Rounds {
  const paid = [BUY, pay('check-paid'), advance('1m')]
  const plans: Plan[] = [
    plan('the same webhook twice at once', 'held', [...paid, both(deliver(0), deliver(0)), deliver(0)]),
    ...(can.returns
      ? [
          plan('webhook and return at once', 'held', [...paid, both(deliver(0), BACK)]),
          plan('two returns at once', 'held', [...paid, both(BACK, BACK), deliver(0)]),
        ]
      : []),
    ...(can.again
      ? [
          plan('two links paid, told at once', 'held', [
            BUY,
            pay('check-paid'),
            AGAIN,
            pay('check-paid'),
            advance('1m'),
            both(deliver(0), deliver(1)),
          ]),
        ]
      : []),
  ]
  const tried = can.webhook ? plans : plans.filter(({ name }) => name === 'two returns at once')
  return Array.from({ length: RACES }, () => tried)
}

/** How often each race is run. */
const RACES = 6

/** Amounts that floating-point numbers, whole numbers and texts get wrong. */
const ODD_AMOUNTS = [
  '1000',
  '1000.10',
  '1234.56',
  '1999.99',
  '30000.30',
  '1110.07',
  '999999.99',
  '2500000',
] as const

/** Odd amounts, told by message and by query; too little, and the right number in another currency. */
export function amounts(can: Abilities): Rounds {
  const looks = [...(can.jobs ? [TICK] : []), ...(can.returns ? [BACK] : [])]
  const wrong = (name: string, outcome: Outcome) =>
    plan(name, 'held', [BUY, pay(outcome), advance('1m'), ...(can.webhook ? [deliver(0)] : []), ...looks], {
      ends: ['review'],
    })
  const unfit = [wrong('too little', 'check-too-little'), wrong('other currency', 'check-other-currency')]
  if (!can.anyAmount) return [unfit]
  const prices = [
    ...ODD_AMOUNTS.map((amount) => ({ amount, currency: 'TZS' as const })),
    // A push is in shillings.
    ...(can.anyCurrency && !can.pushes
      ? (['0.30', '19.99', '100.10'] as const).map((amount) => ({ amount, currency: 'USD' as const }))
      : []),
  ]
  return [
    unfit,
    prices.flatMap((price) => {
      const named = `${price.amount} ${price.currency}`
      const paid = [BUY, pay('check-paid'), advance('1m')]
      return [
        ...(can.webhook ? [plan(`${named}, by webhook`, 'held', [...paid, deliver(0)], price)] : []),
        ...(can.returns || can.jobs
          ? [
              plan(
                `${named}, by query`,
                'query',
                [...paid, ...(can.jobs ? [TICK] : []), ...(can.returns ? [BACK] : [])],
                price,
              ),
            ]
          : []),
      ]
    }),
  ]
}

/** The other values of what ClickPesa's documents leave open, one at a time. */
export function dialects(can: Abilities): Rounds {
  return SWITCH_NAMES.filter((name) => isOpen(SWITCHES[name])).flatMap((name) => {
    const { values, profiles } = SWITCHES[name]
    return (values as readonly SwitchPosition[])
      .flatMap((position) => ('value' in position ? [position.value] : []))
      .filter((value) => value !== profiles.live)
      .map((value) => {
        const rest = { dialect: { [name]: value } }
        const named = `${name}: ${value}`
        const looks = [...(can.jobs ? [TICK] : []), ...(can.returns ? [BACK] : [])]
        const paid = [BUY, pay('check-paid'), advance('1m')]
        return [
          ...(can.webhook
            ? [
                plan(`${named}, paid`, 'both', [...paid, ...looks], rest),
                plan(`${named}, failed`, 'both', [BUY, pay('check-failed'), advance('1m'), ...looks], rest),
              ]
            : []),
          ...(looks.length > 0
            ? [
                plan(
                  `${named}, no messages`,
                  'query',
                  [BUY, ...looks, pay('check-paid'), advance('1m'), ...looks],
                  rest,
                ),
              ]
            : []),
        ]
      })
  })
}

/** What cannot be tried, because the test build does not offer it. */
export function skippedFor(can: Abilities): Skipped[] {
  const found: Skipped[] = []
  if (!can.webhook) {
    found.push({
      phase: 'catalogue',
      what: 'webhooks',
      because: 'no webhook address is given (receives: webhook)',
      wouldFind: ['believes-forgery', 'refuses-genuine', 'fulfils-again', 'stays-failed'],
    })
  }
  if (!can.returns) {
    found.push({
      phase: 'catalogue',
      what: 'customers who come back',
      because: 'no return address is given (receives: return)',
      wouldFind: ['believes-return', 'customer-error', 'customer-waits'],
    })
  }
  if (!can.again) {
    found.push({
      phase: 'API faults',
      what: 'second tries',
      because: 'the config has no "again"',
      wouldFind: ['no-link', 'fulfils-again', 'stays-failed'],
    })
  }
  if (!can.jobs) {
    found.push({
      phase: 'explore',
      what: "the shop's jobs and the days after",
      because: 'the config has no "time"',
      wouldFind: ['misses-without-message', 'misses-reversal'],
    })
  }
  if (!can.anyAmount) {
    found.push({
      phase: 'amounts',
      what: 'odd amounts',
      because: 'the config sells nothing for {amount}',
      wouldFind: ['other-amount', 'never-fulfils', 'fulfils-too-little'],
    })
  }
  return found
}
