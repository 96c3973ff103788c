import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { Delivery } from '../domain/delivery.js'
import { SandboxMistake } from '../errors.js'
import { moveClock } from './clock-moves.js'
import { attempt, type Failed, readForm } from './forms.js'
import { askedIn, cursorIn, neighboursOf } from './listing.js'
import { deliveryAddress, merchantContextOf } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { DeliveriesPage } from './pages/deliveries-page.js'
import { DeliveryPage } from './pages/delivery-page.js'
import { showPage } from './show-page.js'
import { checkSignature } from './signature.js'
import { damageFor } from './tampering.js'

interface OfDelivery {
  readonly Params: { readonly id: string; readonly deliveryId: string }
}

/** What merchants were told: the list, each delivery, and sending it again. */
export const deliveryRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  const { queries } = sandbox

  app.get<{ Params: { id: string } }>(
    '/sandbox/merchants/:id/deliveries',
    async ({ params, query }, reply) => {
      const context = await merchantContextOf(sandbox, params.id)
      const asked = askedIn(query)
      const filter = { search: asked.q, status: asked.status }
      const found = await queries.deliveries(context.merchant.id, filter, cursorIn(asked))
      const next = neighboursOf(`${context.home}/deliveries`, asked, found)
      return showPage(reply, DeliveriesPage({ context, asked, rows: found.items.toReversed(), next }))
    },
  )

  app.get<OfDelivery>('/sandbox/merchants/:id/deliveries/:deliveryId', async ({ params }, reply) =>
    sendDelivery(reply, params, null),
  )

  app.post<OfDelivery>(
    '/sandbox/merchants/:id/deliveries/:deliveryId/redeliver',
    async ({ params }, reply) => {
      const { context, delivery } = await deliveryOf(params)
      await sandbox.deliveriesByHand.redeliver(context.merchant.id, delivery.id)
      return reply.redirect(deliveryAddress(context.merchant.id, delivery.id), 303)
    },
  )

  app.post<OfDelivery>(
    '/sandbox/merchants/:id/deliveries/:deliveryId/tamper',
    async ({ params, body }, reply) => {
      const { context, delivery } = await deliveryOf(params)
      const typed = readForm(body)
      let copy: Delivery | null = null
      const field = typed.damage === 'amount' || typed.damage === 'stale' ? 'amount' : 'damage'
      const failed = await attempt('tamper', field, typed, async () => {
        const damage = damageFor(typed.damage, typed.amount)
        copy = await sandbox.deliveriesByHand.redeliverTampered(context.merchant.id, delivery.id, damage)
      })
      if (failed) return sendDelivery(reply.code(422), params, failed)
      return reply.redirect(deliveryAddress(context.merchant.id, (copy ?? delivery).id), 303)
    },
  )

  app.post<OfDelivery>(
    '/sandbox/merchants/:id/deliveries/:deliveryId/clock',
    async ({ params, body }, reply) => {
      const { context, delivery } = await deliveryOf(params)
      const typed = readForm(body)
      const failed = await attempt('clock', 'duration', typed, () =>
        moveClock(sandbox, context.merchant.id, typed, {
          orderReference: delivery.orderReference,
          deliveryId: delivery.id,
        }),
      )
      if (failed) return sendDelivery(reply.code(422), params, failed)
      return reply.redirect(deliveryAddress(context.merchant.id, delivery.id), 303)
    },
  )

  async function deliveryOf({ id, deliveryId }: OfDelivery['Params']) {
    const context = await merchantContextOf(sandbox, id)
    const found = await queries.delivery(context.merchant.id, deliveryId)
    if (found) return { context, ...found }
    throw new SandboxMistake(
      'DELIVERY_NOT_FOUND',
      `the merchant has no delivery ${deliveryId}`,
      'they are listed under Deliveries',
    )
  }

  async function sendDelivery(reply: FastifyReply, params: OfDelivery['Params'], failed: Failed | null) {
    const { context, delivery, attempts, payment, planned } = await deliveryOf(params)
    const application = context.applications.find(({ id }) => id === payment?.clientId)
    const signatureCheck = checkSignature(delivery, application?.checksumKey ?? '')
    return showPage(reply, DeliveryPage({ context, delivery, attempts, signatureCheck, planned, failed }))
  }
}
