import type { FastifyPluginAsync } from 'fastify'
import type { CheckoutLink } from '../domain/checkout-link.js'
import { channelOfPhone, normalisePhone } from '../domain/operators.js'
import { type Channel, channelsFor } from '../domain/payment.js'
import { SandboxMistake } from '../errors.js'
import type { ControlOptions } from './door.js'
import { mistakes, type PaymentBody, payment, type StatusBody, statusMove } from './schemas.js'
import { deliveryView, type PaymentView, paymentView } from './views.js'

interface ByOrder {
  readonly Params: { readonly id: string; readonly orderReference: string }
}
interface ByLink {
  readonly Params: { readonly linkId: string }
}

/** Pays when nobody says with which phone. */
const SOMEBODYS_PHONE = '255744000111'

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
    const result = await payments.pay(link, { ...payerOf(link, body), scenario: body.scenario })
    if (result.made) return paymentView(result.payment, await payments.wayBack(result.payment))
    if (result.state === 'left') {
      throw new SandboxMistake(
        'CUSTOMER_LEFT',
        `the customer left without paying: that is the scenario ${result.scenario}`,
        'choose another scenario where the customer pays',
      )
    }
    const latest = result.latest ? ` (payment ${result.latest.id} is ${result.latest.status})` : ''
    throw new SandboxMistake(
      'LINK_NOT_OPEN',
      `nothing can be paid on link ${link.id}: it is ${STATES[result.state]}${latest}`,
      result.state === 'paying' ? 'advance the clock, or wait for the payment to end' : 'create another link',
    )
  }
}

const STATES = { open: 'open', paying: 'being paid', paid: 'paid', expired: 'expired' } as const

function payerOf(link: CheckoutLink, body: PaymentBody): { channel: Channel; phoneNumber?: string } {
  const { currency } = link.total
  const allowed = channelsFor(currency)
  const phone = normalisePhone(body.phoneNumber ?? link.customer.phone ?? SOMEBODYS_PHONE)
  if (body.phoneNumber !== undefined && phone === null) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `"${body.phoneNumber}" is no Tanzanian phone number`,
      'give 12 digits that begin with 255, such as 255744000111',
    )
  }
  const recognised = phone === null ? null : channelOfPhone(phone)
  const channel = body.method ?? (currency === 'TZS' ? (recognised ?? 'M-PESA') : 'CARD')
  if (!allowed.includes(channel)) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `an order in ${currency} cannot be paid with ${channel}`,
      `pay with ${allowed.join(', ')}`,
    )
  }
  return channel === 'CARD' || channel === 'BANK'
    ? { channel }
    : { channel, phoneNumber: phone ?? SOMEBODYS_PHONE }
}

function noLink(message: string): SandboxMistake {
  return new SandboxMistake('LINK_NOT_FOUND', message, 'create it first with generate-checkout-url')
}
