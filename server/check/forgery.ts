import { type PayloadSource, webhookPayload } from '../delivery/compose.js'
import type { Forgery } from './plan.js'
import type { Message } from './relay.js'

/** An order reference that no shop has given out. */
const NOBODYS = 'NOBODYKNOWSTHIS'

/** What somebody who is not ClickPesa, or ClickPesa about an order of another shop, sends in the look of its webhooks. */
export function forgedMessage(how: Forgery, says: 'SUCCESS' | 'FAILED', source: PayloadSource): Message {
  const orderReference = how === 'stranger' ? NOBODYS : source.payment.orderReference
  const payment = { ...source.payment, orderReference, status: says }
  const event = says === 'SUCCESS' ? 'PAYMENT RECEIVED' : 'PAYMENT FAILED'
  const damage =
    how === 'stranger'
      ? null
      : { checksum: how === 'unsigned' ? ('missing' as const) : ('wrong-key' as const) }
  const { body, headers } = webhookPayload(event, { ...source, payment }, damage)
  return { body, headers, orderReference }
}
