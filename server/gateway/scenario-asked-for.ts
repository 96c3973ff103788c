import { Refusal, SandboxMistake } from '../errors.js'
import { type Call, single } from './call.js'

/** The scenario that a call asks for with `X-Sandbox-Scenario`, where it does. Refuses one that is not there. */
export function scenarioAskedFor({ sandbox, headers }: Call): { readonly scenario?: string } {
  const name = single(headers['x-sandbox-scenario'])
  if (!name) return {}
  try {
    return { scenario: sandbox.scenarios.named(name).name }
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    const validationMessages = [`X-Sandbox-Scenario: ${error.message}`]
    throw new Refusal('INVALID_FIELDS', `${error.message}; ${error.hint}`, { validationMessages })
  }
}
