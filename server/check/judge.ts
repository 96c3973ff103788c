import type { PaymentView } from '../control/views.js'
import { parseAmount } from '../domain/money.js'
import { formatDuration } from '../lib/duration.js'
import type { Claim, Event } from './event-schema.js'
import { type History, hasBeen, saysOver, saysPaid } from './history.js'
import { keyOf, type Mistake, type MistakeKind } from './mistakes.js'
import type { Plan } from './plan.js'
import type { Judgement } from './policy.js'
import type { Reply } from './relay.js'
import { describeSteps } from './steps.js'

type Told = Extract<Event, { kind: 'told' }>
type Look = Extract<Event, { kind: 'look' }>

/** Whether a payment is what the order asks for; `either` where right shops differ. */
type Fit = 'fits' | 'either' | 'too-little' | 'other-currency'

/**
 * What one run shows to be wrong with a shop. A shop is judged by what it gave out and said, against what ClickPesa had told
 * it by then; nothing is held against it that it could not know. Whether it did what it owes in the end can be said
 * only `atEnd`.
 */
export function judge(history: History, judgement: Judgement, atEnd: boolean): Mistake[] {
  const found = [
    ...fulfilments(history, judgement),
    ...failures(history, judgement),
    ...answers(history, judgement),
    ...sales(history, judgement),
    ...refusedCalls(history),
    ...(atEnd ? inTheEnd(history, judgement) : []),
  ]
  return [...new Map(found.toReversed().map((mistake) => [keyOf(mistake), mistake])).values()].toReversed()
}

/** Fulfilled at most once, and only with proof of the right amount in the right currency. */
function fulfilments(history: History, judgement: Judgement): Mistake[] {
  const found: Mistake[] = []
  let before = 0
  for (const look of looks(history)) {
    if (look.fulfilled > 1) {
      const times = looks(history)
        .filter((one, at, all) => one.fulfilled > (all[at - 1]?.fulfilled ?? 0))
        .map((one) => `${timesText(one.fulfilled)} ${since(history, one)}`)
      found.push(mistake('fulfils-again', look, [`fulfilled ${times.join(', ')}, ${trigger(history, look)}`]))
    }
    if (before === 0 && look.fulfilled > 0) found.push(...unproven(history, judgement, look))
    before = Math.max(before, look.fulfilled)
  }
  return found
}

function unproven(history: History, judgement: Judgement, look: Look): Mistake[] {
  const known = history.events.filter((event) => event.step <= look.step)
  const told = known.filter((event) => event.kind === 'told')
  const paid = told.flatMap((event) => event.claims.filter(saysPaid).map((claim) => ({ event, claim })))
  const proofs = paid.filter(({ event }) => event.genuine)
  const fits = proofs.map(({ claim }) => fitOfClaim(claim, history, judgement))
  if (fits.some((fit) => fit === 'fits' || fit === 'either')) return []
  const because = [
    `fulfilled ${since(history, look)}, ${trigger(history, look)}`,
    proofs.length > 0
      ? `of ${history.plan.amount} ${history.plan.currency}, ClickPesa had reported ${proofs.map(({ claim }) => claimText(claim)).join(', then ')}`
      : 'ClickPesa had not said by then that it was paid',
  ]
  if (fits.includes('other-currency')) return [mistake('fulfils-other-currency', look, because)]
  if (fits.includes('too-little')) return [mistake('fulfils-too-little', look, because)]
  if (paid.some(({ event }) => !event.genuine)) {
    return isUnverifiable(history, judgement) && judgement.policy.unverifiable === 'accept'
      ? []
      : [mistake('believes-forgery', look, because)]
  }
  const claimed = known.some((event) => event.kind === 'back' && event.claims === 'SUCCESS')
  return [mistake(claimed ? 'believes-return' : 'fulfils-unpaid', look, because)]
}

/** Never failed unless something failed. */
function failures(history: History, judgement: Judgement): Mistake[] {
  const { words } = judgement
  const isFailed = (look: Look) => words.failed?.some((word) => word === look.state)
  const look = looks(history).find(isFailed)
  if (!look) return []
  if (history.payments.some((payment) => OVER.some((status) => hasBeen(payment, status)))) return []
  const known = history.events.filter((event) => event.step <= look.step)
  const told = known.filter((event) => event.kind === 'told')
  // What does not fit may be called what the shop likes, and so may an order for which there never was a link.
  if (told.some((event) => event.genuine && event.claims.some(saysPaid))) return []
  if (!known.some((event) => event.kind === 'asked' && event.failed === null)) return []
  const proof = [`its state was "${look.state}" ${since(history, look)}, ${trigger(history, look)}`]
  // It is not genuine: no payment failed.
  if (told.some((event) => event.claims.some(saysOver))) {
    const mayBelieve = isUnverifiable(history, judgement) && judgement.policy.unverifiable === 'accept'
    return mayBelieve ? [] : [mistake('believes-forgery', look, proof)]
  }
  const claimed = known.some((event) => event.kind === 'back' && event.claims === 'FAILED')
  return [mistake(claimed ? 'believes-return' : 'fails-without-failure', look, proof)]
}

const OVER = ['FAILED', 'REFUNDED', 'REVERSED'] as const

/** Genuine messages are taken, in time; customers get a page, in time. */
function answers(history: History, judgement: Judgement): Mistake[] {
  const { answers: patience } = judgement
  const found: Mistake[] = []
  for (const event of history.events) {
    const isFaulty = faultAt(history, event.step)
    if (event.kind === 'told' && event.reply) {
      const { status, ms } = event.reply
      const isTaken = status >= 200 && status < 300
      const said = `${event.by} ${event.claims.map(({ status }) => status).join()}`
      const mayRefuse = isUnverifiable(history, judgement) && judgement.policy.unverifiable !== 'accept'
      if (ms > patience.webhook) {
        found.push(mistake('answers-late', event, [`the ${said} was ${late(event.reply, patience.webhook)}`]))
      }
      const hung = status === 0 && ms > patience.webhook
      if (event.genuine && !isTaken && !hung && !isFaulty && !mayRefuse && knewOrder(history, event)) {
        const how = status === 0 ? 'by breaking off the connection' : `with ${status}`
        found.push(
          mistake('refuses-genuine', event, [`the ${said} was answered ${how}`, `it was ${event.body}`]),
        )
      }
    }
    if (event.kind === 'back') {
      const { status, ms } = event.reply
      if (ms > patience.customer) {
        found.push(
          mistake('customer-waits', event, [`the return page was ${late(event.reply, patience.customer)}`]),
        )
      } else if (status === 0 || status === 500 || (status > 500 && !isFaulty)) {
        const how = status === 0 ? 'broke off the connection' : `answered with ${status}`
        found.push(mistake('customer-error', event, [`the return page ${how}`]))
      }
    }
    if (event.kind === 'asked' && event.ms > patience.customer) {
      found.push(
        mistake('customer-waits', event, [
          `who orders had to wait for ${seconds(event.ms)}; ${seconds(patience.customer)} are allowed`,
          event.failed === null ? '' : `it ended with: ${event.failed}`,
        ]),
      )
    }
  }
  return found
}

/** A link can be had while ClickPesa is well, and it asks for what the order costs. */
function sales(history: History, { answers: patience }: Judgement): Mistake[] {
  const found: Mistake[] = []
  for (const event of history.events) {
    // What came too late is told as that.
    if (event.kind !== 'asked' || event.failed === null || event.ms > patience.customer) continue
    const faults = history.events.filter((one) => one.kind === 'fault')
    const fault = faults.filter(({ step }) => step >= event.since && step <= event.step)
    const before = faults.some(({ step }) => step < event.since)
    const onlyDead = fault.every(({ call }) => call === 'dead-token')
    if (fault.length === 0 || (onlyDead && before)) {
      found.push(mistake('no-link', event, [`it ended with: ${event.failed}`]))
    }
  }
  const wrong = history.payments.find(
    ({ asked }) =>
      parseAmount(asked.amount) !== priceOf(history.plan) || asked.currency !== history.plan.currency,
  )
  if (wrong) {
    found.push(
      mistake('other-amount', { step: history.plan.steps.length }, [
        `the order costs ${history.plan.amount} ${history.plan.currency}; ClickPesa was asked for ${wrong.asked.amount} ${wrong.asked.currency}`,
      ]),
    )
  }
  return found
}

function refusedCalls(history: History): Mistake[] {
  return history.events
    .filter((event) => event.kind === 'refused')
    .map((event) => ({
      ...mistake('refused-call', event, [event.call, event.explanation]),
      detail: event.code,
    }))
}

/** What is owed in the end, by all that the shop could know. */
function inTheEnd(history: History, judgement: Judgement): Mistake[] {
  const last = looks(history).at(-1)
  if (!last) return []
  const { words } = judgement
  const isIn = (list: readonly string[] = []) => list.some((word) => word === last.state)
  const told = history.events.filter((event) => event.kind === 'told' && event.genuine) as Told[]
  const paid = history.payments.filter(isPaidNow)
  const fitting = paid.filter((payment) => fitOf(payment, history.plan, judgement) === 'fits')
  const isOdd =
    history.payments.length > 1 ||
    history.payments.some((payment) => ODD.some((status) => hasBeen(payment, status)))

  if (last.fulfilled === 0 && fitting.length > 0) {
    const mustBePaid = history.plan.ends?.length === 1 && history.plan.ends[0] === 'paid'
    if (isOdd && !mustBePaid && (isIn(words.review) || words.review === undefined) && !isIn(words.failed))
      return []
    const heard = told.filter(({ claims }) => claims.some(saysPaid))
    const state = last.state === null ? '' : `; its state is "${last.state}"`
    const proof = [
      `${fitting[0]?.amount} ${fitting[0]?.currency} were paid, and nothing was fulfilled${state}`,
    ]
    if (
      heard.length > 0 &&
      !(isUnverifiable(history, judgement) && heard.every(({ by }) => by !== 'query'))
    ) {
      // A shop that believes nothing but queries was told the contrary, and has to have had another moment to ask.
      const since = told.slice(told.lastIndexOf(heard.at(-1) as Told) + 1)
      const contrary = since.findLast(({ by }) => by === 'query')
      if (contrary && chanceToAsk(history, fitting, contrary.step + 1) === null) return []
      const kind = isIn(words.failed) ? 'stays-failed' : 'never-fulfils'
      const by = heard.map((event) => `${event.by} at ${clockText(history, event)}`).join(', ')
      return [mistake(kind, last, [...proof, `it was told so by ${by}`])]
    }
    // Who asked and was told the contrary has to have had another moment to ask as well.
    const asked = told.findLast(({ by }) => by === 'query')
    const chance = chanceToAsk(history, fitting, asked ? asked.step + 1 : 0)
    if (chance === null) return []
    return [mistake(isIn(words.failed) ? 'stays-failed' : 'misses-without-message', last, [...proof, chance])]
  }
  if (fitting.length > 0 && isIn(words.failed)) {
    return [
      mistake('stays-failed', last, [
        `${fitting[0]?.amount} ${fitting[0]?.currency} were paid, the order was fulfilled, and its state is "${last.state}"`,
      ]),
    ]
  }
  const wantsPerson = history.plan.ends?.length === 1 && history.plan.ends[0] === 'review'
  if (wantsPerson && words.review && last.fulfilled === 0 && !isIn(words.review)) {
    const heard = told.filter(({ claims }) => claims.some(saysPaid))
    if (heard.length > 0 && !isUnverifiable(history, judgement)) {
      const said = heard.map(({ by, claims }) => `${by} ${claims.map(claimText).join(', ')}`)
      return [
        mistake('not-reviewed', last, [`it was told by ${said.join(', ')}`, `its state is "${last.state}"`]),
      ]
    }
  }
  if (last.fulfilled > 0 && paid.length === 0 && words.review) {
    const since = looks(history).find(({ fulfilled }) => fulfilled > 0)?.step ?? 0
    const claims = told.flatMap((event) => event.claims)
    const gone = claims.filter((claim) => takesBack(claim, history)).map((claim) => paymentOf(claim, history))
    // Of several payments, one may be thought to be there still, whichever message or answer told of it.
    if (claims.some((claim) => saysPaid(claim) && !gone.includes(paymentOf(claim, history)))) return []
    const back = told.filter(
      (event) =>
        (event.step > since || isLastWordOf(since, event, told, history.plan)) &&
        event.claims.some((claim) => takesBack(claim, history)) &&
        event.reply?.status !== 0,
    )
    // While another may still come, it is not wrong to wait for it; but not for ever.
    const isWaiting = !history.payments.every(saysOver) && !hasTickedAfter(history, back)
    if (back.length > 0 && !isWaiting && !isIn(words.review) && !isIn(words.failed)) {
      const at = back.map(
        (event) =>
          `${event.by} ${event.claims.map(({ status }) => status).join()} at ${clockText(history, event)}`,
      )
      return [
        mistake('misses-reversal', last, [
          `it was told by ${at.join(', ')}`,
          `its state is still "${last.state}"`,
        ]),
      ]
    }
  }
  return []
}

/** Whether a step that one thing happened at, after another, ended with this and not with news of a payment. */
function isLastWordOf(step: number, event: Told, told: readonly Told[], { steps }: Plan): boolean {
  if (event.step !== step || steps[step]?.do === 'side-by-side') return false
  const later = told.slice(told.indexOf(event) + 1)
  return !later.some((one) => one.step === step && one.claims.some(saysPaid))
}

const ODD = ['FAILED', 'REFUNDED', 'REVERSED', 'ON-HOLD'] as const

/** Nobody has to ask for longer about money that may have come, nor about an order that seems to be given up. */
const A_DAY = 86_400_000
const TWO_DAYS = 2 * A_DAY

/** Whether jobs ran when a day had passed since all of this was told. */
function hasTickedAfter({ events }: History, told: readonly Told[]): boolean {
  const since = Math.max(...told.map(({ at }) => at)) + A_DAY
  return events.some(({ kind, at }) => kind === 'tick' && at >= since)
}

/** After the money was there, was there a moment at which the shop should have asked, at this step or later? */
function chanceToAsk(history: History, paid: readonly PaymentView[], from = 0): string | null {
  const since = Math.min(
    ...paid.flatMap(({ history: moves }) =>
      moves.filter(({ to }) => to === 'SUCCESS' || to === 'SETTLED').map(({ at }) => Date.parse(at)),
    ),
  )
  const later = history.events.filter(({ at, step }) => at >= since && step >= from)
  const asked = history.events.filter(({ kind }) => kind === 'asked').map(({ at }) => at)
  const soon = later.filter(({ at }) => at <= since + A_DAY && at <= Math.max(...asked) + TWO_DAYS)
  if (soon.some((event) => event.kind === 'tick')) return 'its jobs ran after that'
  const back = later.some((event) => event.kind === 'back' && event.isKnown && !faultAt(history, event.step))
  return back ? 'the customer came back after that' : null
}

const PAID = ['SUCCESS', 'SETTLED'] as const

function isPaidNow({ status }: PaymentView): boolean {
  return status === 'SUCCESS' || status === 'SETTLED'
}

/** Whether a claim says that money is gone which was there: one that failed before another was paid takes nothing back. */
function takesBack(claim: Claim, history: History): boolean {
  const payment = paymentOf(claim, history)
  return saysOver(claim) && payment !== undefined && PAID.some((status) => hasBeen(payment, status))
}

function paymentOf(claim: Claim, { payments }: History): PaymentView | undefined {
  return (
    payments.find(({ id }) => id === claim.paymentId) ??
    payments.find(({ orderReference }) => orderReference === claim.orderReference)
  )
}

function fitOfClaim(claim: Claim, history: History, judgement: Judgement): Fit {
  const payment = paymentOf(claim, history)
  return payment ? fitOf(payment, history.plan, judgement) : 'too-little'
}

function fitOf(payment: PaymentView, plan: Plan, { policy }: Judgement): Fit {
  if (payment.currency !== plan.currency) {
    return payment.scenario.startsWith('exchanged-currency')
      ? decided(policy.exchanged, 'other-currency')
      : 'other-currency'
  }
  const difference = (parseAmount(payment.amount) ?? 0) - priceOf(plan)
  if (difference === 0) return 'fits'
  if (difference > 0) return decided(policy.overpaid, 'too-little')
  return payment.scenario.startsWith('net-of-fees') ? decided(policy.netOfFees, 'too-little') : 'too-little'
}

/** Where right shops differ: what this one does, when its owner has said that. */
function decided(choice: 'fulfil' | 'review' | undefined, otherwise: Fit): Fit {
  if (choice === undefined) return 'either'
  return choice === 'fulfil' ? 'fits' : otherwise
}

/** Whether this dialect's messages carry no checksum, or one that few receivers know. */
function isUnverifiable({ plan: { dialect = {} } }: History, { checksum }: Judgement): boolean {
  return (
    !checksum ||
    dialect.webhookChecksum === 'none' ||
    dialect.webhookChecksum === 'insideDataLegacy' ||
    dialect.webhookNonAscii === 'escaped' ||
    dialect.callbackChecksum === 'never'
  )
}

function knewOrder(history: History, told: Told): boolean {
  const known = history.events.some(
    (event) => event.kind === 'asked' && event.failed === null && event.step < told.step,
  )
  return known && told.claims.every(({ orderReference }) => history.references.includes(orderReference ?? ''))
}

function faultAt(history: History, step: number): boolean {
  return history.events.some((event) => event.kind === 'fault' && event.step === step)
}

function priceOf({ amount }: Plan): number {
  return parseAmount(amount) ?? 0
}

function looks(history: History): Look[] {
  return history.events.filter((event) => event.kind === 'look')
}

function mistake(kind: MistakeKind, { step }: Pick<Event, 'step'>, proof: readonly string[]): Mistake {
  return { kind, detail: '', step, proof: proof.filter((line) => line !== '') }
}

/** What happened last before a look, as the likely cause of what it shows. */
function trigger(history: History, look: Look): string {
  const step = describeSteps(history.plan)[look.step]
  return step ? `after ${step}` : 'in the days after the last step'
}

function timesText(times: number): string {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`
}

function since(history: History, event: Pick<Event, 'at'>): string {
  return `at ${clockText(history, event)}`
}

/** Time since the order began. */
function clockText(history: History, { at }: Pick<Event, 'at'>): string {
  return formatDuration(at - (history.events[0]?.at ?? at))
}

function claimText({ amount, currency, status }: Claim): string {
  return amount === null ? String(status) : `${status} of ${amount / 100} ${currency ?? ''}`.trim()
}

function late({ status, ms }: Reply, allowed: number): string {
  const how = status === 0 ? 'not answered within' : 'answered after'
  return `${how} ${seconds(ms)}; ${seconds(allowed)} are allowed`
}

function seconds(ms: number): string {
  return formatDuration(Math.round(ms / 100) * 100)
}
