import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { type Channel, PAYMENT_STATUSES, type PaymentStatus } from '../domain/payment.js'
import { SandboxMistake } from '../errors.js'
import { payByHand } from '../sandbox/pay-by-hand.js'
import { moveClock } from './clock-moves.js'
import { attempt, type Failed, readForm } from './forms.js'
import { askedIn, numberIn, olderThan, pageOf } from './listing.js'
import { merchantContextOf, orderAddress } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { ordersOf } from './orders.js'
import { OrderPage } from './pages/order-page.js'
import { PaymentsPage } from './pages/payments-page.js'
import { showPage } from './show-page.js'

interface OfMerchant {
  readonly Params: { readonly id: string }
}
interface OfOrder {
  readonly Params: { readonly id: string; readonly orderReference: string }
}

/** The list of orders, and what can be seen of one and done about it. */
export const paymentRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox, publicUrl }) => {
  const { store } = sandbox.engine
  const scenarioNames = () => sandbox.scenarios.list().map(({ name }) => name)

  app.get<OfMerchant>('/sandbox/merchants/:id/payments', async ({ params, query }, reply) => {
    const context = await merchantContextOf(sandbox, params.id)
    const asked = askedIn(query)
    const filter = { ...asked, before: numberIn(asked.before) }
    const found = await ordersOf(store, context.merchant.id, filter)
    const { shown, before } = pageOf(found, ({ link }) => link.seq)
    const more = olderThan(`${context.home}/payments`, asked, before)
    return showPage(reply, PaymentsPage({ context, asked, rows: shown, more, scenarios: scenarioNames() }))
  })

  app.get<OfOrder>('/sandbox/merchants/:id/orders/:orderReference', async ({ params }, reply) =>
    sendOrder(reply, params, null),
  )

  app.post<OfOrder>('/sandbox/merchants/:id/orders/:orderReference/pay', async ({ params, body }, reply) => {
    const typed = readForm(body)
    const { link } = await orderOf(params)
    const { method, phoneNumber, scenario } = typed
    const field = scenario && !sandbox.scenarios.find(scenario) ? 'scenario' : 'phoneNumber'
    const failed = await attempt('pay', field, typed, () =>
      payByHand(sandbox.payments, link, { method: method as Channel | undefined, phoneNumber, scenario }),
    )
    return done(reply, params, failed)
  })

  app.post<OfOrder>(
    '/sandbox/merchants/:id/orders/:orderReference/status',
    async ({ params, body }, reply) => {
      const typed = readForm(body)
      const { context } = await orderOf(params)
      const { paymentId = '', status } = typed
      const failed = await attempt(`status-${paymentId}`, 'status', typed, () =>
        sandbox.payments.moveByHand(context.merchant.id, paymentId, statusFrom(status)),
      )
      return done(reply, params, failed)
    },
  )

  app.post<OfOrder>(
    '/sandbox/merchants/:id/orders/:orderReference/scenario',
    async ({ params, body }, reply) => {
      const typed = readForm(body)
      const { context, link } = await orderOf(params)
      const failed = await attempt('order-scenario', 'name', typed, () =>
        sandbox.scenarios.setForOrder(context.merchant.id, link.orderReference, typed.name ?? ''),
      )
      return done(reply, params, failed)
    },
  )

  app.post<OfOrder>(
    '/sandbox/merchants/:id/orders/:orderReference/clock',
    async ({ params, body }, reply) => {
      const typed = readForm(body)
      const { context } = await orderOf(params)
      const failed = await attempt('clock', 'duration', typed, () =>
        moveClock(sandbox, context.merchant.id, typed),
      )
      return done(reply, params, failed)
    },
  )

  async function orderOf({ id, orderReference }: OfOrder['Params']) {
    const context = await merchantContextOf(sandbox, id)
    const link = await sandbox.links.findByReference(context.merchant.id, orderReference)
    if (!link) {
      throw new SandboxMistake(
        'LINK_NOT_FOUND',
        `the merchant has no order ${orderReference}`,
        'its payments are listed under Payments',
      )
    }
    return { context, link }
  }

  async function done(reply: FastifyReply, params: OfOrder['Params'], failed: Failed | null) {
    if (failed) return sendOrder(reply.code(422), params, failed)
    return reply.redirect(orderAddress(params.id, params.orderReference), 303)
  }

  async function sendOrder(reply: FastifyReply, params: OfOrder['Params'], failed: Failed | null) {
    const { context, link } = await orderOf(params)
    const { merchant } = context
    const { orderReference } = link
    const where = { merchantId: merchant.id, orderReference }
    const [payments, deliveries, planned, requests, journal] = await Promise.all([
      store.find('payments', { where }),
      store.find('deliveries', { where }),
      store.find('tasks', { where }),
      store.entries('requests', merchant.id, { where: { orderReference } }),
      store.entries('journal', merchant.id, { where: { orderReference } }),
    ])
    const story = { link, payments, deliveries, planned, requests, journal, dialect: merchant.dialect }
    const open = sandbox.payments.stateOf(link, payments, merchant) === 'open'
    return showPage(
      reply,
      OrderPage({ context, url: publicUrl(), story, open, scenarios: scenarioNames(), failed }),
    )
  }
}

function statusFrom(text: string | undefined): PaymentStatus {
  const status = PAYMENT_STATUSES.find((known) => known === text)
  if (status) return status
  throw new SandboxMistake(
    'INVALID_INPUT',
    `there is no status ${text ?? ''}`,
    `choose one of ${PAYMENT_STATUSES.join(', ')}`,
  )
}
