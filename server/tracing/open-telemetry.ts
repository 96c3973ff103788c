import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import {
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base'
import { systemClock } from '../agenda/real-clock.js'
import type { TraceContext } from '../domain/trace-context.js'
import { packageVersion } from '../package-root.js'
import type { Span, Tracer } from './tracer.js'
import type { WantedTracing } from './wanted.js'

/** A collector that is away must not keep a sandbox from ending, in milliseconds. */
const MAX_FLUSH_MS = 3000

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as const

/** Traces that are reported to a collector, until they are closed. */
export interface Reporting {
  readonly tracer: Tracer
  /** Sends what was not sent yet. Never rejects. */
  readonly close: () => Promise<void>
}

/**
 * Reports traces by the SDK of OpenTelemetry, which reads the address of the collector, headers, sampling and batching from
 * its variables. `tell` is told once when the collector cannot be reached.
 */
export function reportTraces({ encoding }: WantedTracing, tell: (sentence: string) => void): Reporting {
  const exporter = encoding === 'json' ? new JsonExporter() : new ProtobufExporter()
  const usual = resourceFromAttributes({
    'service.name': 'clickpesa-sandbox',
    'service.version': packageVersion,
    'service.instance.id': randomUUID(),
  })
  const provider = new BasicTracerProvider({
    resource: usual.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(tellingOfFailure(exporter, tell))],
  })
  const close = async () => {
    let stopWaiting = () => {}
    const timeUp = new Promise<void>((resolve) => {
      stopWaiting = systemClock.after(MAX_FLUSH_MS, resolve)
    })
    await Promise.race([provider.shutdown().catch(() => {}), timeUp])
    stopWaiting()
  }
  return { tracer: new OpenTelemetryTracer(provider), close }
}

/** An exporter that tells once that it fails, which the SDK keeps to itself. */
function tellingOfFailure(exporter: SpanExporter, tell: (sentence: string) => void): SpanExporter {
  let isTold = false
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error && !isTold) {
          isTold = true
          tell(`traces are not reported: ${result.error.message || result.error.name}`)
        }
        done(result)
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  }
}

class OpenTelemetryTracer implements Tracer {
  readonly #running = new AsyncLocalStorage<Context>()
  readonly #tracer

  constructor(provider: BasicTracerProvider) {
    this.#tracer = provider.getTracer('clickpesa-sandbox', packageVersion)
  }

  begin({ name, kind, parent, attributes }: Parameters<Tracer['begin']>[0]): Span {
    const under = parent ? trace.setSpanContext(ROOT_CONTEXT, remote(parent)) : ROOT_CONTEXT
    return this.#begin(name, KINDS[kind], attributes, under)
  }

  beginPart(name: string): Span | null {
    const under = this.#running.getStore()
    return under ? this.#begin(name, SpanKind.INTERNAL, {}, under) : null
  }

  #begin(
    name: string,
    kind: SpanKind,
    attributes: Readonly<Record<string, string | number>>,
    under: Context,
  ): Span {
    const span = this.#tracer.startSpan(name, { kind, attributes }, under)
    const within = trace.setSpan(under, span)
    return {
      context: written(span.spanContext()),
      run: (act) => this.#running.run(within, act),
      end: ({ attributes = {}, failed = false }) => {
        span.setAttributes(attributes)
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      },
    }
  }
}

function remote({ traceparent, tracestate }: TraceContext): SpanContext {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-')
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(tracestate ? { traceState: createTraceState(tracestate) } : {}),
  }
}

function written({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const tracestate = traceState?.serialize()
  const flags = traceFlags.toString(16).padStart(2, '0')
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, ...(tracestate ? { tracestate } : {}) }
}
