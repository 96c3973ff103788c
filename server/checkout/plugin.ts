import accepts from '@fastify/accepts'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import { BANK_ANSWERS, isDecided, type Payment, PHONE_ANSWERS } from '../domain/payment.js'
import { serveAssets } from '../http/assets.js'
import { rememberZone } from '../http/chosen-zone.js'
import { sendPage } from '../http/html.js'
import { onDisconnect } from '../http/on-disconnect.js'
import { parseDuration } from '../lib/duration.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { addressOf } from './addresses.js'
import { barFor, barRoutes } from './bar.js'
import { orderSubject } from './bar-subject.js'
import { type CheckoutContext, checkoutContextOf, paymentOf } from './checkout-context.js'
import { refuseCrossSiteForms } from './cross-site.js'
import { type FormErrors, judgeForm, readForm, type Typed } from './form.js'
import { protectPages } from './framing.js'
import { addressWith, choicesToCarry, rememberChoices, wordsFor } from './i18n/language.js'
import { hasNews, outcomeForShop } from './outcome.js'
import { noSuchPage, PageError, pageErrorFrom } from './page-error.js'
import { AlreadyPaidPage, ErrorPage, ExpiredPage, LeftPage } from './pages/ending-pages.js'
import { PaymentPage } from './pages/payment-page.js'
import type { SandboxBarProps } from './pages/sandbox-bar.js'
import { StatusPage } from './pages/status-page.js'
import { payoutRoutes } from './payout-routes.js'
import { scenarioMistake } from './picked-scenario.js'

interface OfLink {
  Params: { linkId: string }
}
interface OfPayment {
  Params: { linkId: string; paymentId: string }
}

/** Far more than the form ever needs. */
const FORM_LIMIT_BYTES = 16 * 1024
/** A browser asks again after this long, so that no proxy in between loses patience. */
const MAX_WAIT_MS = 25_000

/** Door 2: the hosted payment page, for customers' browsers. */
export const checkoutPlugin: FastifyPluginAsync<{ readonly sandbox: Sandbox }> = async (app, { sandbox }) => {
  await app.register(accepts)
  await registerPages(app, sandbox)
  await serveAssets(app, 'checkout', '/checkout/assets')
  await app.register(barRoutes, { sandbox })
  await app.register(payoutRoutes, { sandbox })

  app.get<OfLink>('/checkout/:linkId', async (request, reply) => {
    const context = await checkoutContextOf(sandbox, request, request.params.linkId)
    const latest = context.payments.at(-1)
    switch (context.state) {
      case 'paying':
        return reply.redirect(statusAddress(context, latest), 303)
      case 'paid':
        return sendPage(reply, AlreadyPaidPage({ context, bar: await barAt(context, request) }))
      case 'expired':
        return sendPage(reply, ExpiredPage({ context, bar: await barAt(context, request) }))
      case 'open':
        if (request.method === 'GET') await sandbox.links.noteOpened(context.link)
        return sendPage(reply, await paymentPage(context, request))
    }
  })

  app.post<OfLink>('/checkout/:linkId/pay', { onRequest: refuseCrossSiteForms }, async (request, reply) => {
    const context = await checkoutContextOf(sandbox, request, request.params.linkId)
    const { order, now, words } = context
    const typed = readForm(request.body)
    const latest = context.payments.at(-1)
    if (context.state !== 'open') return reply.redirect(latestAddress(context, latest), 303)
    const judged = judgeForm(typed, {
      order,
      now,
      words,
      scenarioMistake: scenarioMistake(sandbox, words, typed.scenario),
    })
    if ('errors' in judged) {
      return sendPage(reply.code(422), await paymentPage(context, request, typed, judged.errors))
    }
    const result = await sandbox.payments.pay(order, {
      ...judged.order,
      inBrowser: true,
      showsPhone: context.bar && !judged.order.byControlNumber,
    })
    if (result.made) return reply.redirect(statusAddress(context, result.payment), 303)
    if (result.state === 'left') {
      return sendPage(reply, LeftPage({ context, bar: await barAt(context, request) }))
    }
    return reply.redirect(latestAddress({ ...context, state: result.state }, result.latest), 303)
  })

  // Where a browser stands after a form with a mistake in it; opening that address again starts over.
  app.get<OfLink>('/checkout/:linkId/pay', async (request, reply) =>
    reply.redirect(addressWith(addressOf.link(request.params.linkId), choicesToCarry(request)), 303),
  )

  app.get<OfPayment>('/checkout/:linkId/payments/:paymentId', async (request, reply) => {
    const context = await checkoutContextOf(sandbox, request, request.params.linkId)
    const payment = paymentOf(context, request.params.paymentId)
    if (payment.status === 'FAILED' && outcomeForShop(payment, context) === null) {
      return reply.redirect(context.to(addressOf.link(context.link.id)), 303)
    }
    return sendPage(
      reply,
      StatusPage({ context, payment, bar: await barAt(context, request, { follows: payment.scenario }) }),
    )
  })

  app.post<OfPayment>(
    '/checkout/:linkId/payments/:paymentId/phone',
    { onRequest: refuseCrossSiteForms },
    async (request, reply) => {
      const context = await checkoutContextOf(sandbox, request, request.params.linkId)
      const payment = paymentOf(context, request.params.paymentId)
      const { answer } = (request.body ?? {}) as { answer?: unknown }
      const given = PHONE_ANSWERS.find((known) => known === answer)
      if (!given) throw new PageError(422, 'unreadable')
      await sandbox.payments.answerPhone(payment.merchantId, payment.id, given)
      return reply.redirect(statusAddress(context, payment), 303)
    },
  )

  app.post<OfPayment>(
    '/checkout/:linkId/payments/:paymentId/bank',
    { onRequest: refuseCrossSiteForms },
    async (request, reply) => {
      const context = await checkoutContextOf(sandbox, request, request.params.linkId)
      const payment = paymentOf(context, request.params.paymentId)
      const { answer } = (request.body ?? {}) as { answer?: unknown }
      const given = BANK_ANSWERS.find((known) => known === answer)
      if (!given) throw new PageError(422, 'unreadable')
      await sandbox.payments.answerBank(payment.merchantId, payment.id, given)
      return reply.redirect(statusAddress(context, payment), 303)
    },
  )

  app.get<OfPayment & { Querystring: { seen?: unknown; wait?: unknown } }>(
    '/checkout/:linkId/payments/:paymentId/status',
    async (request, reply) => {
      const { linkId, paymentId } = request.params
      const { seen, wait } = request.query
      const context = await checkoutContextOf(sandbox, request, linkId)
      const { order } = context
      const look = async () => {
        const payment = await sandbox.payments.find(paymentId)
        return payment?.orderId === order.id ? payment : undefined
      }
      const waitMs = Math.min(parseDuration(String(wait ?? '')) ?? 0, MAX_WAIT_MS)
      const payment = await sandbox.waitUntil(
        order.merchantId,
        waitMs,
        look,
        (found) => !found || hasNews(found, context, String(seen ?? '')),
        { orderReference: order.orderReference, abandoned: onDisconnect(reply) },
      )
      if (!payment) throw noSuchPage()
      const { status } = payment
      const returnOpen = outcomeForShop(payment, context) !== null
      reply.header('cache-control', 'no-store')
      return { status, decided: isDecided(status), returnOpen }
    },
  )

  app.route<OfPayment>({
    method: ['GET', 'POST'],
    url: '/checkout/:linkId/payments/:paymentId/return',
    handler: async (request, reply) => {
      const context = await checkoutContextOf(sandbox, request, request.params.linkId)
      const payment = paymentOf(context, request.params.paymentId)
      const { wayBack: way } = await sandbox.queries.payment(payment)
      if (way === null) return reply.redirect(statusAddress(context, payment), 303)
      if (request.method !== 'HEAD') await sandbox.payments.noteReturn(payment, way.address)
      const { redirectStatusCode } = context.merchant.dialect
      return reply.header('cache-control', 'no-store').redirect(way.address, redirectStatusCode)
    },
  })

  // Below /checkout everything is for browsers; without these the ClickPesa door would answer in JSON.
  for (const url of ['/checkout', '/checkout/*']) {
    app.all(url, async () => {
      throw noSuchPage()
    })
  }

  async function paymentPage(
    context: CheckoutContext,
    request: FastifyRequest,
    typed?: Typed,
    errors?: FormErrors,
  ) {
    const bar = await barAt(context, request, {
      scenarios: sandbox.scenarios.list(),
      picked: typed?.scenario,
      error: errors?.scenario,
    })
    return PaymentPage({ context, bar, typed, errors })
  }

  function barAt(
    context: CheckoutContext,
    { url }: FastifyRequest,
    details: Pick<SandboxBarProps, 'scenarios' | 'picked' | 'error' | 'follows'> = {},
  ) {
    const [here = ''] = url.split('?')
    return barFor(sandbox, { context, subject: orderSubject(context) }, { here, ...details })
  }
}

/** Makes a Fastify scope answer a browser: pages, forms, and a page for whatever goes wrong. */
async function registerPages(app: FastifyInstance, sandbox: Sandbox) {
  await protectPages(app, sandbox)
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit: FORM_LIMIT_BYTES })
  app.addHook('onRequest', async (request, reply) => rememberChoices(request, reply))
  rememberZone(app)
  app.setErrorHandler((error, request, reply) => {
    const known = pageErrorFrom(error)
    if (!known) request.log.error(error)
    const page = ErrorPage({ name: known?.page ?? 'ours', words: wordsFor(request) })
    return sendPage(reply.code(known?.status ?? 500), page)
  })
}

function statusAddress({ link, to }: CheckoutContext, payment: Payment | undefined): string {
  return to(payment ? addressOf.payment(link.id, payment.id) : addressOf.link(link.id))
}

/** Where a payment that was not made leaves the customer: at the one that was made instead. */
function latestAddress(context: CheckoutContext, latest: Payment | undefined): string {
  return statusAddress(context, context.state === 'expired' ? undefined : latest)
}
