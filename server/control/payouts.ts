import type { FastifyPluginAsync } from 'fastify'
import type { PayoutLink } from '../domain/payout-link.js'
import { SandboxMistake } from '../errors.js'
import { claimByHand } from '../sandbox/claim-by-hand.js'
import { answers, payoutAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { type PayoutClaimBody, type PayoutMoveBody, payoutClaim, payoutMove } from './schemas.js'
import { payoutView } from './views.js'

/** Moving payouts and claiming payout links by hand; `lists.ts` lists payouts. */
export const payoutRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  app.post<{ Params: { id: string; payoutId: string }; Body: PayoutMoveBody }>(
    '/merchants/:id/payouts/:payoutId/status',
    {
      schema: {
        tags: ['Account'],
        summary: 'Move a payout by hand',
        body: payoutMove,
        response: answers({ 200: payoutAnswer }, 404, 409),
      },
    },
    async ({ params, body }) => {
      const merchantId = await sandbox.merchants.idOf(params.id)
      return payoutView(await sandbox.payouts.moveByHand(merchantId, params.payoutId, body))
    },
  )

  const claimSchema = {
    tags: ['Account'],
    summary: 'Say where the money of a payout link goes',
    description: 'As its page does: to a phone, or to a bank account.',
    body: payoutClaim,
    response: answers({ 201: payoutAnswer }, 404, 409),
  }
  app.post<{ Params: { linkId: string }; Body: PayoutClaimBody }>(
    '/payout-links/:linkId/claim',
    { schema: claimSchema },
    async ({ params: { linkId }, body }, reply) => {
      const link = known(await sandbox.payoutLinks.find(linkId), linkId)
      return reply.code(201).send(payoutView(await claimByHand(sandbox.payoutLinks, link, body)))
    },
  )

  app.post<{ Params: { id: string; orderReference: string }; Body: PayoutClaimBody }>(
    '/merchants/:id/payout-links/:orderReference/claim',
    { schema: { ...claimSchema, summary: 'Say where the money of a payout link goes, by its reference' } },
    async ({ params: { id, orderReference }, body }, reply) => {
      const merchantId = await sandbox.merchants.idOf(id)
      const found = await sandbox.payoutLinks.findByReference(merchantId, orderReference)
      const link = known(found, `for ${orderReference}`)
      return reply.code(201).send(payoutView(await claimByHand(sandbox.payoutLinks, link, body)))
    },
  )
}

function known(link: PayoutLink | null, which: string): PayoutLink {
  if (link) return link
  throw new SandboxMistake(
    'PAYOUT_LINK_NOT_FOUND',
    `there is no payout link ${which}`,
    'generate it first, with POST /third-parties/payout-link/generate-payout-url',
  )
}
