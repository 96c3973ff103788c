import type { FastifyPluginAsync } from 'fastify'
import { answers, payoutAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { type PayoutMoveBody, payoutMove } from './schemas.js'
import { payoutView } from './views.js'

/** Moving payouts by hand; `lists.ts` lists them. */
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
}
