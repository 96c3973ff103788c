import type { JSONSchema } from 'json-schema-to-ts'
import type { CollectionMethods } from '../domain/collection-methods.js'
import type { PayoutStep } from '../domain/payout.js'
import type { AttemptScript } from '../domain/script.js'
import { type Issue, within } from '../schema/issue.js'
import type { SchemaOf } from '../schema/validator.js'
import type { Fault } from './fault.js'
import { callback, type WrittenCallback, type WrittenWebhook, webhook } from './parts/channel.js'
import { collected, type WrittenCollected } from './parts/collected.js'
import { collectionMethods, type WrittenMethods } from './parts/collection-methods.js'
import { expectIssues, expectSchema, type WrittenExpect } from './parts/expect.js'
import { faults, type WrittenFault } from './parts/faults.js'
import { match, type Trigger, type WrittenMatch } from './parts/match.js'
import { closed } from './parts/part.js'
import { payout, type WrittenPayout } from './parts/payout.js'
import { query, type WrittenQuery } from './parts/query.js'
import { returning, type WrittenReturn } from './parts/return.js'
import { timeline, type WrittenTimeline } from './parts/timeline.js'
import { tokenLifetime } from './parts/token-lifetime.js'
import { merchant, type WrittenVerdict } from './parts/verdict.js'
import { waitingIssues } from './parts/waiting.js'

/** A named script of how payments and their notifications go. */
export interface Scenario {
  readonly name: string
  readonly title: string
  /** What happens and what a correct merchant does, for a tester. */
  readonly about: string
  /** What makes an attempt follow it without anybody choosing it. */
  readonly triggers: readonly Trigger[]
  /** How each attempt on a link goes; the last one also covers all later attempts. */
  readonly attempts: readonly [AttemptScript, ...AttemptScript[]]
  readonly faults: readonly Fault[]
  /** How long tokens live, in milliseconds; null for as long as ClickPesa's. */
  readonly tokenLifetime: number | null
  /** How it stands with the methods of the account; what it does not name is as the merchant has it. */
  readonly collectionMethods: CollectionMethods
  /** How payouts go. */
  readonly payout: readonly PayoutStep[]
  /** The file as it was written. */
  readonly written: WrittenScenario
}

const attemptParts: Readonly<Record<keyof WrittenAttempt, JSONSchema>> = {
  pays: {
    type: 'boolean',
    description: 'False: the customer leaves the page instead of paying, and no attempt is made.',
  },
  timeline: timeline.schema,
  webhook: webhook.schema,
  callback: callback.schema,
  return: returning.schema,
  query: query.schema,
  collected: collected.schema,
}

const parts: Readonly<Record<keyof WrittenScenario, JSONSchema>> = {
  title: { type: 'string', minLength: 1, maxLength: 100 },
  about: { type: 'string', minLength: 1, maxLength: 4000 },
  match: match.schema,
  ...attemptParts,
  attempts: {
    type: 'array',
    minItems: 1,
    maxItems: 20,
    description: 'How the first, second ... attempt goes; the last entry covers all later ones.',
    items: closed(attemptParts, 'What differs from the parts at the top.'),
  },
  api: faults.schema,
  tokenLifetime: tokenLifetime.schema,
  collectionMethods: collectionMethods.schema,
  payout: payout.schema,
  merchant: merchant.schema,
  expect: expectSchema,
}

/**
 * What a scenario file may say. The parts at the top hold for every attempt; an entry of `attempts`
 * replaces them for its own.
 */
export const scenarioSchema: SchemaOf<WrittenScenario> = {
  $id: 'https://clickpesa-sandbox.example/scenario.schema.json',
  title: 'A clickpesa-sandbox scenario',
  ...closed(parts, 'How payments and their notifications go.', ['title', 'about']),
}

/** How attempts go, as it is written. Each part's type comes from its schema. */
export interface WrittenAttempt {
  readonly pays?: boolean
  readonly timeline?: WrittenTimeline
  readonly webhook?: WrittenWebhook
  readonly callback?: WrittenCallback
  readonly return?: WrittenReturn
  readonly query?: WrittenQuery
  readonly collected?: WrittenCollected
}

/**
 * A scenario as it is written, in a file or as an object.
 *
 * @example Add a scenario of your own
 * ```ts
 * import { createSandbox, type WrittenScenario } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * const scenario: WrittenScenario = {
 *   title: 'Slow, then declined',
 *   about: 'The operator needs ten minutes to decline. A correct merchant keeps the order open until then.',
 *   timeline: [{ after: '10m', status: 'FAILED', message: 'Declined' }],
 * }
 * await sandbox.addScenario('slow-decline', scenario)
 * await merchant.useScenario('slow-decline')
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('10m')
 * await merchant.waitForPayment({ status: 'FAILED' })
 * await sandbox.close()
 * ```
 */
export interface WrittenScenario extends WrittenAttempt {
  readonly title: string
  readonly about: string
  readonly match?: WrittenMatch
  readonly attempts?: readonly WrittenAttempt[]
  readonly api?: readonly WrittenFault[]
  readonly tokenLifetime?: string
  readonly collectionMethods?: WrittenMethods
  readonly payout?: WrittenPayout
  readonly merchant?: WrittenVerdict
  readonly expect?: WrittenExpect
}

/** What the schema cannot see: moves that the gateway could never make, parts that contradict each other. */
export function scenarioIssues(written: WrittenScenario): Issue[] {
  const { attempts, api, expect } = written
  return [
    ...attemptIssues(written),
    ...(attempts ?? []).flatMap((attempt, i) => within(['attempts', i], attemptIssues(attempt))),
    ...(attempts
      ? attempts.flatMap((attempt, i) => within(['attempts', i], contradictions({ ...written, ...attempt })))
      : contradictions(written)),
    ...partIssues(faults, api, ['api']),
    ...partIssues(tokenLifetime, written.tokenLifetime, ['tokenLifetime']),
    ...partIssues(payout, written.payout, ['payout']),
    ...partIssues(merchant, written.merchant, ['merchant']),
    ...within(['expect'], expect ? expectIssues(expect) : []),
  ]
}

function attemptIssues(written: WrittenAttempt): Issue[] {
  return [
    ...partIssues(timeline, written.timeline, ['timeline']),
    ...(written.timeline ?? []).flatMap((move, i) => [
      ...partIssues(webhook, move.webhook, ['timeline', i, 'webhook']),
      ...partIssues(callback, move.callback, ['timeline', i, 'callback']),
    ]),
    ...partIssues(webhook, written.webhook, ['webhook']),
    ...partIssues(callback, written.callback, ['callback']),
    ...partIssues(returning, written.return, ['return']),
    ...partIssues(query, written.query, ['query']),
  ]
}

/** What a payment has, and a customer who leaves does not. */
const PARTS_OF_PAYMENTS = ['timeline', 'webhook', 'callback', 'return', 'query', 'collected'] as const

function contradictions(written: WrittenAttempt): Issue[] {
  if (written.pays === false) {
    return PARTS_OF_PAYMENTS.filter((part) => written[part] !== undefined).map((part) => ({
      path: [part],
      message: 'says how a payment goes, but with "pays: false" there is none',
    }))
  }
  const { webhook: hook, callback: call } = written
  const moves = (written.timeline ?? []).flatMap((move, i) => {
    if (!move.webhook && !move.callback) return []
    const waiters = { webhook: move.webhook ?? hook, callback: move.callback ?? call, return: written.return }
    return within(['timeline', i], waitingIssues(waiters))
  })
  return [...waitingIssues(written), ...moves]
}

function partIssues<Written>(
  { check }: { readonly check?: (written: Written) => Issue[] },
  written: Written | undefined,
  at: Issue['path'],
): Issue[] {
  return written === undefined || !check ? [] : within(at, check(written))
}

/** The scenario that a checked file describes. */
export function compileScenario(name: string, written: WrittenScenario): Scenario {
  const [first = {}, ...later]: readonly WrittenAttempt[] = written.attempts ?? []
  return {
    name,
    title: written.title,
    about: written.about.trim(),
    triggers: match.compile(written.match),
    attempts: [scriptOf(written, first), ...later.map((attempt) => scriptOf(written, attempt))],
    faults: faults.compile(written.api),
    tokenLifetime: tokenLifetime.compile(written.tokenLifetime),
    collectionMethods: collectionMethods.compile(written.collectionMethods),
    payout: payout.compile(written.payout),
    written,
  }
}

/** How the given attempt on a link goes, counted from 1. */
export function scriptFor(scenario: Scenario, attempt: number): AttemptScript {
  return scenario.attempts[Math.min(attempt, scenario.attempts.length) - 1] ?? scenario.attempts[0]
}

/** The scenario in plain English, a sentence or so for each thing that is out of the ordinary. */
export function explainScenario(scenario: Scenario): string {
  const several = scenario.attempts.length > 1
  const attempts = scenario.attempts.map((script, i) => {
    const last = i === scenario.attempts.length - 1
    const prefix = several ? `Attempt ${i + 1}${last ? ' and later' : ''}: ` : ''
    return prefix + explainAttempt(script)
  })
  const api = [
    faults.explain(scenario.faults),
    tokenLifetime.explain(scenario.tokenLifetime),
    collectionMethods.explain(scenario.collectionMethods),
    payout.explain(scenario.payout),
  ]
  const verdict = merchant.explain(merchant.compile(scenario.written.merchant))
  return [...attempts, api.filter(Boolean).join(' '), verdict, match.explain(scenario.triggers)]
    .filter(Boolean)
    .join('\n')
}

/** What a scenario means for a payout, in plain English: how it goes, and how its merchant is told. */
export function explainForPayout(scenario: Scenario): string {
  const usual = 'The payout arrives, as payouts do without a scenario.'
  return [payout.explain(scenario.payout) || usual, webhook.explain(scenario.attempts[0].webhook)]
    .filter(Boolean)
    .join(' ')
}

function explainAttempt(script: AttemptScript): string {
  if (!script.pays) return 'The customer leaves the page without paying; there is no attempt.'
  const sentences = [
    timeline.explain(script.timeline),
    collected.explain(script.collected),
    webhook.explain(script.webhook),
    callback.explain(script.callback),
    returning.explain(script.return),
    query.explain(script.query),
  ]
  return sentences.filter(Boolean).join(' ')
}

function scriptOf(common: WrittenAttempt, attempt: WrittenAttempt): AttemptScript {
  return {
    pays: attempt.pays ?? common.pays ?? true,
    timeline: timeline.compile(attempt.timeline ?? common.timeline),
    webhook: webhook.compile(attempt.webhook ?? common.webhook),
    callback: callback.compile(attempt.callback ?? common.callback),
    return: returning.compile(attempt.return ?? common.return),
    query: query.compile(attempt.query ?? common.query),
    collected: collected.compile(attempt.collected ?? common.collected),
  }
}
