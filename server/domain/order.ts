import type { Bill } from './bill.js'
import type { Money } from './money.js'
import type { OrderOrigin } from './order-origin.js'
import { everPaid, type Payment } from './payment.js'
import type { TraceContext } from './trace-context.js'

/** What a merchant wants to be paid for, once: an amount, a customer, and the merchant's own reference. */
export interface Order {
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  /** The application that asked for it. */
  readonly clientId: string
  readonly orderReference: string
  readonly origin: OrderOrigin
  /** `CHE` and seven upper-case hexadecimal characters (seen in a live link of July 2025); null without a link. */
  readonly linkId: string | null
  readonly total: Money
  readonly items: readonly OrderItem[]
  readonly customer: Customer
  readonly description?: string
  readonly callbackUrl?: string
  /** Kept and shown; what the gateway does with it is unknown, so nothing is sent there. */
  readonly wooCommerceCallbackUrl?: string
  /** Asked for by the `X-Sandbox-Scenario` header of the request. */
  readonly scenario?: string
  /** The trace of the call that asked for it. */
  readonly trace?: TraceContext
  /** What its control number takes; only where the merchant asked for one. */
  readonly bill?: Bill
  readonly createdAt: number
  readonly progress: OrderProgress
}

export interface OrderItem {
  readonly name: string
  /** Price of one, in minor units of the order's currency. */
  readonly price: number
  readonly quantity: number
}

export interface Customer {
  readonly name?: string
  readonly email?: string
  readonly phone?: string
}

/** What an order's payments have come to, kept with the order so that lists need not read the payments. */
export interface OrderProgress {
  readonly attempts: number
  /** Null while nobody has tried to pay. */
  readonly latest: LatestAttempt | null
  /** Whether any attempt is or ever was paid. */
  readonly everPaid: boolean
  /** Channels and scenarios of all attempts, each once. */
  readonly channels: readonly string[]
  readonly scenarios: readonly string[]
  /** What people search for: payment ids, phone numbers, receipts. */
  readonly words: readonly string[]
}

/** What lists of orders tell of the latest attempt to pay. */
export type LatestAttempt = Pick<
  Payment,
  'status' | 'channel' | 'scenario' | 'message' | 'collected' | 'updatedAt'
>

export const NOTHING_PAID: OrderProgress = {
  attempts: 0,
  latest: null,
  everPaid: false,
  channels: [],
  scenarios: [],
  words: [],
}

/** The order once one of its payments was made or has moved. */
export function withPayment(order: Order, payment: Payment): Order {
  const { attempts: before, latest, everPaid: wasPaid, channels, scenarios, words } = order.progress
  const attempts = Math.max(before, payment.attempt)
  const { status, channel, scenario, message, collected, updatedAt, id, phoneNumber, paymentReference } =
    payment
  return {
    ...order,
    progress: {
      attempts,
      latest:
        payment.attempt === attempts ? { status, channel, scenario, message, collected, updatedAt } : latest,
      everPaid: wasPaid || everPaid(payment),
      channels: including(channels, channel),
      scenarios: including(scenarios, scenario),
      words: [id, phoneNumber, paymentReference].reduce(including, words),
    },
  }
}

/** When something last happened to the order's payments; when it was placed, where nothing did. */
export function changedAt({ progress, createdAt }: Order): number {
  return progress.latest?.updatedAt ?? createdAt
}

function including(values: readonly string[], value: string | undefined): readonly string[] {
  return value === undefined || values.includes(value) ? values : [...values, value]
}
