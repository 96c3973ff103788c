import type { JsonObject } from '../../domain/checksum.js'
import type { RequestFinding } from '../../domain/journal.js'
import { nearest } from '../../lib/nearest.js'
import { finding, MAX_FINDINGS } from './catalogue.js'

const RETURN_URL = 'the browser goes to the Return URL of the application, which is set in the dashboard'
const WEBHOOK_URL = 'webhook addresses are set in the dashboard; for this link alone there is callbackUrl'
const BY_TOKEN = 'the token says who calls'

/** Fields that integrators send, and what would be right. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  redirectUrl: RETURN_URL,
  redirect_url: RETURN_URL,
  returnUrl: RETURN_URL,
  successUrl: RETURN_URL,
  failureUrl: RETURN_URL,
  cancelUrl: RETURN_URL,
  webhookUrl: WEBHOOK_URL,
  webhook_url: WEBHOOK_URL,
  notifyUrl: WEBHOOK_URL,
  callbackURL: 'the name is callbackUrl',
  callback_url: 'the name is callbackUrl',
  merchantId: BY_TOKEN,
  clientId: BY_TOKEN,
  apiKey: `${BY_TOKEN}; a secret has no place here`,
  amount: 'the name is totalPrice',
  currency: 'the name is orderCurrency',
  reference: 'the name is orderReference',
  phoneNumber: 'the name is customerPhone',
  metadata: 'keep it yourself, under the order reference',
}

/** The fields of a body and of its items that the docs do not know. */
export function unknownFields(
  body: JsonObject,
  fields: readonly string[],
  itemFields: readonly string[],
): RequestFinding[] {
  const items = Array.isArray(body.orderItems) ? body.orderItems : []
  const unknown = [
    ...unknownIn(body, fields, ''),
    ...items.flatMap((item, i) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? unknownIn(item as JsonObject, itemFields, `orderItems.${i}.`)
        : [],
    ),
  ]
  // Looking for the name that was meant takes time, and a body has room for thousands of fields.
  return unknown
    .slice(0, MAX_FINDINGS)
    .map(({ place, field, known }) => finding('unknown-field', `${place}${field}`, insteadOf(field, known)))
}

function unknownIn(object: JsonObject, known: readonly string[], place: string) {
  return Object.keys(object)
    .filter((field) => !known.includes(field))
    .map((field) => ({ place, field, known }))
}

function insteadOf(field: string, known: readonly string[]): string {
  const hint = Object.hasOwn(WELL_KNOWN, field) ? WELL_KNOWN[field] : undefined
  if (hint) return `: ${hint}`
  const guess = nearest(field, known)
  return guess ? `; did you mean ${guess}?` : ''
}
