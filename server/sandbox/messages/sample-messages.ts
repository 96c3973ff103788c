import { WEBHOOKS } from '../../../contracts/schemas/webhooks.js'
import type { JsonObject } from '../../domain/checksum.js'
import { formatAmount, parseAmount } from '../../domain/money.js'
import type { PaymentEvent, WebhookEvent } from '../../domain/notification.js'
import type { Given } from '../provider-states/parameters.js'

/** Events that nothing in the sandbox causes. They are shown as ClickPesa documents them. */
export type SampleEvent = Exclude<WebhookEvent, PaymentEvent>

/** The documented sample of an event, with the given order, amount and currency in it. */
export function sampleBody(event: SampleEvent, given: Given): JsonObject {
  const [{ data, ...envelope }] = WEBHOOKS[event].examples
  const amount = given.amount === undefined ? undefined : (parseAmount(given.amount) ?? 0)
  const values: Record<string, string | undefined> = {
    orderReference: given.orderReference,
    amount: amount === undefined ? undefined : formatAmount(amount, 'twoDecimals'),
    depositAmount: amount === undefined ? undefined : formatAmount(amount),
    currency: given.currency,
    depositCurrency: given.currency,
  }
  const entries = Object.entries(data).map(([name, value]) => [name, values[name] ?? value])
  return { ...envelope, data: Object.fromEntries(entries) }
}
