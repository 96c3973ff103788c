import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { Merchant, MerchantSettings } from '../domain/merchant.js'
import { ANONYMOUS } from '../sandbox/merchants.js'
import { merchantSettingsSchema } from '../schema/merchant-settings.js'
import { alertsFor } from './alerts.js'
import { moveClock } from './clock-moves.js'
import { attempt, type Failed, readForm, refuseIssues } from './forms.js'
import { askedIn } from './listing.js'
import { homeOf, merchantContextOf, orderAddress } from './merchant-context.js'
import { MerchantPage } from './pages/merchant-page.js'
import { OverviewPage } from './pages/overview-page.js'
import type { InspectorOptions } from './plugin.js'
import { showPage } from './show-page.js'
import { MerchantSummaries } from './summaries.js'
import { openTrialLink } from './trial-link.js'

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
  const { store } = sandbox.engine
  const summaries = new MerchantSummaries(store)

  app.get('/', async (_request, reply) => reply.redirect('/sandbox', 302))

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

  app.post<OfMerchant>('/sandbox/merchants/:id/clock', async ({ params, body }, reply) => {
    const context = await merchantContextOf(sandbox, params.id)
    const typed = readForm(body)
    const failed = await attempt('clock', 'duration', typed, () =>
      moveClock(sandbox, context.merchant.id, typed),
    )
    if (failed) return sendMerchant(reply.code(422), params.id, failed)
    return reply.redirect(context.home, 303)
  })

  app.post<OfMerchant>('/sandbox/merchants/:id/links', async ({ params }, reply) => {
    const link = await openTrialLink(sandbox, await merchantContextOf(sandbox, params.id))
    return reply.redirect(orderAddress(link.merchantId, link.orderReference), 303)
  })

  async function sendOverview(reply: FastifyReply, q = '', failed: Failed | null) {
    const everybody = (await store.find('merchants', {})).filter(({ id }) => id !== ANONYMOUS)
    const [first] = everybody
    const found = q === '' ? everybody : await namedLike(everybody, q.toLowerCase())
    // The first is the one that is there from the start; of the others, the latest.
    const watched = [...found.slice(0, 1), ...found.slice(1).slice(-MERCHANTS_WATCHED)]
    const merchants = await Promise.all(
      watched.map(async (merchant) => ({
        ...(await merchantContextOf(sandbox, merchant.id)),
        ...(await summaries.at(merchant)),
      })),
    )
    const page = OverviewPage({
      url: publicUrl(),
      guarded: controlToken !== null,
      first: first ? await merchantContextOf(sandbox, first.id) : null,
      merchants,
      found: found.length,
      q,
      strays: await store.entries('requests', ANONYMOUS, { newestFirst: true, limit: LATEST }),
      failed,
    })
    return showPage(reply, page)
  }

  /** The merchants with this text in their name or in a client id. */
  async function namedLike(merchants: readonly Merchant[], q: string): Promise<readonly Merchant[]> {
    const applications = await store.find('applications', {})
    const owners = new Set(
      applications.filter(({ id }) => id.toLowerCase().includes(q)).map(({ merchantId }) => merchantId),
    )
    return merchants.filter(({ id, name }) => owners.has(id) || name.toLowerCase().includes(q))
  }

  async function sendMerchant(reply: FastifyReply, id: string, failed: Failed | null) {
    const context = await merchantContextOf(sandbox, id)
    const merchantId = context.merchant.id
    const [journal, planned, alerts] = await Promise.all([
      store.entries('journal', merchantId, { newestFirst: true, limit: LATEST }),
      sandbox.agendaOf(merchantId),
      alertsFor(store, merchantId),
    ])
    return showPage(
      reply,
      MerchantPage({
        url: publicUrl(),
        context,
        alerts: alerts.slice(0, LATEST),
        journal,
        planned: planned.slice(0, LATEST),
        failed,
      }),
    )
  }
}
