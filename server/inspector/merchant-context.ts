import { aheadOf } from '../domain/clock.js'
import type { Delivery } from '../domain/delivery.js'
import type { Application, Merchant } from '../domain/merchant.js'
import type { Sandbox } from '../sandbox/sandbox.js'

/** One merchant as a page of the inspector sees it. */
export interface MerchantContext {
  readonly merchant: Merchant
  readonly applications: readonly Application[]
  /** The number of what happened to it last. */
  readonly sequence: number
  /** The time on the merchant's clock. */
  readonly now: number
  readonly frozen: boolean
  /** How far its clock is ahead of real time, in milliseconds. */
  readonly aheadMs: number
  /** Where its pages begin. */
  readonly home: string
}

/** The merchant of an address, by id or client id. Throws a SandboxMistake when there is none. */
export async function merchantContextOf(sandbox: Sandbox, idOrClientId: string): Promise<MerchantContext> {
  const { merchant, applications, sequence } = await sandbox.merchants.withApplications(idOrClientId)
  return contextOf(sandbox, merchant, applications, sequence)
}

export function contextOf(
  sandbox: Sandbox,
  merchant: Merchant,
  applications: readonly Application[],
  sequence = 0,
): MerchantContext {
  return {
    merchant,
    applications,
    sequence,
    now: sandbox.now(merchant),
    frozen: merchant.clock.kind === 'frozen',
    aheadMs: aheadOf(merchant.clock, sandbox.realClock.now()),
    home: homeOf(merchant.id),
  }
}

export function homeOf(merchantId: string): string {
  return `/sandbox/merchants/${encodeURIComponent(merchantId)}`
}

/** The page of one order. */
export function orderAddress(merchantId: string, orderReference: string): string {
  return `${homeOf(merchantId)}/orders/${encodeURIComponent(orderReference)}`
}

/** The page of one payout. */
export function payoutAddress(merchantId: string, payoutId: string): string {
  return `${homeOf(merchantId)}/payouts/${encodeURIComponent(payoutId)}`
}

/** The page of what a notification tells of: an order, a payout, or the account that a deposit reached. */
export function subjectAddress({
  merchantId,
  event,
  paymentId,
  orderReference,
}: Pick<Delivery, 'merchantId' | 'event' | 'paymentId' | 'orderReference'>): string {
  if (event?.startsWith('PAYOUT')) return payoutAddress(merchantId, paymentId)
  return event === 'DEPOSIT RECEIVED'
    ? `${homeOf(merchantId)}/account`
    : orderAddress(merchantId, orderReference)
}

export function deliveryAddress(merchantId: string, deliveryId: string): string {
  return `${homeOf(merchantId)}/deliveries/${encodeURIComponent(deliveryId)}`
}

/** The part of a delivery's id that tells it from the others of its merchant. */
export function shortId(deliveryId: string): string {
  return deliveryId.slice(deliveryId.lastIndexOf('-') + 1)
}

export function requestAddress(merchantId: string, seq: number): string {
  return `${homeOf(merchantId)}/requests/${seq}`
}
