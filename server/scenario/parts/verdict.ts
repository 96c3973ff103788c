import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { ORDER_ORIGINS, type OrderOrigin } from '../../domain/order-origin.js'
import type { Issue } from '../../schema/issue.js'
import { closed, type Part } from './part.js'

/**
 * How an order can stand with a merchant in the end: `paid`; `failed`, given up; `review`, a person must look; `open`,
 * it can still be paid.
 */
export const ENDS = ['paid', 'failed', 'review', 'open'] as const
export type End = (typeof ENDS)[number]

/**
 * Where correct merchants differ, and what each may choose:
 * - `netOfFees`: what is reported as collected lacks the gateway's fee,
 * - `overpaid`: more was collected than the order asks for,
 * - `exchanged`: the right sum was collected in another currency, by an exchange that the gateway tells,
 * - `unverifiable`: a message has no checksum. Who accepts it answers 2xx and may ask the query because of it.
 */
export const POLICIES = {
  netOfFees: ['fulfil', 'review'],
  overpaid: ['fulfil', 'review'],
  exchanged: ['fulfil', 'review'],
  unverifiable: ['accept', 'refuse'],
} as const

type PolicyName = keyof typeof POLICIES

/** What a merchant chose wherever correct merchants differ. */
export type Policy = { readonly [Name in PolicyName]: (typeof POLICIES)[Name][number] }

/** What is assumed of a merchant that says nothing. */
export const DEFAULT_POLICY: Policy = {
  netOfFees: 'review',
  overpaid: 'fulfil',
  exchanged: 'review',
  unverifiable: 'refuse',
}

/** What a correct merchant ends with when an order goes by a scenario and everything is followed for days. */
export interface Verdict {
  /** How often it fulfils the order. */
  readonly fulfilled: number
  /** How the order stands; each of them is right. */
  readonly ends: readonly End[]
  /**
   * Whether at least one message is not genuine, so that it is answered with something else than 2xx. It holds for
   * applications that have checksums on.
   */
  readonly refuses: boolean
  /** The only origin of orders that the scenario is about; null for any. */
  readonly origin: OrderOrigin | null
}

const result = {
  fulfilled: {
    type: 'integer',
    minimum: 0,
    maximum: 20,
    description: 'How often it fulfils the order.',
  },
  ends: {
    description: 'How the order stands in the end; several, where each of them is right.',
    anyOf: [
      { type: 'string', enum: ENDS },
      { type: 'array', minItems: 2, uniqueItems: true, items: { type: 'string', enum: ENDS } },
    ],
  },
  refuses: {
    type: 'boolean',
    enum: [true],
    description: 'At least one message is not genuine; it is answered with something else than 2xx.',
  },
} as const satisfies Record<string, JSONSchema>

const choice = {
  type: 'object',
  additionalProperties: false,
  required: ['fulfilled', 'ends'],
  description: 'What a merchant that chose this ends with.',
  properties: result,
} as const satisfies JSONSchema

const merchantProperties = {
  ...result,
  origin: {
    type: 'string',
    enum: ORDER_ORIGINS,
    description: 'The only origin of orders that this is about; any, when left out.',
  },
  policy: {
    type: 'string',
    enum: Object.keys(POLICIES) as PolicyName[],
    description: 'Where correct merchants differ: each choice then says what it ends with.',
  },
  fulfil: choice,
  review: choice,
  accept: choice,
  refuse: choice,
} as const satisfies Record<string, JSONSchema>

export type WrittenVerdict = FromSchema<{
  type: 'object'
  additionalProperties: false
  properties: typeof merchantProperties
}>

type WrittenResult = Pick<WrittenVerdict, 'fulfilled' | 'ends' | 'refuses'>
type Choice = (typeof POLICIES)[PolicyName][number]

/** A verdict for all merchants, or one for each choice of a policy. */
type Verdicts =
  | { readonly policy: null; readonly verdict: Verdict }
  | { readonly policy: PolicyName; readonly byChoice: readonly (readonly [Choice, Verdict])[] }

/** What a correct merchant ends with; null where a scenario does not say it. */
export const merchant: Part<WrittenVerdict, Verdicts | null> = {
  schema: closed(
    merchantProperties,
    'What a correct merchant ends with when the order is followed for days; `check` compares merchants with it.',
  ),
  check(written) {
    const { policy } = written
    const choices: readonly Choice[] = policy ? POLICIES[policy] : []
    const wanted: readonly (keyof WrittenVerdict)[] = policy ? choices : ['fulfilled', 'ends']
    const possible = new Set<string>([...wanted, 'origin', policy ? 'policy' : 'refuses'])
    const missing = wanted.filter((key) => written[key] === undefined)
    const tooMuch = Object.keys(written).filter((key) => !possible.has(key))
    return [
      ...missing.map(
        (key): Issue => ({
          path: [],
          message: `"${key}" is missing: ${policy ? `the policy ${policy} needs ${choices.join(' and ')}` : 'say what the merchant ends with, or name a policy'}`,
        }),
      ),
      ...tooMuch.map(
        (key): Issue => ({
          path: [key],
          message: policy
            ? `does not belong to the policy ${policy}, which needs ${choices.join(' and ')}`
            : 'is a choice of a policy, and no policy is named',
        }),
      ),
    ]
  },
  compile(written) {
    if (!written) return null
    const { policy, origin = null } = written
    if (!policy) return { policy: null, verdict: verdictFrom(written, origin) }
    return {
      policy,
      byChoice: POLICIES[policy].map((choice) => [choice, verdictFrom(written[choice] ?? {}, origin)]),
    }
  },
  explain(verdicts) {
    if (!verdicts) return ''
    if (verdicts.policy === null) return `${aboutOrigin(verdicts.verdict)} ${describe(verdicts.verdict)}.`
    const [[first, one], ...others] = verdicts.byChoice as [[Choice, Verdict], ...[Choice, Verdict][]]
    const rest = others.map(([choice, verdict]) => `; with "${choice}", it ${describe(verdict)}`)
    return `${aboutOrigin(one)} that chose "${first}" for ${verdicts.policy} ${describe(one)}${rest.join('')}.`
  },
}

/**
 * What a correct merchant with this policy ends with when an order goes by a scenario.
 *
 * @param scenario - One that was loaded, or what the control API says of it.
 * @returns undefined where the scenario does not say it: it is not about money that comes in, or somebody's own.
 */
export function verdictOf(
  { written }: { readonly written: { readonly merchant?: WrittenVerdict } },
  policy: Policy = DEFAULT_POLICY,
): Verdict | undefined {
  const verdicts = merchant.compile(written.merchant)
  if (!verdicts) return undefined
  if (verdicts.policy === null) return verdicts.verdict
  const chosen = policy[verdicts.policy]
  return verdicts.byChoice.find(([choice]) => choice === chosen)?.[1]
}

function verdictFrom(
  { fulfilled = 0, ends = [], refuses }: WrittenResult,
  origin: OrderOrigin | null,
): Verdict {
  return { fulfilled, ends: typeof ends === 'string' ? [ends] : ends, refuses: refuses === true, origin }
}

function aboutOrigin({ origin }: Verdict): string {
  return origin ? `With orders made by ${origin}, a correct merchant` : 'A correct merchant'
}

function describe({ fulfilled, ends, refuses }: Verdict): string {
  const order =
    ['does not fulfil the order', 'fulfils the order once'][fulfilled] ??
    `fulfils the order ${fulfilled} times`
  const refusal = refuses ? ', and refuses a message that is not genuine' : ''
  return `${order}, which ends ${ends.map((end) => STANDS[end]).join(' or ')}${refusal}`
}

const STANDS: Readonly<Record<End, string>> = {
  paid: 'paid',
  failed: 'failed',
  review: 'with a person who must look',
  open: 'open',
}
