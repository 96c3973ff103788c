import { checkoutLinkRequest } from '../../../contracts/schemas/checkout-link.js'
import type { JsonObject, JsonValue } from '../../domain/checksum.js'
import type { Dialect } from '../../domain/dialect.js'
import type { RequestFinding } from '../../domain/journal.js'
import type { Application } from '../../domain/merchant.js'
import { callbackFindings } from './callback-url.js'
import { finding, MAX_FINDINGS } from './catalogue.js'
import { unknownFields } from './unknown-fields.js'

/** Fields of the body and of its items, in the order of the docs. */
const FIELDS = Object.keys(checkoutLinkRequest.properties)
const ITEM_FIELDS = Object.keys(checkoutLinkRequest.properties.orderItems.items.properties)

const CHECKSUM_FIELDS = ['checksum', 'checksumMethod']

/** Mobile money on the hosted page is a USSD push, which has this limit. */
const MAX_PUSH_REFERENCE_LENGTH = 20

/** What is odd about the body of a link request. The application is null while nobody knows who calls. */
export function linkBodyFindings(
  body: JsonObject,
  dialect: Dialect,
  application: Application | null,
): RequestFinding[] {
  return [
    ...amounts(body, dialect),
    ...emptyFields(body, application),
    ...totalWithItems(body),
    ...reference(body.orderReference, dialect),
    ...phone(body.customerPhone),
    ...callbackFindings(body.callbackUrl),
    ...checksum(body, dialect, application),
    ...(dialect.unknownBodyFields === 'ignore' ? unknownFields(body, FIELDS, ITEM_FIELDS) : []),
  ]
}

function amounts({ totalPrice, orderItems }: JsonObject, dialect: Dialect): RequestFinding[] {
  if (dialect.totalPriceType === 'stringOnly') return []
  const prices = itemsIn(orderItems).map(({ item, at }) => ({ field: `${at}.price`, value: item.price }))
  return [{ field: 'totalPrice', value: totalPrice }, ...prices]
    .filter(({ value }) => typeof value === 'number')
    .slice(0, MAX_FINDINGS)
    .map(({ field }) => finding('number-for-text', field))
}

function emptyFields(body: JsonObject, application: Application | null): RequestFinding[] {
  const judgedElsewhere = application?.checksumEnabled === false ? CHECKSUM_FIELDS : []
  return FIELDS.filter((field) => !judgedElsewhere.includes(field) && isEmpty(body[field])).map((field) =>
    finding('empty-field', field),
  )
}

function isEmpty(value: JsonValue | undefined): boolean {
  return value === '' || value === null || (Array.isArray(value) && value.length === 0)
}

function totalWithItems({ totalPrice, orderItems }: JsonObject): RequestFinding[] {
  const both = totalPrice !== undefined && !isEmpty(totalPrice) && itemsIn(orderItems).length > 0
  return both ? [finding('total-and-items', 'totalPrice')] : []
}

function reference(value: JsonValue | undefined, dialect: Dialect): RequestFinding[] {
  if (typeof value !== 'string') return []
  if (value === 'all') return [finding('reference-all', 'orderReference')]
  const isLong = dialect.referenceLengthLimit === 'pushOnly20' && value.length > MAX_PUSH_REFERENCE_LENGTH
  return isLong ? [finding('long-reference', 'orderReference')] : []
}

function phone(value: JsonValue | undefined): RequestFinding[] {
  if (typeof value !== 'string' || value === '') return []
  return /^[1-9]\d{7,14}$/.test(value) ? [] : [finding('phone-form', 'customerPhone')]
}

function checksum(body: JsonObject, dialect: Dialect, application: Application | null): RequestFinding[] {
  if (application?.checksumEnabled === false) {
    return dialect.checksumWhileDisabled === 'ignore'
      ? CHECKSUM_FIELDS.filter((field) => body[field] !== undefined).map((field) =>
          finding('checksum-while-off', field),
        )
      : []
  }
  return body.checksumMethod === 'legacy' ? [finding('legacy-checksum', 'checksumMethod')] : []
}

/** The items that are objects, each with where it stands. */
function itemsIn(orderItems: JsonValue | undefined): { item: JsonObject; at: string }[] {
  if (!Array.isArray(orderItems)) return []
  return orderItems.flatMap((item, i) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? [{ item: item as JsonObject, at: `orderItems.${i}` }]
      : [],
  )
}
