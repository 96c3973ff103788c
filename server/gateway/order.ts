import { type CheckoutLinkRequest, checkoutLinkRequestSchema } from '../../contracts/schemas/checkout-link.js'
import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { type Currency, parseAmount, times } from '../domain/money.js'
import type { OrderItem } from '../domain/order.js'
import { Refusal } from '../errors.js'
import type { AskedLink } from '../sandbox/links.js'
import { readReference, readTypes } from './read-fields.js'

type WrittenItem = NonNullable<NonNullable<CheckoutLinkRequest['orderItems']>[number]>

/**
 * The order that a link request describes. Refuses in the gateway's order: first everything that is wrong
 * with types, enums and formats at once, then the first of the field messages.
 */
export function readOrder(body: JsonObject, dialect: Dialect): AskedLink {
  const request = readTypes(checkoutLinkRequestSchema(dialect), body, amountsIn)
  const orderReference = readReference(request.orderReference, dialect, 'other')
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

/** All amounts of a link request. */
function amountsIn({ totalPrice, orderItems }: CheckoutLinkRequest): [string, unknown][] {
  return [
    ['totalPrice', totalPrice],
    ...(orderItems ?? []).map((item, i): [string, unknown] => [`orderItems.${i}.price`, item.price]),
  ]
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
