import type { FastifyInstance } from 'fastify'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { Metrics } from './metrics.js'

/**
 * The figures of a sandbox, whose library is loaded when it no longer keeps anybody waiting: behind the first answer, or when
 * somebody asks for them. What happens before is kept until then, where it is to count.
 */
export class Figures {
  #metrics: Metrics | null = null
  #loading: Promise<Metrics> | null = null
  #early: ((metrics: Metrics) => void)[] | null = null

  /** Counts something, if figures are wanted. */
  note(count: (metrics: Metrics) => void) {
    if (this.#metrics) count(this.#metrics)
    else this.#early?.push(count)
  }

  /** Counts from now on, and measures the process. */
  countFrom(app: FastifyInstance, sandbox: Sandbox) {
    this.#early = []
    app.server.once('request', (_request, response) => {
      response.once('close', async () => (await this.of(sandbox)).measureProcess())
    })
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
