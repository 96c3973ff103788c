import type { CheckoutLink, LinkState } from '../domain/checkout-link.js'
import type { Merchant } from '../domain/merchant.js'
import type { Payment } from '../domain/payment.js'
import { webAddress } from '../domain/return.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { noSuchPage } from './problem.js'

/** A browser at a checkout link, and everything that decides what it is shown. */
export interface Visit {
  readonly link: CheckoutLink
  readonly merchant: Merchant
  readonly state: LinkState
  /** First attempt first. */
  readonly payments: readonly Payment[]
  /** The application's Return URL; null when there is none to send a browser to. */
  readonly returnUrl: string | null
  /** The time on the merchant's clock. */
  readonly now: number
}

/** Looks up what a visitor of a link finds. Throws a 404 page when there is no such link. */
export async function visitOf(sandbox: Sandbox, linkId: string): Promise<Visit> {
  const { store } = sandbox.core
  const link = await sandbox.links.find(linkId)
  const merchant = link && (await store.get('merchants', link.merchantId))
  if (!link || !merchant) throw noSuchPage()
  const [application, payments] = await Promise.all([
    store.get('applications', link.clientId),
    sandbox.payments.ofLink(link.id),
  ])
  return {
    link,
    merchant,
    payments,
    state: sandbox.payments.stateOf(link, payments, merchant),
    returnUrl: webAddress(application?.returnUrl ?? null),
    now: sandbox.core.now(merchant),
  }
}

/** A payment of the visited link. Throws a 404 page for any other one. */
export function paymentOf({ payments }: Visit, paymentId: string): Payment {
  const payment = payments.find(({ id }) => id === paymentId)
  if (!payment) throw noSuchPage()
  return payment
}
