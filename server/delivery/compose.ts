import { checksumOf, escapedChecksumOf, hmacHex, type JsonObject, legacyForm } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import type { Application } from '../domain/merchant.js'
import { amountNumber, formatAmount } from '../domain/money.js'
import type { PaymentEvent } from '../domain/notification.js'
import type { Customer } from '../domain/order.js'
import type { Payment } from '../domain/payment.js'
import type { Damage } from '../domain/script.js'
import { tamperContent, tamperText, visibleDamage, wrongKey } from './damage.js'

/** What a notification is made from. */
export interface PayloadSource {
  readonly payment: ReportedPayment
  readonly customer: Customer
  readonly application: Pick<Application, 'id' | 'checksumEnabled' | 'checksumKey'>
  readonly dialect: Dialect
}

/** What notifications tell of a payment. */
export type ReportedPayment = Pick<
  Payment,
  | 'id'
  | 'status'
  | 'channel'
  | 'orderReference'
  | 'paymentReference'
  | 'collected'
  | 'exchange'
  | 'message'
  | 'createdAt'
  | 'updatedAt'
>

/** A message ready to be sent: the bytes that were signed are these bytes. */
export interface Payload {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly signed: boolean
  /** What is wrong with it, on purpose, as far as it can be seen. */
  readonly damage?: Damage
}

/**
 * The webhook of an event, as the merchant's dialect shapes and signs it (ClickPesa docs, home/webhooks);
 * with `damage`, as a scenario tampers with it.
 */
export function webhookPayload(
  event: PaymentEvent,
  source: PayloadSource,
  damage: Damage | null = null,
): Payload {
  const paymentReceivedShape = damage?.shape ?? source.dialect.paymentReceivedShape
  const dialect = { ...source.dialect, paymentReceivedShape }
  return message(
    webhookBody(damage?.event ?? event, { ...source, dialect }),
    dialect.webhookChecksum,
    source,
    damage,
  )
}

/** The call to a link's own `callbackUrl`. Its body is not published; both known guesses are here. */
export function callbackPayload(source: PayloadSource, damage: Damage | null = null): Payload {
  const { payment, dialect } = source
  const body: JsonObject =
    dialect.callbackBody === 'wrapped'
      ? webhookBody('PAYMENT RECEIVED', source)
      : {
          status: payment.status,
          orderReference: payment.orderReference,
          ...(payment.paymentReference ? { paymentReference: payment.paymentReference } : {}),
          collectedAmount: formatAmount(payment.collected.minor, amountStyle(dialect)),
          collectedCurrency: payment.collected.currency,
          message: payment.message,
        }
  return message(body, dialect.callbackChecksum === 'never' ? 'none' : 'topLevel', source, damage)
}

/** Any other webhook, signed as the merchant's dialect wants it; with `damage`, tampered with. */
export function signedPayload(
  content: JsonObject,
  source: Pick<PayloadSource, 'application' | 'dialect'>,
  damage: Damage | null = null,
): Payload {
  return message(content, source.dialect.webhookChecksum, source, damage)
}

function webhookBody(
  event: PaymentEvent,
  { payment, customer, application, dialect }: PayloadSource,
): JsonObject {
  const clientId: JsonObject = dialect.clientIdInReplies === 'present' ? { clientId: application.id } : {}
  if (event === 'PAYMENT FAILED') {
    const { id, status, channel, orderReference, message } = payment
    const key = dialect.webhookEventKey === 'eventTypeOnFailure' ? 'eventType' : 'event'
    return {
      [key]: event,
      data: { id, status, channel, orderReference, message, ...times(payment), ...clientId },
    }
  }
  const collectedAmount = formatAmount(payment.collected.minor, amountStyle(dialect))
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
          ...exchangeFields(payment),
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

function times({ createdAt, updatedAt }: ReportedPayment): JsonObject {
  return { updatedAt: iso(updatedAt), createdAt: iso(createdAt) }
}

function createdThenUpdated({ createdAt, updatedAt }: ReportedPayment): JsonObject {
  return { createdAt: iso(createdAt), updatedAt: iso(updatedAt) }
}

/** Present where the money was collected in another currency; the names are those of the query. */
export function exchangeFields({ collected, exchange }: Pick<Payment, 'collected' | 'exchange'>): JsonObject {
  if (!exchange) return {}
  const { source, rate } = exchange
  return {
    exchanged: true,
    exchange: {
      sourceCurrency: source.currency,
      targetCurrency: collected.currency,
      sourceAmount: amountNumber(source.minor),
      rate,
    },
  }
}

interface Written {
  readonly instant: number
  readonly text: string
}

/** The two instants written last: who asks for a payment again and again is shown the same ones. */
let latest: readonly Written[] = []

/** ISO 8601 in UTC with milliseconds, as every time on the wire is written. */
export function iso(instant: number): string {
  for (const known of latest) if (known.instant === instant) return known.text
  const written = { instant, text: new Date(instant).toISOString() }
  latest = [written, ...latest.slice(0, 1)]
  return written.text
}

function amountStyle({ webhookAmountFormat }: Dialect): 'short' | 'twoDecimals' {
  return webhookAmountFormat === 'twoDecimals' ? 'twoDecimals' : 'short'
}

type Place = Dialect['webhookChecksum']

/** The message as it is sent: its content, signed where the application has checksums on, then damaged as asked. */
function message(
  content: JsonObject,
  dialectPlace: Place,
  { application, dialect }: Pick<PayloadSource, 'application' | 'dialect'>,
  damage: Damage | null,
): Payload {
  const sent = tamperContent(content, damage)
  const usualPlace = application.checksumEnabled ? dialectPlace : 'none'
  const place = damage?.checksum === 'missing' ? 'none' : usualPlace
  const covered = damage?.checksum === 'stale' ? content : sent
  const key = damage?.checksum === 'wrong-key' ? wrongKey(application.checksumKey) : application.checksumKey
  const whole = place === 'none' ? null : checksumFor(covered, key, place, dialect.webhookNonAscii)
  const checksum = damage?.checksum === 'malformed' && whole ? whole.slice(0, 32) : whole
  const body = checksum === null ? sent : withChecksum(sent, checksum, place)
  const visible = visibleDamage(damage, usualPlace !== 'none')
  return {
    body: tamperText(body, damage),
    headers: {
      'content-type': 'application/json',
      ...(checksum && dialect.webhookSignatureHeader === 'xClickpesaChecksum'
        ? { 'x-clickpesa-checksum': checksum }
        : {}),
    },
    signed: checksum !== null,
    ...(visible ? { damage: visible } : {}),
  }
}

function checksumFor(
  body: JsonObject,
  key: string,
  place: Place,
  nonAscii: Dialect['webhookNonAscii'],
): string {
  if (place === 'insideDataLegacy') return hmacHex(legacyForm(body.data as JsonObject), key)
  return nonAscii === 'escaped' ? escapedChecksumOf(body, key) : checksumOf(body, key, 'canonical')
}

function withChecksum(body: JsonObject, checksum: string, place: Place): JsonObject {
  switch (place) {
    case 'none':
      return body
    case 'insideDataLegacy':
      return { ...body, data: { ...(body.data as JsonObject), checksum } }
    case 'topLevelNoMethod':
      return { ...body, checksum }
    case 'topLevel':
      return { ...body, checksum, checksumMethod: 'canonical' }
  }
}
