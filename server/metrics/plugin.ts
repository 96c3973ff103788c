import type { FastifyPluginAsync } from 'fastify'
import { guard } from '../http/guard.js'
import type { Metrics } from './metrics.js'

export interface MetricsOptions {
  /** Made when it is first asked for, where nothing was counted before. */
  readonly metrics: () => Promise<Metrics>
  readonly controlToken: string | null
}

/** `/metrics` for Prometheus, behind the control token as everything that tells about merchants. */
export const metricsPlugin: FastifyPluginAsync<MetricsOptions> = async (app, { metrics, controlToken }) => {
  await guard(app, { controlToken, links: 'nothing' })
  app.get('/metrics', async (_request, reply) => {
    const figures = await metrics()
    return reply.type(figures.contentType).send(await figures.text())
  })
}
