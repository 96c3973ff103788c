import type { Dialect } from './dialect.js'
import { channelOfPhone, type MobileChannel, PUSH_LIMITS } from './operators.js'

/** What a push costs the customer, in minor units of TZS: 1,150 was seen for 1,000; that it is flat is assumed. */
const PUSH_CHARGE = 150_00

/** What a preview calls the fee, in minor units. Whether the amount is in it is disputed: `pushPreviewFee`. */
export function previewFee(amount: number, { pushPreviewFee }: Pick<Dialect, 'pushPreviewFee'>): number {
  return pushPreviewFee === 'amountPlusCharge' ? amount + PUSH_CHARGE : PUSH_CHARGE
}

/** Whether a push can ask for an amount, in minor units of TZS. */
export function isWithinPushLimits(amount: number): boolean {
  return amount >= PUSH_LIMITS.minimum && amount <= PUSH_LIMITS.maximum
}

/** The channel of a phone number as a push takes it, or what is wrong with the number. */
export type PushPhone =
  | { readonly channel: MobileChannel }
  /** It begins with a plus sign or with 0. */
  | { readonly wrong: 'form' }
  /** It is not a Tanzanian number, or no operator has it. */
  | { readonly wrong: 'unsupported' }

/** Reads the phone number of a push: twelve digits that begin with 255. */
export function readPushPhone(phoneNumber: string): PushPhone {
  if (/^(\+|0)/.test(phoneNumber)) return { wrong: 'form' }
  const channel = /^255\d{9}$/.test(phoneNumber) ? channelOfPhone(phoneNumber) : null
  return channel ? { channel } : { wrong: 'unsupported' }
}
