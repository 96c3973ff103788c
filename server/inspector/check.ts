import type { FastifyPluginAsync } from 'fastify'
import type { InspectorOptions } from './options.js'
import { showPage } from './show-page.js'

/** What a check has found that was run in the folder in which this sandbox was started. */
export const checkRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { checkReport }) => {
  app.get('/sandbox/check', async (_, reply) => {
    // Loaded when it is wanted: few who open the inspector have checked a shop.
    const [{ readLastReport }, { CheckPage }] = await Promise.all([
      import('../check/reports/last-report.js'),
      import('./pages/check-page.js'),
    ])
    const last = checkReport === null ? null : await readLastReport(checkReport)
    return showPage(reply, CheckPage({ last, file: checkReport }))
  })
}
