import type { WrittenScenario } from '../scenario/scenario.js'
import type { SandboxClient } from '../testing/sandbox-client.js'

/** Scenarios without their callback: the shop names that address itself, out of the relay's reach. */
export class QuietScenarios {
  readonly #sandbox: SandboxClient
  /** By the name of the one that they are like. */
  readonly #known = new Map<string, string>()

  constructor(sandbox: SandboxClient) {
    this.#sandbox = sandbox
  }

  /** The name of a scenario like this one, whose callback is never sent. */
  async like(name: string): Promise<string> {
    const known = this.#known.get(name)
    if (known) return known
    const scenario = (await this.#sandbox.scenarios()).find((one) => one.name === name)
    if (!scenario) return name
    const quiet = `${name}-quietly`
    await this.#sandbox.addScenario(quiet, withoutCallback(scenario.written))
    this.#known.set(name, quiet)
    return quiet
  }
}

function withoutCallback(written: WrittenScenario): WrittenScenario {
  const { expect: _, match: __, ...rest } = written
  const quiet = <Part extends { readonly after?: unknown } | undefined>(part: Part) =>
    part?.after === 'callback' ? { ...part, after: undefined } : part
  return JSON.parse(
    JSON.stringify({
      ...rest,
      callback: { send: false },
      webhook: quiet(written.webhook),
      return: quiet(written.return),
      attempts: written.attempts?.map((attempt) => ({ ...attempt, callback: { send: false } })),
    }),
  ) as WrittenScenario
}
