import type { FastifyPluginAsync } from 'fastify'
import { hasArrived, isUnderWay } from '../domain/payout.js'
import { Refusal } from '../errors.js'
import { sendPage } from '../http/html.js'
import { onDisconnect } from '../http/on-disconnect.js'
import { parseDuration } from '../lib/duration.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { Scenario } from '../scenario/scenario.js'
import { barFor } from './bar.js'
import { payoutSubject } from './bar-subject.js'
import { refuseCrossSiteForms } from './cross-site.js'
import { noSuchPage } from './page-error.js'
import { PayoutPage } from './pages/payout-page.js'
import { ExpiredPayoutPage, PayoutStatusPage } from './pages/payout-status-page.js'
import type { SandboxBarProps } from './pages/sandbox-bar.js'
import { type PayoutContext, payoutContextOf } from './payout-context.js'
import { judgePayoutForm, type PayoutFormErrors, readPayoutForm, type TypedPayout } from './payout-form.js'
import { scenarioMistake } from './picked-scenario.js'

interface OfPayoutLink {
  Params: { payoutLinkId: string }
}

/** A browser asks again after this long, so that no proxy in between loses patience. */
const MAX_WAIT_MS = 25_000

/** The pages on which people say where the money that they are owed shall go. */
export const payoutRoutes: FastifyPluginAsync<{ readonly sandbox: Sandbox }> = async (app, { sandbox }) => {
  app.get<OfPayoutLink>('/checkout/payout/:payoutLinkId', async (request, reply) => {
    const context = await payoutContextOf(sandbox, request, request.params.payoutLinkId)
    const { payout } = context
    if (payout) {
      const bar = await barAt(context, { follows: payout.scenario })
      return sendPage(reply, PayoutStatusPage({ context, payout, bar }))
    }
    if (context.state === 'expired') {
      return sendPage(reply, ExpiredPayoutPage({ context, bar: await barAt(context) }))
    }
    if (request.method === 'GET') await sandbox.payoutLinks.noteOpened(context.link)
    return sendPage(reply, await payoutPage(context))
  })

  app.post<OfPayoutLink>(
    '/checkout/payout/:payoutLinkId/claim',
    { onRequest: refuseCrossSiteForms },
    async (request, reply) => {
      const context = await payoutContextOf(sandbox, request, request.params.payoutLinkId)
      const typed = readPayoutForm(request.body)
      if (context.state !== 'open') return reply.redirect(context.address, 303)
      const { link, words } = context
      const judged = judgePayoutForm(typed, link, words, scenarioMistake(sandbox, words, typed.scenario))
      if ('errors' in judged) {
        return sendPage(reply.code(422), await payoutPage(context, { typed, errors: judged.errors }))
      }
      try {
        await sandbox.payoutLinks.claim(link, judged.receiver, typed.scenario)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        // What the merchant lacks is its own affair: a visitor is told that it is not theirs.
        return sendPage(reply.code(409), await payoutPage(context, { typed, refused: true }))
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

  function barAt(
    context: PayoutContext,
    details: Pick<SandboxBarProps, 'scenarios' | 'picked' | 'error' | 'follows'> = {},
  ) {
    const subject = payoutSubject(context)
    return barFor(sandbox, { context, subject }, { here: subject.home, ...details })
  }

  async function payoutPage(
    context: PayoutContext,
    sent: {
      readonly typed?: TypedPayout
      readonly errors?: PayoutFormErrors
      /** Whether the merchant could not pay out. */
      readonly refused?: boolean
    } = {},
  ) {
    const bar = await barAt(context, {
      scenarios: payoutsFirst(sandbox.scenarios.list()),
      picked: sent.typed?.scenario,
      error: sent.errors?.scenario,
    })
    return PayoutPage({ context, bar, ...sent })
  }
}

/** Scenarios that say how payouts go, before those that say only how their merchant is told. */
function payoutsFirst(scenarios: readonly Scenario[]): readonly Scenario[] {
  const isAboutPayouts = ({ written }: Scenario) => written.payout !== undefined
  return [...scenarios.filter(isAboutPayouts), ...scenarios.filter((scenario) => !isAboutPayouts(scenario))]
}
