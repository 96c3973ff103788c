import type { FastifyInstance } from 'fastify'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { Metrics } from './metrics.js'

/** At most this much is kept for later: a sandbox that nobody calls may have much to send. */
const MAX_EARLY = 100

/**
 * The figures of a sandbox, whose library is loaded when it no longer keeps anybody waiting: behind the first answer, or when
 * somebody asks for them. What happens before is kept until then, where it is to count.
 */
export class Figures {
  #metrics: Metrics | null = null
  #loading: Promise<Metrics> | null = null
  #early: ((metrics: Metrics) => void)[] | null = null
  #begin = () => {}

  /** Counts something, if figures are wanted. */
  note(count: (metrics: Metrics) => void) {
    if (this.#metrics) count(this.#metrics)
    else if (this.#early?.push(count) === MAX_EARLY) this.#begin()
  }

  /** Counts from now on, and measures the process. */
  countFrom(app: FastifyInstance, sandbox: Sandbox) {
    this.#early = []
    let hasBegun = false
    this.#begin = async () => {
      if (hasBegun) return
      hasBegun = true
      const metrics = await this.of(sandbox)
      metrics.measureProcess()
    }
    app.server.once('request', (_request, response) => response.once('close', this.#begin))
  }

  of(sandbox: Sandbox): Promise<Metrics> {
    this.#loading ??= this.#load(sandbox)
    return this.#loading
  }

  async #load(sandbox: Sandbox): Promise<Metrics> {
    const { Metrics } = await import('./metrics.js')
    const metrics = new Metrics(sandbox)
    this.#metrics = metrics
    for (const count of this.#early ?? []) count(metrics)
    this.#early = null
    return metrics
  }
}
