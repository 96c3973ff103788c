import type { FastifyPluginAsync } from 'fastify'
import type { CheckoutLink } from '../domain/checkout-link.js'
import { SandboxMistake } from '../errors.js'
import { payByHand } from '../sandbox/pay-by-hand.js'
import type { ControlOptions } from './options.js'
import { mistakes, type PaymentBody, payment, type StatusBody, statusMove } from './schemas.js'
import { deliveryView, type PaymentView, paymentView } from './views.js'

interface ByOrder {
  readonly Params: { readonly id: string; readonly orderReference: string }
}
interface ByLink {
  readonly Params: { readonly linkId: string }
}

/** Paying without a browser, moving payments by hand, sending notifications again. */
export const orderRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  const { merchants, links, payments, deliveries } = sandbox

  app.post<ByOrder & { Body: PaymentBody }>(
    '/merchants/:id/orders/:orderReference/payments',
    {
      schema: {
        tags: ['Payments'],
        summary: 'The customer pays an order',
        body: payment,
        response: mistakes,
      },
    },
    async ({ params, body }, reply) => {
      const merchantId = await merchants.idOf(params.id)
      const link = await links.findByReference(merchantId, params.orderReference)
      if (!link) throw noLink(`the merchant has no link for the order ${params.orderReference}`)
      return reply.code(201).send(await pay(link, body))
    },
  )

  app.post<ByLink & { Body: PaymentBody }>(
    '/links/:linkId/payments',
    {
      schema: { tags: ['Payments'], summary: 'The customer pays a link', body: payment, response: mistakes },
    },
    async ({ params, body }, reply) => {
      const link = await links.find(params.linkId)
      if (!link) throw noLink(`there is no checkout link ${params.linkId}`)
      return reply.code(201).send(await pay(link, body))
    },
  )

  app.post<{ Params: { id: string; paymentId: string }; Body: StatusBody }>(
    '/merchants/:id/payments/:paymentId/status',
    {
      schema: { tags: ['Payments'], summary: 'Move a payment by hand', body: statusMove, response: mistakes },
    },
    async ({ params, body }) => {
      const merchantId = await merchants.idOf(params.id)
      const { status, message } = body
      const payment = await payments.moveByHand(merchantId, params.paymentId, status, message)
      return paymentView(payment, await payments.wayBack(payment))
    },
  )

  app.post<{ Params: { id: string; deliveryId: string } }>(
    '/merchants/:id/deliveries/:deliveryId/redeliver',
    { schema: { tags: ['Deliveries'], summary: 'Send a notification again', response: mistakes } },
    async ({ params }, reply) => {
      const merchantId = await merchants.idOf(params.id)
      return reply.code(202).send(deliveryView(await deliveries.redeliver(merchantId, params.deliveryId)))
    },
  )

  async function pay(link: CheckoutLink, body: PaymentBody): Promise<PaymentView> {
    const payment = await payByHand(payments, link, body)
    return paymentView(payment, await payments.wayBack(payment))
  }
}

function noLink(message: string): SandboxMistake {
  return new SandboxMistake('LINK_NOT_FOUND', message, 'create it first with generate-checkout-url')
}
