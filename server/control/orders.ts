import type { FastifyPluginAsync } from 'fastify'
import type { Order } from '../domain/order.js'
import type { Damage } from '../domain/script.js'
import { SandboxMistake } from '../errors.js'
import { orderProof } from '../sandbox/order-proof.js'
import { payBill } from '../sandbox/pay-bill.js'
import { payByHand } from '../sandbox/pay-by-hand.js'
import { compileDamage, damageIssues, type WrittenWebhookDamage } from '../scenario/parts/damage.js'
import { oneLine } from '../schema/issue.js'
import { answers, deliveryAnswer, paymentAnswer, proofAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import {
  type BillPaymentBody,
  billPayment,
  type MessageByHandBody,
  messageByHand,
  type PaymentBody,
  type ProofQuery,
  payment,
  proofQuery,
  type RedeliveryBody,
  redelivery,
  type StatusBody,
  statusMove,
} from './schemas.js'
import { deliveryView, type PaymentView, paymentView, proofView } from './views.js'

interface ByOrder {
  readonly Params: { readonly id: string; readonly orderReference: string }
}
interface ByLink {
  readonly Params: { readonly linkId: string }
}

/** Paying without a browser, moving payments by hand, sending notifications again. */
export const orderRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  const { merchants, orders, links, payments, deliveriesByHand, queries } = sandbox

  app.post<ByOrder & { Body: PaymentBody }>(
    '/merchants/:id/orders/:orderReference/payments',
    {
      schema: {
        tags: ['Payments'],
        summary: 'The customer pays an order, or answers its prompt on the phone',
        body: payment,
        response: answers({ 201: paymentAnswer }, 404, 409),
      },
    },
    async ({ params, body }, reply) => {
      const merchantId = await merchants.idOf(params.id)
      const order = await orders.findByReference(merchantId, params.orderReference)
      if (!order) throw noOrder(params.orderReference)
      return reply.code(201).send(await pay(order, body))
    },
  )

  app.post<{ Params: { id: string; billPayNumber: string }; Body: BillPaymentBody }>(
    '/merchants/:id/control-numbers/:billPayNumber/payments',
    {
      schema: {
        tags: ['Payments'],
        summary: 'A customer pays a control number',
        body: billPayment,
        response: answers({ 201: paymentAnswer }, 404, 409),
      },
    },
    async ({ params, body }, reply) => {
      const merchantId = await merchants.idOf(params.id)
      const payment = await payBill(sandbox, merchantId, params.billPayNumber, body)
      return reply.code(201).send(paymentView(await queries.payment(payment)))
    },
  )

  app.post<ByLink & { Body: PaymentBody }>(
    '/links/:linkId/payments',
    {
      schema: {
        tags: ['Payments'],
        summary: 'The customer pays a link',
        body: payment,
        response: answers({ 201: paymentAnswer }, 404, 409),
      },
    },
    async ({ params, body }, reply) => {
      const link = await links.find(params.linkId)
      if (!link) throw notFound(`there is no checkout link ${params.linkId}`, CREATE_IT)
      return reply.code(201).send(await pay(link.order, body))
    },
  )

  app.post<{ Params: { id: string; paymentId: string }; Body: StatusBody }>(
    '/merchants/:id/payments/:paymentId/status',
    {
      schema: {
        tags: ['Payments'],
        summary: 'Move a payment by hand',
        body: statusMove,
        response: answers({ 200: paymentAnswer }, 404, 409),
      },
    },
    async ({ params, body }) => {
      const merchantId = await merchants.idOf(params.id)
      const { status, message } = body
      const payment = await payments.moveByHand(merchantId, params.paymentId, status, message)
      return paymentView(await queries.payment(payment))
    },
  )

  app.get<ByOrder & { Querystring: ProofQuery }>(
    '/merchants/:id/orders/:orderReference/proof',
    {
      schema: {
        tags: ['Payments'],
        summary: 'What the merchant had been told of an order by an instant, and could have known',
        description:
          'Each webhook, callback, return and query answer that reached it, and what a query made then would have shown. ' +
          'It is read from what the sandbox keeps: of the log of requests, the latest 1000.',
        querystring: proofQuery,
        response: answers({ 200: proofAnswer }, 404),
      },
    },
    async ({ params, query: { at } }) => {
      const merchantId = await merchants.idOf(params.id)
      const instant = at === undefined ? undefined : Date.parse(at)
      const proof = await orderProof(sandbox, merchantId, params.orderReference, instant)
      if (!proof) throw noOrder(params.orderReference)
      return proofView(proof)
    },
  )

  app.post<ByOrder & { Body: MessageByHandBody }>(
    '/merchants/:id/orders/:orderReference/messages',
    {
      schema: {
        tags: ['Deliveries'],
        summary: 'Send a message about an order by hand, once',
        description:
          'Of its latest payment; where nobody has tried to pay, of one that nobody made, which claims that the order is paid. ' +
          '`damage` says what is wrong with it, such as `{ "status": "SUCCESS", "checksum": "wrong-key" }` for a forged success.',
        body: messageByHand,
        response: answers({ 202: deliveryAnswer }, 404, 409),
      },
    },
    async ({ params, body: { channel = 'webhook', damage } }, reply) => {
      const merchantId = await merchants.idOf(params.id)
      const order = await orders.findByReference(merchantId, params.orderReference)
      if (!order) throw noOrder(params.orderReference)
      const delivery = await deliveriesByHand.send(order, channel, checkedDamage(damage))
      const [listed] = await queries.withAttempts([delivery])
      return reply.code(202).send(listed && deliveryView(listed))
    },
  )

  app.post<{ Params: { id: string; deliveryId: string }; Body: RedeliveryBody }>(
    '/merchants/:id/deliveries/:deliveryId/redeliver',
    {
      schema: {
        tags: ['Deliveries'],
        summary: 'Send a notification again, or a copy with something wrong in it',
        body: redelivery,
        response: answers({ 202: deliveryAnswer }, 404, 409),
      },
    },
    async ({ params, body }, reply) => {
      const merchantId = await merchants.idOf(params.id)
      const damage = checkedDamage(body.damage)
      const delivery = await (damage
        ? deliveriesByHand.redeliverTampered(merchantId, params.deliveryId, damage)
        : deliveriesByHand.redeliver(merchantId, params.deliveryId))
      const [listed] = await queries.withAttempts([delivery])
      return reply.code(202).send(listed && deliveryView(listed))
    },
  )

  async function pay(order: Order, body: PaymentBody): Promise<PaymentView> {
    const payment = await payByHand(payments, order, body)
    return paymentView(await queries.payment(payment))
  }
}

/** The damage that a body asks for; null for none. Throws a SandboxMistake for one that nobody could see. */
function checkedDamage(written: WrittenWebhookDamage | undefined): Damage | null {
  const damage = compileDamage(written)
  const issues = damageIssues(damage)
  if (issues.length === 0) return damage
  const message = `the damage is wrong: ${oneLine(issues)}`
  throw new SandboxMistake('INVALID_INPUT', message, 'see /sandbox/docs for what can be wrong with a message')
}

const CREATE_IT = 'create it first with generate-checkout-url or initiate-ussd-push-request'

function noOrder(orderReference: string): SandboxMistake {
  const hint = `${CREATE_IT}, or name the merchant that it belongs to (\`pay --merchant ID\`)`
  return notFound(`the merchant has no order ${orderReference}`, hint)
}

function notFound(message: string, hint: string): SandboxMistake {
  return new SandboxMistake('LINK_NOT_FOUND', message, hint)
}
