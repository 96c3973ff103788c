import type { FastifyPluginAsync } from 'fastify'
import { hasArrived, isUnderWay } from '../domain/payout.js'
import { Refusal } from '../errors.js'
import { sendPage } from '../http/html.js'
import { onDisconnect } from '../http/on-disconnect.js'
import { parseDuration } from '../lib/duration.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { refuseCrossSiteForms } from './cross-site.js'
import { noSuchPage } from './page-error.js'
import { PayoutPage } from './pages/payout-page.js'
import { ExpiredPayoutPage, PayoutStatusPage } from './pages/payout-status-page.js'
import { payoutContextOf } from './payout-context.js'
import { judgePayoutForm, readPayoutForm } from './payout-form.js'

interface OfPayoutLink {
  Params: { payoutLinkId: string }
}

/** A browser asks again after this long, so that no proxy in between loses patience. */
const MAX_WAIT_MS = 25_000

/** The pages on which people say where the money that they are owed shall go. */
export const payoutRoutes: FastifyPluginAsync<{ readonly sandbox: Sandbox }> = async (app, { sandbox }) => {
  app.get<OfPayoutLink>('/checkout/payout/:payoutLinkId', async (request, reply) => {
    const context = await payoutContextOf(sandbox, request, request.params.payoutLinkId)
    if (context.payout) return sendPage(reply, PayoutStatusPage({ context, payout: context.payout }))
    if (context.state === 'expired') return sendPage(reply, ExpiredPayoutPage({ context }))
    if (request.method === 'GET') await sandbox.payoutLinks.noteOpened(context.link)
    return sendPage(reply, PayoutPage({ context }))
  })

  app.post<OfPayoutLink>(
    '/checkout/payout/:payoutLinkId/claim',
    { onRequest: refuseCrossSiteForms },
    async (request, reply) => {
      const context = await payoutContextOf(sandbox, request, request.params.payoutLinkId)
      const typed = readPayoutForm(request.body)
      if (context.state !== 'open') return reply.redirect(context.address, 303)
      const judged = judgePayoutForm(typed, context.link, context.words)
      if ('errors' in judged) {
        return sendPage(reply.code(422), PayoutPage({ context, typed, errors: judged.errors }))
      }
      try {
        await sandbox.payoutLinks.claim(context.link, judged.receiver)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        // What the merchant lacks is its own affair: a visitor is told that it is not theirs.
        return sendPage(reply.code(409), PayoutPage({ context, typed, refused: true }))
      }
      return reply.redirect(context.address, 303)
    },
  )

  // Where a browser stands after a form with a mistake in it; opening that address again starts over.
  app.get<OfPayoutLink>('/checkout/payout/:payoutLinkId/claim', async (request, reply) => {
    const { address } = await payoutContextOf(sandbox, request, request.params.payoutLinkId)
    return reply.redirect(address, 303)
  })

  app.get<OfPayoutLink & { Querystring: { seen?: unknown; wait?: unknown } }>(
    '/checkout/payout/:payoutLinkId/status',
    async (request, reply) => {
      const { seen, wait } = request.query
      const { link } = await payoutContextOf(sandbox, request, request.params.payoutLinkId)
      const payout = await sandbox.waitUntil(
        link.merchantId,
        Math.min(parseDuration(String(wait ?? '')) ?? 0, MAX_WAIT_MS),
        () => sandbox.payoutLinks.payoutOf(link),
        (found) => found?.status !== String(seen ?? ''),
        { orderReference: link.orderReference, abandoned: onDisconnect(reply) },
      )
      if (!payout) throw noSuchPage()
      reply.header('cache-control', 'no-store')
      const { status } = payout
      return { status, decided: hasArrived(payout) || !isUnderWay(payout), returnOpen: false }
    },
  )
}
