import type { FastifyRequest } from 'fastify'
import { type CheckoutLink, type LinkState, linkState } from '../domain/checkout-link.js'
import { aheadOf } from '../domain/clock.js'
import type { Order } from '../domain/order.js'
import type { Payment } from '../domain/payment.js'
import { possibleReturnUrl } from '../domain/return.js'
import { otherZone, zoneOf } from '../http/chosen-zone.js'
import type { ZoneName } from '../lib/time-zone.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { addressWith, choicesToCarry, showsBar, type Words, wordsFor } from './i18n/language.js'
import { noSuchPage } from './page-error.js'
import type { Visit } from './pages/layout.js'

/** A browser at a checkout link, and everything that decides what it is shown. */
export interface CheckoutContext extends Visit {
  readonly link: CheckoutLink
  /** What the link is for. */
  readonly order: Order
  readonly state: LinkState
  /** First attempt first. */
  readonly payments: readonly Payment[]
  /** The application's Return URL; null when there is none to send a browser to. */
  readonly returnUrl: string | null
  /** The time on the merchant's clock. */
  readonly now: number
  /** How far that is ahead of real time, in milliseconds. */
  readonly aheadMs: number
  readonly words: Words
  /** In which times are shown, and the same page in the other one. */
  readonly zone: ZoneName
  readonly otherZone: ReturnType<typeof otherZone>
  /** Whether the sandbox bar is to be seen. */
  readonly bar: boolean
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
  const now = sandbox.now(merchant)
  return {
    link,
    order,
    merchant,
    payments,
    state: linkState(order, merchant.dialect, now),
    returnUrl: possibleReturnUrl(application?.returnUrl ?? null),
    now,
    aheadMs: aheadOf(merchant.clock, sandbox.realClock.now()),
    words: wordsFor(request),
    zone: zoneOf(request),
    otherZone: otherZone(request),
    bar: showsBar(request),
    to: (address, change) => addressWith(address, { ...choicesToCarry(request), ...change }),
  }
}

/** A payment of the visited link. Throws a 404 page for any other one. */
export function paymentOf({ payments }: CheckoutContext, paymentId: string): Payment {
  const payment = payments.find(({ id }) => id === paymentId)
  if (!payment) throw noSuchPage()
  return payment
}
