import type { FastifyPluginAsync } from 'fastify'
import { onDisconnect } from '../http/on-disconnect.js'
import { parseDuration } from '../lib/duration.js'
import { withTimesIn } from '../lib/time-zone.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { explainScenario } from '../scenario/scenario.js'
import { meantBy } from '../scenario/search.js'
import { addressOf } from './addresses.js'
import { checkoutContextOf } from './checkout-context.js'
import { refuseCrossSiteForms } from './cross-site.js'
import { timeFor } from './i18n/time.js'
import { PageError } from './page-error.js'

interface OfLink {
  Params: { linkId: string }
}

/** A browser asks again after this long, so that no proxy in between loses patience. */
const MAX_WAIT_MS = 25_000

/** Lines of the journal in one answer at most. */
const MAX_EVENTS = 1000

const MOVES = { '1m': 60_000, '1h': 3_600_000, idle: null } as const

/**
 * What the sandbox bar asks and does. It shows and moves what belongs to one link's merchant, so whoever
 * has the link may use it, with no control token; `?bar=0` takes the bar off the page, not these routes.
 */
export const barRoutes: FastifyPluginAsync<{ readonly sandbox: Sandbox }> = async (app, { sandbox }) => {
  app.post<OfLink>('/checkout/:linkId/clock', { onRequest: refuseCrossSiteForms }, async (request, reply) => {
    const { link, order, to } = await checkoutContextOf(sandbox, request, request.params.linkId)
    const { move, back } = (request.body ?? {}) as { move?: unknown; back?: unknown }
    if (typeof move !== 'string' || !Object.hasOwn(MOVES, move)) throw new PageError(422, 'unreadable')
    const ms = MOVES[move as keyof typeof MOVES]
    if (ms === null) await sandbox.clocks.runUntilIdle(order.merchantId)
    else await sandbox.clocks.advance(order.merchantId, ms)
    const home = addressOf.link(link.id)
    const isHere = typeof back === 'string' && (back === home || back.startsWith(`${home}/payments/`))
    return reply.redirect(to(isHere ? back : home), 303)
  })

  app.get<OfLink & { Querystring: { after?: unknown; wait?: unknown } }>(
    '/checkout/:linkId/happenings',
    async (request, reply) => {
      const { order, words, zone } = await checkoutContextOf(sandbox, request, request.params.linkId)
      const { merchantId, orderReference } = order
      const after = Number(request.query.after) || 0
      const { items: entries } = await sandbox.waitUntil(
        merchantId,
        Math.min(parseDuration(String(request.query.wait ?? '')) ?? 0, MAX_WAIT_MS),
        () => sandbox.queries.journal(merchantId, { orderReference }, { after, limit: MAX_EVENTS }),
        (found) => found.items.length > 0,
        { orderReference, abandoned: onDisconnect(reply) },
      )
      reply.header('cache-control', 'no-store')
      const items = entries.map(({ at, ...entry }) => ({
        at: new Date(at).toISOString(),
        time: timeFor(words, at, zone, 'short'),
        text: withTimesIn(zone, words.happened(entry)),
      }))
      return { items, after: entries.at(-1)?.seq ?? after }
    },
  )

  app.get<OfLink & { Querystring: { name?: unknown } }>('/checkout/:linkId/scenarios', async (request) => {
    const { words } = await checkoutContextOf(sandbox, request, request.params.linkId)
    const name = String(request.query.name ?? '')
    const scenario = sandbox.scenarios.find(name)
    if (scenario) return { title: scenario.title, explanation: explainScenario(scenario) }
    const meant = meantBy(sandbox.scenarios.list(), name).map((one) => one.name)
    return meant.length === 0 ? {} : { explanation: words.bar.didYouMean(meant.join(', ')) }
  })
}
