import helmet from '@fastify/helmet'
import type { FastifyPluginAsync } from 'fastify'
import { SandboxMistake } from '../errors.js'
import { guard, TOKEN_COOKIE } from '../guard.js'
import { serveAssets } from '../pages/assets.js'
import { sendPage } from '../pages/html.js'
import { protection } from '../pages/protection.js'
import { NOBODY } from '../sandbox/merchants.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { MerchantPage } from './pages/merchant-page.js'
import { OverviewPage } from './pages/overview-page.js'
import { ProblemPage } from './pages/problem-page.js'

export interface InspectorOptions {
  readonly sandbox: Sandbox
  readonly publicUrl: () => string
  readonly controlToken: string | null
}

/** As many rows as a page shows of each kind, newest first. */
const ROWS = 30

/** Door 4: pages for people, to see what is going on. */
export const inspectorDoor: FastifyPluginAsync<InspectorOptions> = async (app, options) => {
  const { sandbox, publicUrl, controlToken } = options
  await app.register(helmet, protection)
  await serveAssets(app, 'inspector', '/sandbox/assets')

  app.setErrorHandler((error, request, reply) => {
    const mistake = error instanceof SandboxMistake ? error : null
    if (!mistake) request.log.error(error)
    return sendPage(reply.code(mistake?.status ?? 500), ProblemPage({ mistake }))
  })

  // The assets above are open: they hold no secret, and the page about a missing token needs them.
  await app.register(async (pages) => {
    guard(pages, controlToken)

    // Whoever opened the inspector with its token need not carry it in every address.
    pages.addHook('onRequest', async (request, reply) => {
      const { token } = request.query as { token?: unknown }
      if (controlToken === null || typeof token !== 'string') return
      reply.header(
        'set-cookie',
        `${TOKEN_COOKIE}=${encodeURIComponent(token)}; Path=/sandbox; HttpOnly; SameSite=Strict`,
      )
      return reply.redirect(request.url.split('?')[0] ?? '/sandbox', 303)
    })

    pages.get('/', async (_request, reply) => reply.redirect('/sandbox', 302))

    pages.get('/sandbox', async (_request, reply) => {
      const merchants = await sandbox.merchants.list()
      const strays = await sandbox.core.store.entries('requests', NOBODY, { newestFirst: true, limit: ROWS })
      return sendPage(
        reply,
        OverviewPage({ url: publicUrl(), merchants, strays, now: sandbox.core.now.bind(sandbox.core) }),
      )
    })

    pages.get<{ Params: { id: string } }>('/sandbox/merchants/:id', async (request, reply) => {
      const details = await sandbox.merchants.details(request.params.id)
      const merchantId = details.merchant.id
      const { store } = sandbox.core
      const newest = { where: { merchantId }, newestFirst: true, limit: ROWS } as const
      const latest = { newestFirst: true, limit: ROWS } as const
      const [payments, deliveries, requests, journal, planned] = await Promise.all([
        store.find('payments', newest),
        store.find('deliveries', newest),
        store.entries('requests', merchantId, latest),
        store.entries('journal', merchantId, latest),
        sandbox.agendaOf(merchantId),
      ])
      const now = sandbox.core.now(details.merchant)
      const page = {
        url: publicUrl(),
        details,
        now,
        payments,
        deliveries,
        requests,
        journal,
        planned: planned.slice(0, ROWS),
      }
      return sendPage(reply, MerchantPage(page))
    })

    pages.get('/sandbox/*', async (request) => {
      throw new SandboxMistake(
        'ROUTE_NOT_FOUND',
        `there is no page ${request.url.split('?')[0]}`,
        'begin at /sandbox',
      )
    })
  })
}
