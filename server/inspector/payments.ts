import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { linkState } from '../domain/checkout-link.js'
import { type Channel, PAYMENT_STATUSES, type PaymentStatus } from '../domain/payment.js'
import { SandboxMistake } from '../errors.js'
import { payByHand } from '../sandbox/pay-by-hand.js'
import { moveClock } from './clock-moves.js'
import { attempt, type Failed, readForm } from './forms.js'
import { askedIn, cursorIn, neighboursOf } from './listing.js'
import { merchantContextOf, orderAddress } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { afterDoing, outcomeIn } from './outcomes.js'
import { OrderPage } from './pages/order-page.js'
import { PaymentsPage } from './pages/payments-page.js'
import { showPage } from './show-page.js'

interface OfMerchant {
  readonly Params: { readonly id: string }
}
interface OfOrder {
  readonly Params: { readonly id: string; readonly orderReference: string }
}

const OUTCOMES = { scenario: 'Saved: what happens to whoever pays this order.' }

/** The list of orders, and what can be seen of one and done about it. */
export const paymentRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  const { queries } = sandbox
  const scenarioNames = () => sandbox.scenarios.list().map(({ name }) => name)

  app.get<OfMerchant>('/sandbox/merchants/:id/payments', async ({ params, query }, reply) => {
    const context = await merchantContextOf(sandbox, params.id)
    const asked = askedIn(query)
    const { q: search, status, method: channel, scenario, origin } = asked
    const filter = { search, status, channel, scenario, origin }
    const found = await queries.orders(context.merchant.id, filter, cursorIn(asked))
    const next = neighboursOf(`${context.home}/payments`, asked, found)
    const rows = found.items.toReversed()
    return showPage(reply, PaymentsPage({ context, asked, rows, next, scenarios: scenarioNames() }))
  })

  app.get<OfOrder>('/sandbox/merchants/:id/orders/:orderReference', async ({ params, query }, reply) =>
    sendOrder(reply, params, null, outcomeIn(OUTCOMES, askedIn(query))),
  )

  app.post<OfOrder>('/sandbox/merchants/:id/orders/:orderReference/pay', async ({ params, body }, reply) => {
    const typed = readForm(body)
    const { order } = await orderOf(params)
    const { method, phoneNumber, scenario } = typed
    const field = scenario && !sandbox.scenarios.find(scenario) ? 'scenario' : 'phoneNumber'
    const failed = await attempt('pay', field, typed, () =>
      payByHand(sandbox.payments, order, { method: method as Channel | undefined, phoneNumber, scenario }),
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
      const { context, order } = await orderOf(params)
      const failed = await attempt('order-scenario', 'name', typed, () =>
        sandbox.scenarios.setForOrder(context.merchant.id, order.orderReference, typed.name ?? ''),
      )
      return done(reply, params, failed, 'scenario')
    },
  )

  app.post<OfOrder>(
    '/sandbox/merchants/:id/orders/:orderReference/clock',
    async ({ params, body }, reply) => {
      const typed = readForm(body)
      const { context } = await orderOf(params)
      const failed = await attempt('clock', 'duration', typed, () =>
        moveClock(sandbox, context.merchant.id, typed, { orderReference: params.orderReference }),
      )
      return done(reply, params, failed)
    },
  )

  async function orderOf({ id, orderReference }: OfOrder['Params']) {
    const context = await merchantContextOf(sandbox, id)
    const order = await sandbox.orders.findByReference(context.merchant.id, orderReference)
    if (!order) throw noSuchOrder(orderReference)
    return { context, order }
  }

  async function done(
    reply: FastifyReply,
    params: OfOrder['Params'],
    failed: Failed | null,
    outcome?: string,
  ) {
    if (failed) return sendOrder(reply.code(422), params, failed)
    const address = orderAddress(params.id, params.orderReference)
    return reply.redirect(outcome ? afterDoing(address, outcome) : address, 303)
  }

  async function sendOrder(
    reply: FastifyReply,
    params: OfOrder['Params'],
    failed: Failed | null,
    outcome?: string,
  ) {
    const context = await merchantContextOf(sandbox, params.id)
    const { merchant, now } = context
    const story = await sandbox.stories.order(merchant.id, params.orderReference)
    if (!story) throw noSuchOrder(params.orderReference)
    const open = !story.order.bill && linkState(story.order, merchant.dialect, now) === 'open'
    return showPage(
      reply,
      OrderPage({
        context,
        reached: reply.request.reached,
        story,
        open,
        scenarios: scenarioNames(),
        failed,
        outcome,
      }),
    )
  }
}

function noSuchOrder(orderReference: string): SandboxMistake {
  return new SandboxMistake(
    'LINK_NOT_FOUND',
    `the merchant has no order ${orderReference}`,
    'its payments are listed under Payments',
  )
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
