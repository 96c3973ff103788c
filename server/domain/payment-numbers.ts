import type { Dialect } from './dialect.js'
import type { Order } from './order.js'
import type { Channel } from './payment.js'
import type { SeededRandom } from './random.js'

/** `LCPC` and ten characters, `CLPLCPC` and six for a push (both seen live); or the order reference and `LCP` and a short code (docs). */
export function drawPaymentId(
  random: SeededRandom,
  { orderReference, origin }: Pick<Order, 'orderReference' | 'origin'>,
  { paymentIdStyle }: Pick<Dialect, 'paymentIdStyle'>,
): string {
  if (paymentIdStyle === 'referencePrefixed') return `${orderReference}LCP${random.code(4)}`
  return origin === 'ussd-push' ? `CLPLCPC${random.code(6)}` : `LCPC${random.code(10)}`
}

const RECEIPT_PREFIXES: Record<Channel, string> = {
  'M-PESA': 'MP',
  'TIGO-PESA': 'TP',
  'AIRTEL-MONEY': 'AM',
  HALOPESA: 'HP',
  CARD: 'CD',
  BANK: 'BK',
}

/** An operator's receipt number. Opaque to merchants; the form is that of the documented samples. */
export function drawReceiptNumber(random: SeededRandom, channel: Channel, now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split('T')
  const day = date.slice(2).replaceAll('-', '')
  const minute = time.slice(0, 5).replace(':', '')
  return `${RECEIPT_PREFIXES[channel]}${day}.${minute}.${random.code(6)}`
}
