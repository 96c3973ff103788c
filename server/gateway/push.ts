import {
  type PushPreviewRequest,
  type PushRequest,
  pushPreviewRequestSchema,
  pushRequestSchema,
} from '../../contracts/schemas/ussd-push.js'
import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { formatAmount, parseAmount } from '../domain/money.js'
import { type MobileChannel, PUSH_LIMITS } from '../domain/operators.js'
import { isWithinPushLimits, readPushPhone } from '../domain/ussd-push.js'
import { Refusal } from '../errors.js'
import type { AskedPush, AskedPushPreview } from '../sandbox/pushes.js'
import { readReference, readTypes } from './read-fields.js'
import { wrongPhone } from './wrong-phone.js'

/** The push that a request asks for. Refuses types first, then reference, amount and phone. */
export function readPush(body: JsonObject, dialect: Dialect): Omit<AskedPush, 'scenario'> {
  const request = readTypes<PushRequest>(pushRequestSchema(dialect), body, amountsIn)
  const orderReference = readReference(request.orderReference, dialect, 'push')
  const amount = readAmount(request.amount)
  return { orderReference, amount, ...readPhone(request.phoneNumber, dialect) }
}

/** The preview that a request asks for. Refuses as for a push, where the phone may be left out. */
export function readPushPreview(body: JsonObject, dialect: Dialect): AskedPushPreview {
  const request = readTypes<PushPreviewRequest>(pushPreviewRequestSchema(dialect), body, amountsIn)
  const { phoneNumber, fetchSenderDetails } = request
  const orderReference = readReference(request.orderReference, dialect, 'push')
  const amount = readAmount(request.amount)
  return {
    orderReference,
    amount,
    payer: phoneNumber ? readPhone(phoneNumber, dialect) : null,
    fetchSender: fetchSenderDetails ?? false,
  }
}

function amountsIn({ amount }: { readonly amount: unknown }): [string, unknown][] {
  return [['amount', amount]]
}

function readAmount(written: string | number): number {
  const amount = parseAmount(written) ?? 0
  if (isWithinPushLimits(amount)) return amount
  const [least, most] = [formatAmount(PUSH_LIMITS.minimum), formatAmount(PUSH_LIMITS.maximum)]
  throw new Refusal(
    'AMOUNT_OUT_OF_RANGE',
    `a USSD push asks for TZS ${least} to ${most}, and this one is for ${formatAmount(amount)}`,
    { values: { least, most } },
  )
}

/** The phone of a request, and its network. Refuses one that is written wrongly or has no operator. */
export function readPhone(
  phoneNumber: string,
  { pushPhoneError }: Dialect,
): { readonly phoneNumber: string; readonly channel: MobileChannel } {
  const read = readPushPhone(phoneNumber)
  if ('channel' in read) return { phoneNumber, channel: read.channel }
  const why = wrongPhone(phoneNumber)
  if (read.wrong === 'unsupported') throw new Refusal('PHONE_UNSUPPORTED', why)
  throw pushPhoneError === 'countryCodeText'
    ? new Refusal('PHONE_FORM', why)
    : new Refusal('PHONE_UNSUPPORTED', `${why} (pushPhoneError: ${pushPhoneError})`)
}
