import { type CheckoutLinkRequest, checkoutLinkRequestSchema } from '../../contracts/schemas/checkout-link.js'
import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { type Currency, parseAmount, times } from '../domain/money.js'
import type { OrderItem } from '../domain/order.js'
import { isWellFormedReference } from '../domain/order-reference.js'
import { Refusal } from '../errors.js'
import type { AskedLink } from '../sandbox/links.js'
import { WIRE_FORMATS } from '../schema/formats.js'
import { firstOf, oneLine } from '../schema/issue.js'
import { isValid } from '../schema/validator.js'
import { validationMessagesFor } from './validation-messages.js'

type WrittenItem = NonNullable<NonNullable<CheckoutLinkRequest['orderItems']>[number]>

/**
 * The order that a link request describes. Refuses in the gateway's order: first everything that is wrong
 * with types, enums and formats at once, then the first of the field messages.
 */
export function readOrder(body: JsonObject, dialect: Dialect): AskedLink {
  const request: unknown = body
  refuseTypes(request, dialect)
  const orderReference = readReference(request.orderReference, dialect)
  const items = readItems(request.orderItems ?? [])
  const minor = readTotal(request.totalPrice, items)
  return {
    orderReference,
    total: { minor, currency: request.orderCurrency as Currency },
    items,
    customer: {
      ...(request.customerName ? { name: request.customerName } : {}),
      ...(request.customerEmail ? { email: request.customerEmail } : {}),
      ...(request.customerPhone ? { phone: request.customerPhone } : {}),
    },
    ...(request.description ? { description: request.description } : {}),
    ...(request.callbackUrl ? { callbackUrl: request.callbackUrl } : {}),
    ...(request.wooCommerceCallbackURL ? { wooCommerceCallbackUrl: request.wooCommerceCallbackURL } : {}),
  }
}

function refuseTypes(body: unknown, dialect: Dialect): asserts body is CheckoutLinkRequest {
  const schema = checkoutLinkRequestSchema(dialect)
  const validationMessages = isValid<CheckoutLinkRequest>(schema, body, WIRE_FORMATS)
    ? inexactNumbers(body)
    : validationMessagesFor(schema, body)
  if (validationMessages.length === 0) return
  const issues = firstOf(validationMessages.map((message) => ({ path: [], message })))
  throw new Refusal('INVALID_FIELDS', `the fields are wrong: ${oneLine(issues)}`, { validationMessages })
}

/** JSON numbers that are not amounts of money: more than two decimals, or too large to be exact. */
function inexactNumbers({ totalPrice, orderItems }: CheckoutLinkRequest): string[] {
  const amounts: [string, unknown][] = [
    ['totalPrice', totalPrice],
    ...(orderItems ?? []).map((item, i): [string, unknown] => [`orderItems.${i}.price`, item.price]),
  ]
  return amounts
    .filter(([, amount]) => typeof amount === 'number' && parseAmount(amount) === null)
    .map(([field]) => `${field} must be a number string`)
}

function readReference(reference: string | null | undefined, dialect: Dialect): string {
  if (reference === undefined || reference === null) {
    throw new Refusal('REFERENCE_REQUIRED', 'the body has no orderReference')
  }
  if (!isWellFormedReference(reference)) {
    throw new Refusal(
      'REFERENCE_MALFORMED',
      `${JSON.stringify(reference.slice(0, 60))} has something other than letters and digits in it; remove the hyphens of a UUID`,
    )
  }
  if (dialect.referenceLengthLimit === 'everywhere20' && reference.length > 20) {
    throw new Refusal(
      'REFERENCE_TOO_LONG',
      `the reference has ${reference.length} characters (referenceLengthLimit: everywhere20)`,
    )
  }
  return reference
}

function readItems(written: readonly WrittenItem[]): OrderItem[] {
  const lacks = (field: 'name' | 'price' | 'quantity') =>
    written.findIndex((item) => item[field] === undefined || item[field] === null || item[field] === '')
  for (const [field, code] of [
    ['name', 'ITEM_NAME_REQUIRED'],
    ['price', 'ITEM_PRICE_REQUIRED'],
    ['quantity', 'ITEM_QUANTITY_REQUIRED'],
  ] as const) {
    const position = lacks(field)
    if (position !== -1) throw new Refusal(code, `orderItems[${position}] has no ${field}`)
  }
  return written.map(({ name, price, quantity }) => ({
    name: name ?? '',
    price: parseAmount(price ?? '') ?? 0,
    quantity: quantity ?? 0,
  }))
}

/** `totalPrice` is charged when it is there; else the items are added up. */
function readTotal(totalPrice: string | number | null | undefined, items: readonly OrderItem[]): number {
  if (totalPrice !== undefined && totalPrice !== null && totalPrice !== '')
    return parseAmount(totalPrice) ?? 0
  if (items.length === 0) {
    throw new Refusal('TOTAL_REQUIRED', 'the body has neither totalPrice nor orderItems')
  }
  let total = 0
  for (const { price, quantity } of items) {
    total += times(price, quantity) ?? Number.POSITIVE_INFINITY
    if (!Number.isSafeInteger(total)) {
      const validationMessages = ['totalPrice must be a number string']
      throw new Refusal('INVALID_FIELDS', 'the sum of the items is too large to be exact', {
        validationMessages,
      })
    }
  }
  return total
}
