import type { FastifyPluginAsync } from 'fastify'
import type { InspectorOptions } from './options.js'
import { LimitsPage } from './pages/limits-page.js'
import { showPage } from './show-page.js'

/** How much the sandbox takes and keeps. */
export const limitRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  app.get('/sandbox/limits', async (_, reply) =>
    showPage(
      reply,
      LimitsPage({ limits: sandbox.limits, merchants: await sandbox.queries.countMerchants('') }),
    ),
  )
}
