import type { TraceContext } from '../domain/trace-context.js'
import { Refusal, SandboxMistake } from '../errors.js'
import { type Call, single } from './call.js'

/** What the headers of a call say about the order, payout or link that it asks for. */
interface SaidInHeaders {
  readonly scenario?: string
  readonly trace?: TraceContext
}

/**
 * The scenario that a call asks for with `X-Sandbox-Scenario`, and the trace that it belongs to, where it names them.
 * Refuses a scenario that is not there.
 */
export function saidInHeaders({ sandbox, headers, trace }: Call): SaidInHeaders {
  const name = single(headers['x-sandbox-scenario'])
  try {
    return {
      ...(name ? { scenario: sandbox.scenarios.named(name).name } : {}),
      ...(trace ? { trace } : {}),
    }
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    const validationMessages = [`X-Sandbox-Scenario: ${error.message}`]
    throw new Refusal('INVALID_FIELDS', `${error.message}; ${error.hint}`, { validationMessages })
  }
}
