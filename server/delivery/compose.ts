import type { Customer } from '../domain/checkout-link.js'
import { checksumOf, hmacHex, type JsonObject, legacyForm } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import type { Application } from '../domain/merchant.js'
import { amountText } from '../domain/money.js'
import type { PaymentEvent } from '../domain/notification.js'
import type { Payment } from '../domain/payment.js'

/** What a notification is made from. */
export interface Subject {
  readonly payment: Payment
  readonly customer: Customer
  readonly application: Pick<Application, 'id' | 'checksumEnabled' | 'checksumKey'>
  readonly dialect: Dialect
}

/** A message ready to be sent: the bytes that were signed are these bytes. */
export interface Message {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly signed: boolean
}

/** The webhook of an event, as the merchant's dialect shapes and signs it (ClickPesa docs, home/webhooks). */
export function webhookMessage(event: PaymentEvent, subject: Subject): Message {
  const { application, dialect } = subject
  const body = webhookBody(event, subject)
  if (!application.checksumEnabled || dialect.webhookChecksum === 'none') return message(body, null, dialect)
  const { signed, checksum } = signedWebhook(body, application.checksumKey, dialect.webhookChecksum)
  return message(signed, checksum, dialect)
}

/** The call to a link's own `callbackUrl`. Its body is not published; both known guesses are here. */
export function callbackMessage(subject: Subject): Message {
  const { payment, application, dialect } = subject
  const body: JsonObject =
    dialect.callbackBody === 'wrapped'
      ? webhookBody('PAYMENT RECEIVED', subject)
      : {
          status: payment.status,
          orderReference: payment.orderReference,
          ...(payment.paymentReference ? { paymentReference: payment.paymentReference } : {}),
          collectedAmount: amountText(payment.collected.minor, amountStyle(dialect)),
          collectedCurrency: payment.collected.currency,
          message: payment.message,
        }
  if (!application.checksumEnabled || dialect.callbackChecksum === 'never')
    return message(body, null, dialect)
  const { signed, checksum } = signedWebhook(body, application.checksumKey, 'topLevel')
  return message(signed, checksum, dialect)
}

function webhookBody(event: PaymentEvent, { payment, customer, application, dialect }: Subject): JsonObject {
  const clientId: JsonObject = dialect.clientIdInReplies === 'present' ? { clientId: application.id } : {}
  if (event === 'PAYMENT FAILED') {
    const { id, status, channel, orderReference, message } = payment
    const key = dialect.webhookEventKey === 'eventTypeOnFailure' ? 'eventType' : 'event'
    return {
      [key]: event,
      data: { id, status, channel, orderReference, message, ...times(payment), ...clientId },
    }
  }
  const collectedAmount = amountText(payment.collected.minor, amountStyle(dialect))
  const collectedCurrency = payment.collected.currency
  const { id, status, orderReference, paymentReference, message, channel } = payment
  switch (dialect.paymentReceivedShape) {
    case 'current':
      return {
        event,
        data: {
          id,
          status,
          ...(paymentReference ? { paymentReference } : {}),
          orderReference,
          collectedAmount,
          collectedCurrency,
          message,
          channel,
          ...times(payment),
          ...currentCustomer(customer),
          ...clientId,
        },
      }
    case 'middle2025':
      return {
        event,
        data: {
          paymentId: id,
          orderReference,
          collectedAmount,
          collectedCurrency,
          status,
          ...olderCustomer(customer),
          ...createdThenUpdated(payment),
          ...clientId,
        },
      }
    case 'march2025':
      return {
        event,
        data: {
          paymentId: id,
          orderReference,
          amount: collectedAmount,
          currency: collectedCurrency,
          status,
          ...olderCustomer(customer),
          ...createdThenUpdated(payment),
        },
      }
  }
}

type CustomerKey = keyof Customer

const CURRENT_NAMES: Readonly<Record<CustomerKey, string>> = {
  name: 'customerName',
  email: 'customerEmail',
  phone: 'customerPhoneNumber',
}

/**
 * The customer under the names of the query and of today's webhooks, whose samples differ in the order.
 * What is not known is left out, down to the whole customer: an empty object would change its form in
 * languages that know only lists.
 */
export function currentCustomer(
  customer: Customer,
  order: readonly CustomerKey[] = ['name', 'email', 'phone'],
): JsonObject {
  return unlessEmpty(order.map((key) => [CURRENT_NAMES[key], customer[key]]))
}

function olderCustomer({ name, email, phone }: Customer): JsonObject {
  return unlessEmpty(Object.entries({ name, email, phone }))
}

function unlessEmpty(fields: readonly (readonly [string, string | undefined])[]): JsonObject {
  const known = fields.filter((field): field is [string, string] => Boolean(field[1]))
  return known.length > 0 ? { customer: Object.fromEntries(known) } : {}
}

function times({ createdAt, updatedAt }: Payment): JsonObject {
  return { updatedAt: iso(updatedAt), createdAt: iso(createdAt) }
}

function createdThenUpdated({ createdAt, updatedAt }: Payment): JsonObject {
  return { createdAt: iso(createdAt), updatedAt: iso(updatedAt) }
}

/** ISO 8601 in UTC with milliseconds, as every time on the wire is written. */
export function iso(instant: number): string {
  return new Date(instant).toISOString()
}

function amountStyle({ webhookAmountFormat }: Dialect): 'short' | 'twoDecimals' {
  return webhookAmountFormat === 'twoDecimals' ? 'twoDecimals' : 'short'
}

function signedWebhook(
  body: JsonObject,
  key: string,
  place: Exclude<Dialect['webhookChecksum'], 'none'>,
): { signed: JsonObject; checksum: string } {
  if (place === 'insideDataLegacy') {
    const data = body.data as JsonObject
    const checksum = hmacHex(legacyForm(data), key)
    return { signed: { ...body, data: { ...data, checksum } }, checksum }
  }
  const checksum = checksumOf(body, key, 'canonical')
  const method = place === 'topLevel' ? { checksumMethod: 'canonical' } : {}
  return { signed: { ...body, checksum, ...method }, checksum }
}

function message(body: JsonObject, checksum: string | null, dialect: Dialect): Message {
  return {
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      ...(checksum && dialect.webhookSignatureHeader === 'xClickpesaChecksum'
        ? { 'x-clickpesa-checksum': checksum }
        : {}),
    },
    signed: checksum !== null,
  }
}
