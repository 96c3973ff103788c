import type { RefusalCode } from '../errors.js'

/** The endpoints of the ClickPesa API that faults can be put on. */
export const ENDPOINTS = [
  'generate-token',
  'generate-checkout-url',
  'query-payment',
  'query-payments',
] as const
export type Endpoint = (typeof ENDPOINTS)[number]

/** How the API misbehaves on purpose, with every default filled in. Durations are milliseconds of real time. */
export interface Fault {
  readonly endpoints: readonly Endpoint[]
  /** So many calls go through first. */
  readonly after: number
  /** For so many calls; null for good. */
  readonly times: number | null
  /** Meets only calls whose token has been found good. */
  readonly behindToken: boolean
  /** Whether the call does its work all the same, so that only its answer goes wrong. */
  readonly workDone: boolean
  /** Time that passes before the answer, or what takes its place, is sent. */
  readonly delay: number
  readonly answer: FaultyAnswer
}

/** What a faulty call gets. */
export type FaultyAnswer =
  /** The right answer; it is only late. */
  | { readonly kind: 'right' }
  /** An error in the gateway's own shape; null for the framework's usual words. */
  | {
      readonly kind: 'error'
      readonly status: number
      readonly message: string | null
      readonly headers: Headers
    }
  /** Bytes of the scenario's own. */
  | {
      readonly kind: 'text'
      readonly status: number
      readonly text: string
      readonly contentType: string | null
      readonly headers: Headers
    }
  /** What the gateway says when a rule of its own is broken. */
  | { readonly kind: 'refusal'; readonly code: RefusalCode; readonly as: string; readonly headers: Headers }
  /** No answer at all, over a connection that stays open. */
  | { readonly kind: 'hangs' }
  /** A connection that is reset before the first byte. */
  | { readonly kind: 'reset' }
  /** The right answer's head and half of its body, and a connection that is closed then. */
  | { readonly kind: 'cut-off' }

type Headers = Readonly<Record<string, string>>

/** How often each fault of a scenario has been reached by a call, by its position. */
export type FaultCounts = readonly number[]

export interface NextFault {
  /** The fault that meets the call; null when it goes through. */
  readonly fault: Fault | null
  readonly counts: FaultCounts
}

/** Whether a fault can meet a call to this endpoint at this point, however many calls there were. */
export function appliesTo(fault: Fault, endpoint: Endpoint, behindToken: boolean): boolean {
  return fault.behindToken === behindToken && fault.endpoints.includes(endpoint)
}

/**
 * The fault that meets a call: the first of those that concern it whose turn it is. A call that one fault
 * takes does not count for those below it.
 */
export function nextFault(
  faults: readonly Fault[],
  endpoint: Endpoint,
  behindToken: boolean,
  before: FaultCounts,
): NextFault {
  const counts = faults.map((_, i) => before[i] ?? 0)
  for (const [i, fault] of faults.entries()) {
    if (!appliesTo(fault, endpoint, behindToken)) continue
    const reached = counts[i] ?? 0
    counts[i] = reached + 1
    const { after, times } = fault
    if (reached >= after && (times === null || reached < after + times)) return { fault, counts }
  }
  return { fault: null, counts }
}
