import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { PAYOUT_STATUSES, type PayoutStatus } from '../domain/payout.js'
import { SandboxMistake } from '../errors.js'
import { moveClock } from './clock-moves.js'
import { attempt, type Failed, FieldMistake, readForm } from './forms.js'
import { askedIn, cursorIn, neighboursOf } from './listing.js'
import { merchantContextOf, payoutAddress } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { PayoutPage } from './pages/payout-page.js'
import { PayoutsPage } from './pages/payouts-page.js'
import { showPage } from './show-page.js'

interface OfMerchant {
  readonly Params: { readonly id: string }
}
interface OfPayout {
  readonly Params: { readonly id: string; readonly payoutId: string }
}

/** At most this many payout links are listed: the newest. */
const LINKS_LISTED = 50

/** The list of payouts, and what can be seen of one and done about it. */
export const payoutRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  const { queries } = sandbox

  app.get<OfMerchant>('/sandbox/merchants/:id/payouts', async (request, reply) => {
    const context = await merchantContextOf(sandbox, request.params.id)
    const asked = askedIn(request.query)
    const { q: orderReference, status, channel } = asked
    const found = await queries.payouts(
      context.merchant.id,
      { orderReference, status, channel },
      cursorIn(asked),
    )
    const next = neighboursOf(`${context.home}/payouts`, asked, found)
    const links = await queries.payoutLinks(context.merchant, LINKS_LISTED)
    const rows = found.items.toReversed()
    return showPage(reply, PayoutsPage({ context, reached: request.reached, asked, rows, next, links }))
  })

  app.get<OfPayout>('/sandbox/merchants/:id/payouts/:payoutId', async ({ params }, reply) =>
    sendPayout(reply, params, null),
  )

  app.post<OfPayout>('/sandbox/merchants/:id/payouts/:payoutId/status', async ({ params, body }, reply) => {
    const typed = readForm(body)
    const { context } = await storyOf(params)
    const failed = await attempt('status', 'status', typed, () =>
      sandbox.payouts.moveByHand(context.merchant.id, params.payoutId, {
        status: statusFrom(typed.status),
        message: typed.message,
        withFee: typed.withFee === 'on',
      }),
    )
    return done(reply, params, failed)
  })

  app.post<OfPayout>('/sandbox/merchants/:id/payouts/:payoutId/clock', async ({ params, body }, reply) => {
    const typed = readForm(body)
    const { context, story } = await storyOf(params)
    const { orderReference } = story.payout
    const failed = await attempt('clock', 'duration', typed, () =>
      moveClock(sandbox, context.merchant.id, typed, { orderReference }),
    )
    return done(reply, params, failed)
  })

  async function storyOf({ id, payoutId }: OfPayout['Params']) {
    const context = await merchantContextOf(sandbox, id)
    const story = await sandbox.stories.payout(context.merchant.id, payoutId)
    if (story) return { context, story }
    throw new SandboxMistake(
      'PAYOUT_NOT_FOUND',
      `the merchant has no payout ${payoutId}`,
      'its payouts are listed under Payouts',
    )
  }

  async function done(reply: FastifyReply, params: OfPayout['Params'], failed: Failed | null) {
    if (failed) return sendPayout(reply.code(422), params, failed)
    return reply.redirect(payoutAddress(params.id, params.payoutId), 303)
  }

  async function sendPayout(reply: FastifyReply, params: OfPayout['Params'], failed: Failed | null) {
    const { context, story } = await storyOf(params)
    return showPage(reply, PayoutPage({ context, story, failed }))
  }
}

function statusFrom(text: string | undefined): PayoutStatus {
  const status = PAYOUT_STATUSES.find((known) => known === text)
  if (status) return status
  throw new FieldMistake(
    'status',
    `there is no status ${text ?? ''}`,
    `choose one of ${PAYOUT_STATUSES.join(', ')}`,
  )
}
