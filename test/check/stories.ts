import type { Claim, Event } from '../../server/check/event-schema.js'
import type { History } from '../../server/check/history.js'
import type { MistakeKind } from '../../server/check/mistakes.js'
import type { Plan } from '../../server/check/plan.js'
import type { Judgement } from '../../server/check/policy.js'
import type { PaymentView } from '../../server/control/views.js'
import type { PaymentStatus } from '../../server/domain/payment.js'

/** What happened to one order, as check would have recorded it, and what a judge has to say about it. */
export interface Story {
  readonly name: string
  readonly history: History
  readonly judgement: Judgement
  readonly finds: readonly MistakeKind[]
}

export type News = Event extends infer One ? (One extends Event ? Omit<One, 'step' | 'at'> : never) : never

const MINUTE = 60_000
const NOON = Date.parse('2026-11-30T09:00:00Z')
const PRICE = { amount: '12500', currency: 'TZS' } as const

interface Told {
  readonly amount?: number | null
  readonly currency?: string
  readonly orderReference?: string | null
  readonly paymentId?: string
  readonly genuine?: boolean
  readonly forged?: boolean
  readonly status?: number
  readonly ms?: number
}

function claim(
  said: string,
  { amount = 1_250_000, currency = 'TZS', orderReference = 'ORDER1', paymentId = 'PAYMENT1' }: Told,
): Claim {
  return { paymentId, orderReference, status: said, amount, currency }
}

const message =
  (by: 'webhook' | 'callback') =>
  (said: string, told: Told = {}): News => ({
    kind: 'told',
    by,
    claims: [claim(said, told)],
    genuine: told.genuine ?? true,
    forged: told.forged ?? false,
    reply: { status: told.status ?? 200, ms: told.ms ?? 5 },
    body: `{"status":"${said}"}`,
  })

export const webhook = message('webhook')
export const callback = message('callback')
export const forged = (said: string) => webhook(said, { genuine: false, forged: true })

/** The answer to a query, of one payment or of several. */
export function query(said: string | readonly string[], told: Told = {}): News {
  const claims = [said].flat().map((one) => claim(one, told))
  return { kind: 'told', by: 'query', claims, genuine: true, forged: false, reply: null, body: '[]' }
}

export const bought: News = { kind: 'asked', again: false, since: 0, failed: null, ms: 5 }
export const tick: News = { kind: 'tick' }

export function askedInVain(since: number, ms = 5): News {
  return { kind: 'asked', again: true, since, failed: 'answered 502', ms }
}

export function fault(call: Extract<Event, { kind: 'fault' }>['call'] = 'query'): News {
  return { kind: 'fault', call }
}

export function back(
  claims: 'SUCCESS' | 'FAILED' | null = null,
  { status = 200, ms = 5, isKnown = true } = {},
): News {
  return { kind: 'back', claims, isKnown, reply: { status, ms } }
}

export function look(fulfilled: number, state: string | null = null): News {
  return { kind: 'look', fulfilled, state }
}

export function refused(code: string): News {
  return { kind: 'refused', code, explanation: 'the reason', call: 'POST /third-parties/checkout-link' }
}

/** A payment of the order that came to these statuses, one a minute, after one minute. */
export function payment(
  statuses: readonly PaymentStatus[],
  rest: Partial<
    Pick<PaymentView, 'amount' | 'currency' | 'scenario' | 'asked' | 'id' | 'orderReference'>
  > = {},
): PaymentView {
  const history = statuses.map((to, at) => ({
    from: statuses[at - 1] ?? 'PROCESSING',
    to,
    at: new Date(NOON + (at + 1) * MINUTE).toISOString(),
  }))
  const paid = { id: 'PAYMENT1', orderReference: 'ORDER1', asked: PRICE, scenario: 'check-paid', ...PRICE }
  return { ...paid, status: statuses.at(-1) ?? 'PROCESSING', history, ...rest } as unknown as PaymentView
}

interface Setting {
  readonly payments?: readonly PaymentView[]
  readonly plan?: Partial<Plan>
  readonly judgement?: Partial<Judgement>
  /** Minutes between two steps; one, when left out. */
  readonly pace?: number
}

/** A story in steps; each happens a minute after the one before. */
export function story(
  name: string,
  steps: readonly (readonly News[])[],
  finds: readonly MistakeKind[],
  { payments = [payment(['SUCCESS'])], plan = {}, judgement = {}, pace = 1 }: Setting = {},
): Story {
  const events = steps.flatMap((news, step) =>
    news.map((one) => ({ ...one, step, at: NOON + step * pace * MINUTE }) as Event),
  )
  return {
    name,
    finds,
    judgement: {
      policy: { overpaid: 'review', netOfFees: 'review', exchanged: 'review', unverifiable: 'refuse' },
      words: { failed: ['failed'], review: ['review'] },
      answers: { webhook: 5000, customer: 10_000 },
      checksum: true,
      ...judgement,
    },
    history: {
      plan: { name, way: 'held', steps: [{ do: 'buy' }], ...PRICE, ...plan },
      id: '1',
      references: ['ORDER1'],
      events,
      payments,
      hadFault: false,
    },
  }
}

/** What can be said only once no more messages come. */
const ONLY_IN_THE_END: readonly MistakeKind[] = [
  'never-fulfils',
  'misses-without-message',
  'stays-failed',
  'misses-reversal',
  'not-reviewed',
]

export function findsBeforeTheEnd({ finds }: Story): readonly MistakeKind[] {
  return finds.filter((kind) => !ONLY_IN_THE_END.includes(kind))
}
