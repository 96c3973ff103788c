import type { TraceContext } from '../domain/trace-context.js'

type Attributes = Readonly<Record<string, string | number>>

/** Something that takes time, and is to be seen in a trace. */
interface SpanDescription {
  readonly name: string
  /** A call that came, or one that is made. */
  readonly kind: 'server' | 'client'
  /** What it follows from; null begins a trace. */
  readonly parent: TraceContext | null
  readonly attributes: Attributes
}

/** Something under way. */
export interface Span {
  /** What the calls that it makes carry on. */
  readonly context: TraceContext
  /** Does something as a part of it: spans that are begun within are below it. */
  run<T>(act: () => T): T
  end(outcome: { readonly attributes?: Attributes; readonly failed?: boolean }): void
}

/** Where spans are reported to. A sandbox that reports to nobody has none. */
export interface Tracer {
  begin(span: SpanDescription): Span
  /** Begins a part of what is running; null where nothing is. */
  beginPart(name: string): Span | null
}
