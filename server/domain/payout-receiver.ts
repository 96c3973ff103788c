import { accountHolderOf } from './account-holder.js'
import { exchanged } from './exchange-rates.js'
import type { Currency } from './money.js'
import type { MobileChannel } from './operators.js'

/** Ways that a payout travels, spelt as in ClickPesa's webhooks. */
export const PAYOUT_CHANNELS = ['MOBILE MONEY', 'BANK TRANSFER'] as const
export type PayoutChannel = (typeof PAYOUT_CHANNELS)[number]

/** Kinds of bank transfer: in batches, and at once. */
export const TRANSFER_TYPES = ['ACH', 'RTGS'] as const
export type TransferType = (typeof TRANSFER_TYPES)[number]

export interface Beneficiary {
  /** Of a phone, a bank account or a Lipa Namba. */
  readonly accountNumber: string
  readonly accountName: string
  /** SWIFT code of the bank; of a bank account alone. */
  readonly swiftNumber?: string
}

/** Who is paid out, and by which way. */
export interface PayoutReceiver {
  readonly channel: PayoutChannel
  /** The operator, the bank or the provider of the Lipa Namba that carries it. */
  readonly provider: string
  readonly beneficiary: Beneficiary
  /** Of a bank transfer alone. */
  readonly transferType?: TransferType
}

/** Somebody with mobile money. What a phone gets is in shillings. */
export function phoneReceiver(phoneNumber: string, operator: MobileChannel): PayoutReceiver {
  return mobileReceiver(phoneNumber, operator, accountHolderOf(phoneNumber))
}

/** Whoever collects with a number or a QR code of mobile money; which of the two channels it counts to is assumed. */
export function mobileReceiver(accountNumber: string, provider: string, accountName: string): PayoutReceiver {
  return { channel: 'MOBILE MONEY', provider, beneficiary: { accountNumber, accountName } }
}

/** Somebody with a bank account. */
export function bankReceiver({
  provider,
  transferType,
  ...beneficiary
}: Required<Beneficiary> & {
  readonly provider: string
  readonly transferType: TransferType
}): PayoutReceiver {
  return { channel: 'BANK TRANSFER', provider, transferType, beneficiary }
}

/** The least and the most that can be paid out, in minor units of the currency that it is paid from. */
export interface PayoutLimits {
  readonly minimum: number
  readonly maximum: number
}

/**
 * In minor units of TZS. The most is claimed by integrators for mobile money, for EFT (which we take for ACH) and for
 * TISS (RTGS); the least is claimed for mobile money alone, and assumed for banks.
 */
const LIMITS = {
  mobile: { minimum: 100_00, maximum: 5_000_000_00 },
  ACH: { minimum: 100_00, maximum: 20_000_000_00 },
  RTGS: { minimum: 100_00, maximum: 1_000_000_000_00 },
} as const satisfies Record<'mobile' | TransferType, PayoutLimits>

/** What integrators claim of TISS in dollars, in cents: more than the shillings are worth. */
const MAX_RTGS_CENTS = 1_000_000_00

/** Limits of a payout that is paid from a balance in this currency. */
export function payoutLimits(
  { transferType }: Pick<PayoutReceiver, 'transferType'>,
  currency: Currency,
): PayoutLimits {
  const { minimum, maximum } = LIMITS[transferType ?? 'mobile']
  const most = exchanged(maximum, 'TZS', currency)
  return {
    minimum: exchanged(minimum, 'TZS', currency),
    maximum: transferType === 'RTGS' && currency === 'USD' ? MAX_RTGS_CENTS : most,
  }
}

/**
 * In minor units of TZS. What ClickPesa takes is not published; 2360 is in its sample of an ACH transfer, the others are
 * made up.
 */
const FEES = { mobile: 1_180_00, ACH: 2_360_00, RTGS: 11_800_00 } as const satisfies Record<
  'mobile' | TransferType,
  number
>

/** What a payout costs, in minor units of the currency that it is paid from. */
export function payoutFee({ transferType }: PayoutReceiver, currency: Currency): number {
  return exchanged(FEES[transferType ?? 'mobile'], 'TZS', currency)
}
