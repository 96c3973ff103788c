import { merchantAccountIn } from './merchant-qr.js'

/** Who runs Lipa Namba numbers, by which shops collect. */
export interface LipaNambaProvider {
  readonly name: string
  readonly providerCode: string
}

/**
 * The providers of the sandbox. ClickPesa's own list is not published; the codes are the ids that its payout kit gives
 * mobile-money providers (assumed to be the same).
 */
export const LIPA_NAMBA_PROVIDERS: readonly LipaNambaProvider[] = [
  { name: 'M-PESA', providerCode: 'mpesa_tanzania' },
  { name: 'TIGO-PESA', providerCode: 'tigo_pesa_tanzania' },
  { name: 'AIRTEL-MONEY', providerCode: 'airtel_money_tanzania' },
  { name: 'HALOPESA', providerCode: 'halopesa_tanzania' },
]

/** What a shop collects by. */
export interface LipaNamba {
  readonly number: string
  /** The name of its provider. */
  readonly provider: string
  /** As its QR code has it; null where that is not told. */
  readonly name: string | null
}

/** A number of a known provider; null where it cannot be one (4 to 12 digits, which is assumed). */
export function lipaNambaOf(number: string, providerCode: string): LipaNamba | null {
  const provider = LIPA_NAMBA_PROVIDERS.find((one) => one.providerCode === providerCode)
  return provider && /^\d{4,12}$/.test(number) ? { number, provider: provider.name, name: null } : null
}

/** The Lipa Namba in a QR code; null where there is none. One of a provider that we do not know is TANQR (assumed). */
export function lipaNambaInQr(qrCode: string): LipaNamba | null {
  const account = merchantAccountIn(qrCode)
  if (!account || !/^\d{4,12}$/.test(account.number)) return null
  const provider = LIPA_NAMBA_PROVIDERS.find(({ providerCode }) => providerCode === account.acquirer)
  return { number: account.number, provider: provider?.name ?? 'TANQR', name: account.name }
}
