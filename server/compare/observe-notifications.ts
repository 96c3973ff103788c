import { RETRY_SCHEDULES } from '../delivery/retry-schedules.js'
import { isObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import type { Observer, Sighting } from './observation.js'
import { sighting } from './observation.js'
import {
  complaintsIn,
  eventOf,
  fieldsOf,
  grantedLinks,
  type Notice,
  type Traffic,
  toldBy,
} from './traffic.js'

/** How webhooks and callbacks look, are signed and are repeated. */
export const observeNotices: Observer = function* (traffic) {
  const callbackUrls = new Set(
    grantedLinks(traffic).map(({ body }) => String(fieldsOf(body).callbackUrl ?? '')),
  )
  const signs = checksumIsOn(traffic)
  for (const notice of traffic.notices) {
    const isCallback = callbackUrls.has(notice.url) || eventOf(notice) === null
    if (isCallback) yield* callback(notice, signs)
    else yield* webhook(notice, signs)
    yield* amount(notice)
  }
  yield* settled(traffic.notices)
  yield* repeated(traffic.notices)
}

/** Whether the application signs: it was told that a checksum is needed, or some message carries one. */
function checksumIsOn({ calls, notices }: Traffic): boolean {
  return (
    calls.some((call) =>
      complaintsIn(call).some((text) => /checksum is required|Invalid checksum/.test(text)),
    ) || notices.some(({ body }) => 'checksum' in body || (isObject(body.data) && 'checksum' in body.data))
  )
}

function* webhook(notice: Notice, signs: boolean): Generator<Sighting> {
  const { body, headers } = notice
  const data = toldBy(notice)
  const place =
    'checksum' in body
      ? 'checksumMethod' in body
        ? 'topLevel'
        : 'topLevelNoMethod'
      : 'checksum' in data
        ? 'insideDataLegacy'
        : 'none'
  if (signs) {
    yield sighting('webhookChecksum', place, notice, `a webhook with its checksum: ${place}`)
    const header = 'x-clickpesa-checksum' in headers ? 'xClickpesaChecksum' : 'none'
    if (place !== 'none')
      yield sighting('webhookSignatureHeader', header, notice, `a signature header: ${header}`)
  }
  const event = eventOf(notice)
  if (event === 'PAYMENT FAILED') {
    const key = 'eventType' in body ? 'eventTypeOnFailure' : 'event'
    yield sighting(
      'webhookEventKey',
      key,
      notice,
      `PAYMENT FAILED under ${'eventType' in body ? 'eventType' : 'event'}`,
    )
  }
  if (event === 'PAYMENT RECEIVED') {
    const shape = 'id' in data ? 'current' : 'collectedAmount' in data ? 'middle2025' : 'march2025'
    yield sighting(
      'paymentReceivedShape',
      shape,
      notice,
      `PAYMENT RECEIVED with ${Object.keys(data).join(', ')}`,
    )
  }
  const id = data.id ?? data.paymentId
  if (typeof id === 'string') yield* styleOf(id, data.orderReference, notice)
}

/** The form of a payment's id, wherever it is met. */
export function* styleOf(
  id: string,
  reference: unknown,
  at: { readonly where: string },
): Generator<Sighting> {
  if (typeof reference === 'string' && id.startsWith(`${reference}LCP`)) {
    yield sighting(
      'paymentIdStyle',
      'referencePrefixed',
      at,
      'a payment id that begins with the order reference',
    )
  } else if (/^(CLP)?LCPC[A-Z0-9]{6,10}$/.test(id)) {
    yield sighting('paymentIdStyle', 'operatorCode', at, 'a payment id of LCPC and a code')
  }
}

function* callback(notice: Notice, signs: boolean): Generator<Sighting> {
  const { body } = notice
  const form = isObject(body.data) ? 'wrapped' : 'flat'
  yield sighting('callbackBody', form, notice, `a ${form} callback`)
  if (!signs) return
  const signed = 'checksum' in body ? 'whenEnabled' : 'never'
  yield sighting(
    'callbackChecksum',
    signed,
    notice,
    `a callback ${'checksum' in body ? 'with' : 'without'} checksum`,
  )
}

function* amount(notice: Notice): Generator<Sighting> {
  const told = toldBy(notice)
  const text = told.collectedAmount ?? told.amount
  if (typeof text !== 'string') return
  // A broken amount has two decimals in either format.
  if (/^\d+$/.test(text))
    yield sighting('webhookAmountFormat', 'integerString', notice, 'a whole amount without decimals')
  if (/^\d+\.00$/.test(text))
    yield sighting('webhookAmountFormat', 'twoDecimals', notice, 'a whole amount with two decimals')
}

function* settled(notices: readonly Notice[]): Generator<Sighting> {
  const paid = new Set<unknown>()
  for (const notice of notices.filter((each) => eventOf(each) === 'PAYMENT RECEIVED')) {
    const { status, id, paymentId } = toldBy(notice)
    if (status === 'SETTLED' && paid.has(id ?? paymentId)) {
      yield sighting('settledRedelivery', 'on', notice, 'a second PAYMENT RECEIVED, with the status SETTLED')
    }
    paid.add(id ?? paymentId)
  }
}

/** Attempts may be this late against the schedule. */
const TOLERANCE_MS = 2000

/** Messages that came again after a refusal: which schedule they follow. */
function* repeated(notices: readonly Notice[]): Generator<Sighting> {
  const attempts = new Map<string, Notice[]>()
  for (const notice of notices) {
    const key = `${notice.url}\n${notice.text}`
    attempts.set(key, [...(attempts.get(key) ?? []), notice])
  }
  for (const made of attempts.values()) {
    const again = made.find((_, i) => i > 0 && isRefusal(made[i - 1]))
    if (!again) continue
    const offsets = made.map(({ at }) => (at ?? Number.NaN) - (made[0]?.at ?? Number.NaN))
    const fits = (['invented', 'standardWebhooks'] as const).filter((name) => follows(name, offsets))
    const schedules: readonly Dialect['notificationRetry'][] =
      fits.length > 0 ? fits : ['invented', 'standardWebhooks']
    yield sighting('notificationRetry', schedules, again, 'a message that was refused came again')
  }
}

function isRefusal(notice: Notice | undefined): boolean {
  return (
    notice?.answered !== null && notice !== undefined && (notice.answered < 200 || notice.answered >= 300)
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
