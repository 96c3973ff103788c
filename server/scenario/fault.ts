import type { EndpointId } from '../../contracts/endpoints.js'
import { LIMITS } from '../domain/limits.js'
import type { RefusalCode } from '../errors.js'
import { formatDuration } from '../lib/duration.js'

/** Ways in which a connection fails a call. */
export const CONNECTION_FAULTS = ['hangs', 'reset', 'cut-off'] as const

/** At most this long an answer can be delayed; a call that hangs is ended then. */
export const MAX_ANSWER_MS = LIMITS.heldFor.most

/** How the API misbehaves on purpose, with every default filled in. Durations are milliseconds. */
export interface Fault {
  readonly endpoints: readonly EndpointId[]
  /** How many calls go through first. */
  readonly after: number
  /** How many calls it affects; null for all that follow. */
  readonly times: number | null
  /** Meets only calls whose token has been found good. */
  readonly behindToken: boolean
  /** Whether the call does its work all the same, so that only its answer goes wrong. */
  readonly workDone: boolean
  /** Time that passes, on the merchant's clock or in real time, before the answer, or what takes its place, is sent. */
  readonly delay: number
  readonly answer: FaultyAnswer
}

/** What a faulty call gets. */
export type FaultyAnswer =
  /** The right answer; it is only late. */
  | { readonly kind: 'right' }
  /** The right answer, once somebody releases it; where the work is not done, that is done then. */
  | { readonly kind: 'held' }
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
  | {
      readonly kind: 'refusal'
      readonly code: RefusalCode
      readonly as: string
      /** Whether every token of the application ends with it. */
      readonly endsTokens: boolean
      readonly headers: Headers
    }
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
export function appliesTo(fault: Fault, endpoint: EndpointId, behindToken: boolean): boolean {
  return fault.behindToken === behindToken && fault.endpoints.includes(endpoint)
}

/**
 * The fault that meets a call: the first of those that concern it whose turn it is. A call that one fault
 * takes does not count for those below it.
 */
export function nextFault(
  faults: readonly Fault[],
  endpoint: EndpointId,
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

/** What a call that meets the fault gets, as the end of a sentence: `is answered 503`. */
export function describeOutcome({ answer, delay, workDone }: Fault, several = false): string {
  const be = several ? 'are' : 'is'
  const have = several ? 'have' : 'has'
  const late = delay > 0 ? ` after ${formatDuration(delay)}` : ''
  const done = workDone ? `, though ${several ? 'their' : 'its'} work is done` : ''
  switch (answer.kind) {
    case 'right':
      return `${be} answered right, but only${late}`
    case 'held':
      return `${be} held until somebody releases ${several ? 'them' : 'it'}, ${workDone ? 'when only the answer is missing' : 'before any work is done'}`
    case 'error':
      return `${be} answered ${answer.status}${answer.message ? ` "${answer.message}"` : ''}${late}${done}`
    case 'text':
      return `${be} answered ${answer.status} with ${describeBody(answer)}${late}${done}`
    case 'refusal':
      return `${be} refused ${answer.as}${late}`
    case 'hangs':
      return `${be} never answered${done}`
    case 'reset':
      return `${have} the connection reset${late} before the first byte of an answer${done}`
    case 'cut-off':
      return `${have} the connection closed${late} half way through the right answer`
  }
}

function describeBody({ text, contentType }: { readonly text: string; readonly contentType: string | null }) {
  return text === '' ? 'an empty body' : `${text.length} characters of ${contentType}`
}
