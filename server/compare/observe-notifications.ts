import { RETRY_SCHEDULES } from '../delivery/retry-schedules.js'
import { isObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import type { Observation, Observer } from './observation.js'
import { observation } from './observation.js'
import {
  contentOf,
  eventOf,
  fieldsOf,
  grantedLinks,
  type Notification,
  type Traffic,
  validationMessagesIn,
} from './traffic.js'

/** How webhooks and callbacks look, are signed and are repeated. */
export const observeNotifications: Observer = function* (traffic) {
  const callbackUrls = new Set(
    grantedLinks(traffic).map(({ body }) => String(fieldsOf(body).callbackUrl ?? '')),
  )
  const signs = checksumIsOn(traffic)
  for (const notification of traffic.notifications) {
    const isCallback = callbackUrls.has(notification.url) || eventOf(notification) === null
    if (isCallback) yield* callback(notification, signs)
    else yield* webhook(notification, signs)
    yield* amount(notification)
  }
  yield* settled(traffic.notifications)
  yield* repeated(traffic.notifications)
}

/** Whether the application signs: it was told that a checksum is needed, or some message carries one. */
function checksumIsOn({ calls, notifications }: Traffic): boolean {
  return (
    calls.some((call) =>
      validationMessagesIn(call).some((text) => /checksum is required|Invalid checksum/.test(text)),
    ) ||
    notifications.some(({ body }) => 'checksum' in body || (isObject(body.data) && 'checksum' in body.data))
  )
}

function* webhook(notification: Notification, signs: boolean): Generator<Observation> {
  const { body, headers } = notification
  const data = contentOf(notification)
  const place =
    'checksum' in body
      ? 'checksumMethod' in body
        ? 'topLevel'
        : 'topLevelNoMethod'
      : 'checksum' in data
        ? 'insideDataLegacy'
        : 'none'
  if (signs) {
    yield observation('webhookChecksum', place, notification, `a webhook with its checksum: ${place}`)
    const header = 'x-clickpesa-checksum' in headers ? 'xClickpesaChecksum' : 'none'
    if (place !== 'none')
      yield observation('webhookSignatureHeader', header, notification, `a signature header: ${header}`)
  }
  const event = eventOf(notification)
  if (event === 'PAYMENT FAILED') {
    const key = 'eventType' in body ? 'eventTypeOnFailure' : 'event'
    yield observation(
      'webhookEventKey',
      key,
      notification,
      `PAYMENT FAILED under ${'eventType' in body ? 'eventType' : 'event'}`,
    )
  }
  if (event === 'PAYMENT RECEIVED') {
    const shape = 'id' in data ? 'current' : 'collectedAmount' in data ? 'middle2025' : 'march2025'
    yield observation(
      'paymentReceivedShape',
      shape,
      notification,
      `PAYMENT RECEIVED with ${Object.keys(data).join(', ')}`,
    )
  }
  const id = data.id ?? data.paymentId
  if (typeof id === 'string') yield* styleOf(id, data.orderReference, notification)
}

/** The form of a payment's id, wherever it is met. */
export function* styleOf(
  id: string,
  reference: unknown,
  at: { readonly where: string },
): Generator<Observation> {
  if (typeof reference === 'string' && id.startsWith(`${reference}LCP`)) {
    yield observation(
      'paymentIdStyle',
      'referencePrefixed',
      at,
      'a payment id that begins with the order reference',
    )
  } else if (/^(CLP)?LCPC[A-Z0-9]{6,10}$/.test(id)) {
    yield observation('paymentIdStyle', 'operatorCode', at, 'a payment id of LCPC and a code')
  }
}

function* callback(notification: Notification, signs: boolean): Generator<Observation> {
  const { body } = notification
  const form = isObject(body.data) ? 'wrapped' : 'flat'
  yield observation('callbackBody', form, notification, `a ${form} callback`)
  if (!signs) return
  const signed = 'checksum' in body ? 'whenEnabled' : 'never'
  yield observation(
    'callbackChecksum',
    signed,
    notification,
    `a callback ${'checksum' in body ? 'with' : 'without'} checksum`,
  )
}

/** Payouts and deposits always have two decimals, whatever payments have. */
function* amount(notification: Notification): Generator<Observation> {
  if (!(eventOf(notification) ?? 'PAYMENT').startsWith('PAYMENT')) return
  const content = contentOf(notification)
  const text = content.collectedAmount ?? content.amount
  if (typeof text !== 'string') return
  // A broken amount has two decimals in either format.
  if (/^\d+$/.test(text))
    yield observation('webhookAmountFormat', 'integerString', notification, 'a whole amount without decimals')
  if (/^\d+\.00$/.test(text))
    yield observation('webhookAmountFormat', 'twoDecimals', notification, 'a whole amount with two decimals')
}

function* settled(notifications: readonly Notification[]): Generator<Observation> {
  const paid = new Set<unknown>()
  for (const notification of notifications.filter((each) => eventOf(each) === 'PAYMENT RECEIVED')) {
    const { status, id, paymentId } = contentOf(notification)
    if (status === 'SETTLED' && paid.has(id ?? paymentId)) {
      yield observation(
        'settledRedelivery',
        'on',
        notification,
        'a second PAYMENT RECEIVED, with the status SETTLED',
      )
    }
    paid.add(id ?? paymentId)
  }
}

/** Attempts may be this late against the schedule. */
const TOLERANCE_MS = 2000

/** Messages that came again after a refusal: which schedule they follow. */
function* repeated(notifications: readonly Notification[]): Generator<Observation> {
  const attempts = new Map<string, Notification[]>()
  for (const notification of notifications) {
    const key = `${notification.url}\n${notification.text}`
    attempts.set(key, [...(attempts.get(key) ?? []), notification])
  }
  for (const made of attempts.values()) {
    const again = made.find((_, i) => i > 0 && isRefusal(made[i - 1]))
    if (!again) continue
    const offsets = made.map(({ at }) => (at ?? Number.NaN) - (made[0]?.at ?? Number.NaN))
    const fits = (['invented', 'standardWebhooks'] as const).filter((name) => follows(name, offsets))
    const schedules: readonly Dialect['notificationRetry'][] =
      fits.length > 0 ? fits : ['invented', 'standardWebhooks']
    yield observation('notificationRetry', schedules, again, 'a message that was refused came again')
  }
}

function isRefusal(notification: Notification | undefined): boolean {
  return (
    notification?.answered !== null &&
    notification !== undefined &&
    (notification.answered < 200 || notification.answered >= 300)
  )
}

function follows(name: 'invented' | 'standardWebhooks', offsets: readonly number[]): boolean {
  const { since, seconds } = RETRY_SCHEDULES[name]
  let expected = 0
  return offsets.every((offset, i) => {
    const step = (seconds[i] ?? Number.NaN) * 1000
    expected = since === 'first' ? step : expected + step
    return Math.abs(offset - expected) <= TOLERANCE_MS
  })
}
