import { checkoutLinkRequest } from '../../../contracts/schemas/checkout-link.js'
import type { JsonObject, JsonValue } from '../../domain/checksum.js'
import type { Dialect } from '../../domain/dialect.js'
import type { RequestFinding } from '../../domain/journal.js'
import type { Application } from '../../domain/merchant.js'
import { isWithinPushLength } from '../../domain/order-reference.js'
import { checksumFindings, emptyFields, isEmpty, numbersForText, unqueryable } from './body.js'
import { callbackFindings } from './callback-url.js'
import { finding, joined } from './catalogue.js'
import { type BodyPart, itemsOf, unknownFields } from './unknown-fields.js'

/** Fields of the body and of its items, in the order of the docs. */
const FIELDS = Object.keys(checkoutLinkRequest.properties)
const ITEM_FIELDS = Object.keys(checkoutLinkRequest.properties.orderItems.items.properties)

const RETURN_URL = 'the browser goes to the Return URL of the application, which is set in the dashboard'
const WEBHOOK_URL = 'webhook addresses are set in the dashboard; for this link alone there is callbackUrl'
const BY_TOKEN = 'the token says who calls'

/** Fields that integrators send, and what would be right. */
const HINTS: Readonly<Record<string, string>> = {
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

/** What is odd about the body of a link request. The application is null while nobody knows who calls. */
export function linkBodyFindings(
  body: JsonObject,
  dialect: Dialect,
  application: Application | null,
): readonly RequestFinding[] {
  const items = itemsOf(body.orderItems, 'orderItems', ITEM_FIELDS)
  return joined([
    numbersForText(dialect, amountsIn(body.totalPrice, items)),
    emptyFields(body, FIELDS, application),
    totalWithItems(body.totalPrice, items),
    reference(body.orderReference, dialect),
    phone(body.customerPhone),
    callbackFindings(body.callbackUrl),
    checksumFindings(body, dialect, application),
    unknownFields([{ object: body, place: '', fields: FIELDS }, ...items], dialect, HINTS),
  ])
}

function amountsIn(totalPrice: JsonValue | undefined, items: readonly BodyPart[]) {
  const prices = items.map(({ object, place }) => ({ field: `${place}price`, value: object.price }))
  return [{ field: 'totalPrice', value: totalPrice }, ...prices]
}

function totalWithItems(totalPrice: JsonValue | undefined, items: readonly BodyPart[]): RequestFinding[] {
  const both = totalPrice !== undefined && !isEmpty(totalPrice) && items.length > 0
  return both ? [finding('total-and-items', 'totalPrice')] : []
}

function reference(value: JsonValue | undefined, dialect: Dialect): RequestFinding[] {
  if (typeof value !== 'string') return []
  if (value === 'all') return unqueryable(value)
  const isLong = dialect.referenceLengthLimit === 'pushOnly20' && !isWithinPushLength(value)
  return isLong ? [finding('long-reference', 'orderReference')] : []
}

function phone(value: JsonValue | undefined): RequestFinding[] {
  if (typeof value !== 'string' || value === '') return []
  return /^[1-9]\d{7,14}$/.test(value) ? [] : [finding('phone-form', 'customerPhone')]
}

/** The items that are objects, each with where it stands. */
