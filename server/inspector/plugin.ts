import { createRequire } from 'node:module'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import type { FastifyPluginAsync } from 'fastify'
import { mistakeOf, SandboxMistake } from '../errors.js'
import { serveAssets } from '../http/assets.js'
import { rememberZone } from '../http/chosen-zone.js'
import { guard } from '../http/guard.js'
import { securityHeaders } from '../http/security-headers.js'
import { accountRoutes } from './account.js'
import { billRoutes } from './bills.js'
import { checkRoutes } from './check.js'
import { deliveryRoutes } from './deliveries.js'
import { guideRoutes } from './guide.js'
import { limitRoutes } from './limits.js'
import { liveRoutes } from './live.js'
import type { InspectorOptions } from './options.js'
import { overviewRoutes } from './overview.js'
import { ErrorPage } from './pages/error-page.js'
import { paymentRoutes } from './payments.js'
import { payoutRoutes } from './payouts.js'
import { phoneRoutes } from './phones.js'
import { requestRoutes } from './requests.js'
import { scenarioRoutes } from './scenarios.js'
import { settingsRoutes } from './settings.js'
import { showPage } from './show-page.js'

/** Far more than any form here needs. */
const FORM_LIMIT_BYTES = 64 * 1024

/** Door 4: pages for people, to see what is going on and to have a hand in it. */
export const inspectorPlugin: FastifyPluginAsync<InspectorOptions> = async (app, options) => {
  const { controlToken } = options
  await app.register(helmet, securityHeaders)
  await serveAssets(app, 'inspector', '/sandbox/assets', [
    createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.esm.js'),
  ])

  app.setErrorHandler((error, request, reply) => {
    const mistake = mistakeOf(error) ?? unreadable(error)
    if (!mistake || mistake.status >= 500) request.log.error(error)
    return showPage(reply.code(mistake?.status ?? 500), ErrorPage({ mistake }))
  })

  await app.register(guideRoutes)

  // The assets and the guide are open: they hold no secret, and the page about a missing token needs the assets.
  await app.register(async (pages) => {
    await guard(pages, { controlToken, links: 'pages' })
    rememberZone(pages)
    pages.removeAllContentTypeParsers()
    await pages.register(formbody, { bodyLimit: FORM_LIMIT_BYTES })

    // They share all hooks, so none is a Fastify plugin of its own, which would cost more than its routes.
    for (const routes of [
      overviewRoutes,
      paymentRoutes,
      phoneRoutes,
      billRoutes,
      payoutRoutes,
      accountRoutes,
      deliveryRoutes,
      requestRoutes,
      scenarioRoutes,
      settingsRoutes,
      limitRoutes,
      checkRoutes,
      liveRoutes,
    ]) {
      await routes(pages, options)
    }

    pages.get('/sandbox/*', async (request) => {
      throw new SandboxMistake(
        'ROUTE_NOT_FOUND',
        `there is no page ${request.url.split('?')[0]}`,
        'begin at /sandbox',
      )
    })
  })
}

/** What Fastify cannot read is the sender's mistake. */
function unreadable(error: unknown): SandboxMistake | null {
  const { statusCode, message } = error as { statusCode?: number; message?: string }
  if (!statusCode || statusCode >= 500) return null
  return new SandboxMistake(
    'INVALID_INPUT',
    message ?? 'the form cannot be read',
    'send the form of the page',
  )
}
