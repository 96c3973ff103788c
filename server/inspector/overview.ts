import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { MerchantSettings } from '../domain/merchant.js'
import { ANONYMOUS } from '../domain/merchant.js'
import { merchantSettingsSchema } from '../schema/merchant-settings.js'
import { alertsFor } from './alerts.js'
import { moveClock } from './clock-moves.js'
import { attempt, type Failed, readForm, refuseIssues } from './forms.js'
import { askedIn } from './listing.js'
import { contextOf, homeOf, merchantContextOf, orderAddress } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { MerchantPage } from './pages/merchant-page.js'
import { OverviewPage } from './pages/overview-page.js'
import { showPage } from './show-page.js'
import { openTrialLink, trialIn } from './trial-link.js'

/** Rows that a page shows of each kind, newest first. */
const LATEST = 30

/** Merchants that the overview looks into; a test run may open thousands. */
const MERCHANTS_WATCHED = 50

/** Rows of the overview about what goes on and what needs attention. */
const LATEST_OF_ALL = 10

interface OfMerchant {
  readonly Params: { readonly id: string }
}

/** The whole sandbox at a glance, and each merchant. */
export const overviewRoutes: FastifyPluginAsync<InspectorOptions> = async (app, options) => {
  const { sandbox, controlToken } = options
  const { queries } = sandbox

  app.get('/', async (_request, reply) => reply.redirect('/sandbox', 302))

  /** Where the keyboard goes on a page that is about no merchant. */
  app.get<{ Params: { '*': string } }>('/sandbox/first/*', async ({ params }, reply) =>
    reply.redirect(`${await homeOfFirst()}/${params['*']}`, 302),
  )
  app.get('/sandbox/first', async (_request, reply) => reply.redirect(await homeOfFirst(), 302))

  async function homeOfFirst(): Promise<string> {
    const { rows } = await queries.merchants({ limit: 1 })
    return rows[0] ? homeOf(rows[0].merchant.id) : '/sandbox'
  }

  app.get('/sandbox', async ({ query }, reply) => sendOverview(reply, askedIn(query).q, null))

  app.post('/sandbox/merchants', async ({ body }, reply) => {
    const typed = readForm(body)
    let home = ''
    const failed = await attempt('open', 'clientId', typed, async () => {
      const { name, clientId, frozen } = typed
      const settings: MerchantSettings = {
        ...(name ? { name } : {}),
        ...(clientId ? { clientId } : {}),
        ...(frozen ? { clock: { frozen: true } } : {}),
      }
      refuseIssues(merchantSettingsSchema, settings)
      const { merchant } = await sandbox.merchants.open(settings, 'the inspector')
      home = homeOf(merchant.id)
    })
    if (failed) return sendOverview(reply.code(422), undefined, failed)
    return reply.redirect(home, 303)
  })

  app.post<OfMerchant>('/sandbox/merchants/:id/remove', async ({ params }, reply) => {
    await sandbox.removeMerchant(await sandbox.merchants.idOf(params.id))
    return reply.redirect('/sandbox', 303)
  })

  app.get<OfMerchant>('/sandbox/merchants/:id', async ({ params }, reply) =>
    sendMerchant(reply, params.id, null),
  )

  app.post<OfMerchant>('/sandbox/merchants/:id/seen', async ({ params }, reply) => {
    const { merchant, home } = await merchantContextOf(sandbox, params.id)
    await sandbox.merchants.markSeen(merchant.id)
    return reply.redirect(home, 303)
  })

  app.post<OfMerchant>('/sandbox/merchants/:id/clock', async ({ params, body }, reply) => {
    const context = await merchantContextOf(sandbox, params.id)
    const typed = readForm(body)
    const failed = await attempt('clock', 'duration', typed, () =>
      moveClock(sandbox, context.merchant.id, typed),
    )
    if (failed) return sendMerchant(reply.code(422), params.id, failed)
    return reply.redirect(context.home, 303)
  })

  app.post<OfMerchant>('/sandbox/merchants/:id/links', async ({ params, body }, reply) => {
    const context = await merchantContextOf(sandbox, params.id)
    const typed = readForm(body)
    let order = ''
    const failed = await attempt('trial', 'reference', typed, async () => {
      const link = await openTrialLink(sandbox, context, trialIn(typed))
      order = orderAddress(context.merchant.id, link.order.orderReference)
    })
    if (failed) return sendMerchant(reply.code(422), params.id, failed)
    return reply.redirect(order, 303)
  })

  async function sendOverview(reply: FastifyReply, search = '', failed: Failed | null) {
    // The first is the one that is there from the start; of the others, the latest.
    const [{ first, latest }, found, unauthenticated] = await Promise.all([
      queries.firstAndLatest(search, MERCHANTS_WATCHED),
      queries.countMerchants(search),
      queries.requests(ANONYMOUS, {}, { limit: LATEST }),
    ])
    const others = latest.filter(({ merchant }) => merchant.id !== first?.merchant.id)
    const isShown = first && (search === '' || others.length < latest.length)
    const shown = isShown ? [first, ...others] : others
    const ids = shown.map(({ merchant }) => merchant.id)
    const [orders, alerts] = await Promise.all([
      queries.latestOrders(ids, LATEST_OF_ALL),
      alertsFor(queries, ids),
    ])
    const page = OverviewPage({
      reached: reply.request.reached,
      guarded: controlToken !== null,
      first: first ? { ...first, context: contextOf(sandbox, first.merchant, first.applications) } : null,
      merchants: shown.map(({ merchant, applications }) => contextOf(sandbox, merchant, applications)),
      orders,
      alerts: alerts.slice(0, LATEST_OF_ALL),
      found,
      q: search,
      unauthenticated: unauthenticated.items.toReversed(),
      failed,
    })
    return showPage(reply, page)
  }

  async function sendMerchant(reply: FastifyReply, id: string, failed: Failed | null) {
    const context = await merchantContextOf(sandbox, id)
    const merchantId = context.merchant.id
    const [journal, planned, alerts, apiKeys] = await Promise.all([
      queries.journal(merchantId, {}, { limit: LATEST }),
      queries.agenda(merchantId, LATEST),
      alertsFor(queries, [merchantId]),
      queries.apiKeys(merchantId),
    ])
    return showPage(
      reply,
      MerchantPage({
        reached: reply.request.reached,
        context,
        apiKeys,
        alerts: alerts.slice(0, LATEST),
        journal: journal.items.toReversed(),
        planned,
        scenarios: sandbox.scenarios.list().map(({ name }) => name),
        failed,
      }),
    )
  }
}
