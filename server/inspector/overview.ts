import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { sendPage } from '../pages/html.js'
import { NOBODY } from '../sandbox/merchants.js'
import { concernsOf } from './attention.js'
import { moveClock } from './clock-moves.js'
import type { InspectorOptions } from './door.js'
import { attempt, type Failed, readForm } from './forms.js'
import { ordersOf } from './orders.js'
import { MerchantPage } from './pages/merchant-page.js'
import { OverviewPage } from './pages/overview-page.js'
import { openTrialLink } from './trial-link.js'
import { orderAddress, visitOf } from './visit.js'

/** As many rows as a page shows of each kind, newest first. */
const LATEST = 30

/** So many merchants are looked into for the overview; a test run may open thousands. */
const MERCHANTS_WATCHED = 50

interface OfMerchant {
  readonly Params: { readonly id: string }
}

/** The whole sandbox at a glance, and each merchant. */
export const overviewRoutes: FastifyPluginAsync<InspectorOptions> = async (app, options) => {
  const { sandbox, publicUrl, controlToken } = options
  const { store } = sandbox.core

  app.get('/', async (_request, reply) => reply.redirect('/sandbox', 302))

  app.get('/sandbox', async (_request, reply) => {
    const all = await sandbox.merchants.list()
    const merchants = await Promise.all(
      [...all.slice(0, 1), ...all.slice(1).slice(-MERCHANTS_WATCHED)].map(async ({ merchant }) => ({
        ...(await visitOf(sandbox, merchant.id)),
        orders: await ordersOf(store, merchant.id, {}),
        concerns: await concernsFor(merchant.id),
      })),
    )
    const strays = await store.entries('requests', NOBODY, { newestFirst: true, limit: LATEST })
    const guarded = controlToken !== null
    return sendPage(reply, OverviewPage({ url: publicUrl(), guarded, merchants, strays }))
  })

  app.get<OfMerchant>('/sandbox/merchants/:id', async ({ params }, reply) =>
    sendMerchant(reply, params.id, null),
  )

  app.post<OfMerchant>('/sandbox/merchants/:id/clock', async ({ params, body }, reply) => {
    const visit = await visitOf(sandbox, params.id)
    const typed = readForm(body)
    const failed = await attempt('clock', 'duration', typed, () =>
      moveClock(sandbox, visit.merchant.id, typed),
    )
    if (failed) return sendMerchant(reply.code(422), params.id, failed)
    return reply.redirect(visit.home, 303)
  })

  app.post<OfMerchant>('/sandbox/merchants/:id/links', async ({ params }, reply) => {
    const link = await openTrialLink(sandbox, await visitOf(sandbox, params.id))
    return reply.redirect(orderAddress(link.merchantId, link.orderReference), 303)
  })

  async function sendMerchant(reply: FastifyReply, id: string, failed: Failed | null) {
    const visit = await visitOf(sandbox, id)
    const merchantId = visit.merchant.id
    const [journal, planned, concerns] = await Promise.all([
      store.entries('journal', merchantId, { newestFirst: true, limit: LATEST }),
      sandbox.agendaOf(merchantId),
      concernsFor(merchantId),
    ])
    const page = { url: publicUrl(), visit, concerns, journal, planned: planned.slice(0, LATEST), failed }
    return sendPage(reply, MerchantPage(page))
  }

  async function concernsFor(merchantId: string) {
    const latest = { newestFirst: true, limit: 200 } as const
    const [journal, requests] = await Promise.all([
      store.entries('journal', merchantId, latest),
      store.entries('requests', merchantId, latest),
    ])
    return concernsOf(journal, requests).slice(0, LATEST)
  }
}
