import { createHash } from 'node:crypto'
import { BILLPAY_LIMITS } from './operators.js'
import { isDecided, type PaymentStatus } from './payment.js'
import type { SeededRandom } from './random.js'

/** What a control number asks for and takes. */
export interface Bill {
  /** 14 digits, as in the documented samples. */
  readonly number: string
  /** That of an order closes after a payment, even a partial one; that of a customer stays open. */
  readonly kind: 'order' | 'customer'
  readonly mode: 'ALLOW_PARTIAL_AND_OVER_PAYMENT' | 'EXACT'
  readonly status: 'ACTIVE' | 'INACTIVE'
  /** In minor units of TZS; null for any amount. */
  readonly amount: number | null
  /** The most that one payment may bring, in minor units; null for the operators' own limit. */
  readonly most: number | null
}

/** A control number: the four digits of the merchant, and ten of its own. The form is that of the documented samples. */
export function drawBillPayNumber(random: SeededRandom, merchantId: string): string {
  const hash = createHash('sha256').update(merchantId).digest()
  const merchant = 1000 + (hash.readUInt32BE(0) % 9000)
  const own = String(Math.floor(random.fraction() * 10_000_000_000)).padStart(10, '0')
  return `${merchant}${own}`
}

/** Why a bill cannot be paid with an amount, in minor units of TZS; null where it can. */
export function whyNotPayable(
  { kind, mode, status, amount: billed, most }: Bill,
  latest: PaymentStatus | undefined,
  everPaid: boolean,
  amount: number,
): string | null {
  if (status === 'INACTIVE') return 'it is INACTIVE'
  if (kind === 'order' && everPaid) return 'it was paid, and the number of an order closes after a payment'
  if (kind === 'order' && latest && !isDecided(latest)) return 'a payment of it is under way'
  if (mode === 'EXACT' && billed !== null && amount !== billed) return 'it takes exactly its own amount'
  const maximum = Math.min(most ?? BILLPAY_LIMITS.maximum, BILLPAY_LIMITS.maximum)
  if (amount < BILLPAY_LIMITS.minimum) return `${BILLPAY_LIMITS.minimum / 100} is the least that can be paid`
  if (amount > maximum) return `${maximum / 100} is the most that can be paid`
  return null
}
