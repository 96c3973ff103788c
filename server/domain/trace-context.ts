import { SeededRandom } from './random.js'

/** The place of something in a distributed trace, as headers carry it on (W3C Trace Context, levels 1 and 2). */
export interface TraceContext {
  /** Version 00: the id of the trace, of the span that comes before, and the flags. */
  readonly traceparent: string
  /** What makers of tracing tools add, as it came. */
  readonly tracestate?: string
}

/** Version, trace id, span id, flags; versions after 00 may have more behind them. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** A list member: a key, perhaps of a tenant, and a value of printable characters. */
const MEMBER =
  /^[a-z0-9][a-z0-9_\-*/]{0,255}(@[a-z][a-z0-9_\-*/]{0,13})?=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/

const MAX_MEMBERS = 32

/** Characters of `tracestate` that are kept: what everybody has to pass on. */
const MAX_STATE_LENGTH = 512

/**
 * The trace that a request belongs to; null where it names none, or none that is well-formed. A `tracestate` that is
 * malformed is left out, as the specification wants it.
 */
export function traceContextIn(headers: Readonly<Record<string, unknown>>): TraceContext | null {
  const { traceparent, tracestate } = headers
  if (typeof traceparent !== 'string') return null
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(traceparent.trim()) ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null
  if (isZero(traceId) || isZero(spanId)) return null
  const state = typeof tracestate === 'string' ? stateIn(tracestate) : ''
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, ...(state ? { tracestate: state } : {}) }
}

/** The context that a request carries which follows from another one: of the same trace, under a span of its own. */
export function childOf({ traceparent, ...rest }: TraceContext, spanId: string): TraceContext {
  const [version, traceId, , flags] = traceparent.split('-')
  return { traceparent: [version, traceId, spanId, flags].join('-'), ...rest }
}

/** The id of a span, always the same for the same thing of a merchant: what is sent again after a crash has it again. */
export function spanIdFor(seed: string, id: string): string {
  return new SeededRandom({ seed: `${seed}/span/${id}`, position: 0 }).hex(16).toLowerCase()
}

/** By which a trace is looked up. */
export function traceIdOf({ traceparent }: TraceContext): string {
  return traceparent.split('-')[1] ?? ''
}

function stateIn(tracestate: string): string {
  const members = tracestate
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '')
  if (members.length > MAX_MEMBERS || !members.every((member) => MEMBER.test(member))) return ''
  if (new Set(members.map((member) => member.split('=', 1)[0])).size < members.length) return ''
  while (members.join(',').length > MAX_STATE_LENGTH) members.pop()
  return members.join(',')
}

function isZero(id: string): boolean {
  return /^0+$/.test(id)
}
