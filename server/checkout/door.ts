import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { parseDuration } from '../domain/duration.js'
import { isDecided, type Payment } from '../domain/payment.js'
import { SandboxMistake } from '../errors.js'
import { hungUp } from '../hung-up.js'
import { serveAssets } from '../pages/assets.js'
import { sendPage } from '../pages/html.js'
import { protection } from '../pages/protection.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { addressOf } from './addresses.js'
import { refuseForeignForms } from './foreign-forms.js'
import { judgeForm, readForm, type Typed } from './form.js'
import { hasNews, outcomeForShop } from './outcome.js'
import { AlreadyPaidPage, ExpiredPage, LeftPage, ProblemPage } from './pages/ending-pages.js'
import { PaymentPage } from './pages/payment-page.js'
import { StatusPage } from './pages/status-page.js'
import { noSuchPage, problemFrom } from './problem.js'
import { paymentOf, type Visit, visitOf } from './visit.js'

interface OfLink {
  Params: { linkId: string }
}
interface OfPayment {
  Params: { linkId: string; paymentId: string }
}

/** Far more than the form ever needs. */
const FORM_LIMIT_BYTES = 16 * 1024
/** A browser asks again after this long, so that no proxy in between loses patience. */
const LONGEST_WAIT_MS = 25_000

/** Door 2: the hosted payment page, for customers' browsers. */
export const checkoutDoor: FastifyPluginAsync<{ readonly sandbox: Sandbox }> = async (app, { sandbox }) => {
  await speakHtml(app)
  await serveAssets(app, 'checkout', '/checkout/assets')

  app.get<OfLink>('/checkout/:linkId', async (request, reply) => {
    const visit = await visitOf(sandbox, request.params.linkId)
    const latest = visit.payments.at(-1)
    switch (visit.state) {
      case 'paying':
        return reply.redirect(statusAddress(visit, latest), 303)
      case 'paid':
        return sendPage(reply, AlreadyPaidPage({ visit }))
      case 'expired':
        return sendPage(reply, ExpiredPage({ visit }))
      case 'open':
        if (request.method === 'GET') await sandbox.links.noteOpened(visit.link)
        return sendPage(reply, paymentPage(visit))
    }
  })

  app.post<OfLink>('/checkout/:linkId/pay', { onRequest: refuseForeignForms }, async (request, reply) => {
    const visit = await visitOf(sandbox, request.params.linkId)
    const { link, now } = visit
    const typed = readForm(request.body)
    const latest = visit.payments.at(-1)
    if (visit.state !== 'open') return reply.redirect(latestAddress(visit, latest), 303)
    const judged = judgeForm(typed, { link, now, isScenario })
    if ('errors' in judged) return sendPage(reply.code(422), paymentPage(visit, typed, judged.errors))
    const result = await sandbox.payments.pay(link, { ...judged.order, inBrowser: true })
    if (result.made) return reply.redirect(statusAddress(visit, result.payment), 303)
    if (result.state === 'left') return sendPage(reply, LeftPage({ visit }))
    return reply.redirect(latestAddress({ ...visit, state: result.state }, result.latest), 303)
  })

  // Where a browser stands after a form with a mistake in it; opening that address again starts over.
  app.get<OfLink>('/checkout/:linkId/pay', async (request, reply) =>
    reply.redirect(addressOf.link(request.params.linkId), 303),
  )

  app.get<OfPayment>('/checkout/:linkId/payments/:paymentId', async (request, reply) => {
    const visit = await visitOf(sandbox, request.params.linkId)
    const payment = paymentOf(visit, request.params.paymentId)
    if (payment.status === 'FAILED' && outcomeForShop(payment, visit) === null) {
      return reply.redirect(addressOf.link(visit.link.id), 303)
    }
    return sendPage(reply, StatusPage({ visit, payment }))
  })

  app.get<OfPayment & { Querystring: { seen?: unknown; wait?: unknown } }>(
    '/checkout/:linkId/payments/:paymentId/status',
    async (request, reply) => {
      const { linkId, paymentId } = request.params
      const { seen, wait } = request.query
      const visit = await visitOf(sandbox, linkId)
      const { link } = visit
      const look = async () => {
        const payment = await sandbox.payments.find(paymentId)
        return payment?.linkId === link.id ? payment : undefined
      }
      const waitMs = Math.min(parseDuration(String(wait ?? '')) ?? 0, LONGEST_WAIT_MS)
      const payment = await sandbox.core.waitUntil(
        link.merchantId,
        waitMs,
        look,
        (found) => !found || hasNews(found, visit, String(seen ?? '')),
        { orderReference: link.orderReference, abandoned: hungUp(reply) },
      )
      if (!payment) throw noSuchPage()
      const { status } = payment
      const returnOpen = outcomeForShop(payment, visit) !== null
      reply.header('cache-control', 'no-store')
      return { status, decided: isDecided(status), returnOpen }
    },
  )

  app.route<OfPayment>({
    method: ['GET', 'POST'],
    url: '/checkout/:linkId/payments/:paymentId/return',
    handler: async (request, reply) => {
      const visit = await visitOf(sandbox, request.params.linkId)
      const payment = paymentOf(visit, request.params.paymentId)
      const way = await sandbox.payments.wayBack(payment)
      if (way === null) return reply.redirect(statusAddress(visit, payment), 303)
      if (request.method !== 'HEAD') await sandbox.payments.noteReturn(payment, way.address)
      const { redirectStatusCode } = visit.merchant.dialect
      return reply.header('cache-control', 'no-store').redirect(way.address, redirectStatusCode)
    },
  })

  // Below /checkout everything is for browsers; without these the ClickPesa door would answer in JSON.
  for (const url of ['/checkout', '/checkout/*']) {
    app.all(url, async () => {
      throw noSuchPage()
    })
  }

  function paymentPage(visit: Visit, typed?: Typed, errors?: Parameters<typeof PaymentPage>[0]['errors']) {
    return PaymentPage({ visit, scenarios: sandbox.scenarios.list(), typed, errors })
  }

  function isScenario(name: string): boolean {
    try {
      return Boolean(sandbox.scenarios.named(name))
    } catch (error) {
      if (error instanceof SandboxMistake) return false
      throw error
    }
  }
}

/** Makes a Fastify scope answer a browser: pages, forms, and a page for whatever goes wrong. */
async function speakHtml(app: FastifyInstance) {
  await app.register(helmet, protection)
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit: FORM_LIMIT_BYTES })
  app.setErrorHandler((error, request, reply) => {
    const problem = problemFrom(error)
    if (!problem) request.log.error(error)
    return sendPage(
      reply.code(problem?.status ?? 500),
      ProblemPage(
        problem ?? {
          title: 'The sandbox made a mistake',
          message: 'This is a fault of the sandbox, not of the shop. Its log says more.',
        },
      ),
    )
  })
}

function statusAddress({ link }: Visit, payment: Payment | undefined): string {
  return payment ? addressOf.payment(link.id, payment.id) : addressOf.link(link.id)
}

/** Where a payment that was not made leaves the customer: at the one that was made instead. */
function latestAddress(visit: Visit, latest: Payment | undefined): string {
  return statusAddress(visit, visit.state === 'expired' ? undefined : latest)
}
