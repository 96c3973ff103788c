import type { Environment } from '../environment.js'

/** How traces are to be reported, as the variables of OpenTelemetry say. */
export interface WantedTracing {
  readonly encoding: 'json' | 'protobuf'
}

/**
 * Whether traces are to be reported, and how; null where they are not. `warnings`: sentences about what the variables ask
 * for and nobody here does. All other variables of OpenTelemetry are read by its SDK.
 */
export function wantedTracing(env: Environment): {
  readonly wanted: WantedTracing | null
  readonly warnings: readonly string[]
} {
  const { OTEL_SDK_DISABLED: disabled = '', OTEL_TRACES_EXPORTER: exporter = '' } = env
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT
  const nothing = { wanted: null, warnings: [] }
  if (disabled.trim().toLowerCase() === 'true' || exporter === 'none') return nothing
  if (!exporter && !endpoint) return nothing
  if (exporter && exporter !== 'otlp') {
    const warning = `OTEL_TRACES_EXPORTER: found "${exporter}", which should be otlp or none; traces are not reported.`
    return { wanted: null, warnings: [warning] }
  }
  const protocol =
    env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || 'http/protobuf'
  if (protocol === 'http/json') return { wanted: { encoding: 'json' }, warnings: [] }
  if (protocol === 'http/protobuf') return { wanted: { encoding: 'protobuf' }, warnings: [] }
  const warning = `OTEL_EXPORTER_OTLP_PROTOCOL: found "${protocol}", which should be http/protobuf or http/json; traces are not reported.`
  return { wanted: null, warnings: [warning] }
}
