import type { Dialect } from './dialect.js'

/** In ten-thousandths: 4.85 % (integrators say so). */
const CARD_SHARE = 485

/**
 * What the preview of a card payment calls the fee, in cents, rounded up. Whether the amount is in it is disputed:
 * `pushPreviewFee`.
 */
export function cardFee(amount: number, { pushPreviewFee }: Pick<Dialect, 'pushPreviewFee'>): number {
  const charge = Number((BigInt(amount) * BigInt(CARD_SHARE) + 9999n) / 10_000n)
  return pushPreviewFee === 'amountPlusCharge' ? amount + charge : charge
}
