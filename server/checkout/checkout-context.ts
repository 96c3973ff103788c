import type { FastifyRequest } from 'fastify'
import { type CheckoutLink, type LinkState, linkState } from '../domain/checkout-link.js'
import type { Order } from '../domain/order.js'
import type { Payment } from '../domain/payment.js'
import { possibleReturnUrl } from '../domain/return.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { addressWith, choicesToCarry } from './i18n/language.js'
import { noSuchPage } from './page-error.js'
import { type BarVisit, visitOf } from './visit.js'

/** A browser at a checkout link, and everything that decides what it is shown. */
export interface CheckoutContext extends BarVisit {
  readonly link: CheckoutLink
  /** What the link is for. */
  readonly order: Order
  readonly state: LinkState
  /** First attempt first. */
  readonly payments: readonly Payment[]
  /** The application's Return URL; null when there is none to send a browser to. */
  readonly returnUrl: string | null
}

/** Looks up what a visitor of a link finds. Throws a 404 page when there is no such link. */
export async function checkoutContextOf(
  sandbox: Sandbox,
  request: FastifyRequest,
  linkId: string,
): Promise<CheckoutContext> {
  const link = await sandbox.links.find(linkId)
  const merchant = link && (await sandbox.merchants.find(link.order.merchantId))
  if (!link || !merchant) throw noSuchPage()
  const { order } = link
  const [application, payments] = await Promise.all([
    sandbox.applications.find(order.clientId),
    sandbox.payments.ofOrder(order),
  ])
  const visit = visitOf(sandbox, request, merchant)
  return {
    ...visit,
    link,
    order,
    payments,
    state: linkState(order, merchant.dialect, visit.now),
    returnUrl: possibleReturnUrl(application?.returnUrl ?? null),
    to: (address, change) => addressWith(address, { ...choicesToCarry(request), ...change }),
  }
}

/** A payment of the visited link. Throws a 404 page for any other one. */
export function paymentOf({ payments }: CheckoutContext, paymentId: string): Payment {
  const payment = payments.find(({ id }) => id === paymentId)
  if (!payment) throw noSuchPage()
  return payment
}
