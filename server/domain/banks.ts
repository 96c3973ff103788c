import { digitsAsTyped } from '../lib/digits-as-typed.js'
/** A bank that money can be paid out to. */
export interface Bank {
  readonly name: string
  /** What a payout may call it; its form follows the published names of mobile-money providers (assumed). */
  readonly value: string
  /** Its SWIFT code. */
  readonly bic: string
}

/** Banks of Tanzania with their SWIFT codes. ClickPesa's own list is not published. */
export const BANKS: readonly Bank[] = [
  { name: 'Absa Bank Tanzania', value: 'absa_bank_tanzania', bic: 'BARCTZTZ' },
  { name: 'Akiba Commercial Bank', value: 'akiba_commercial_bank_tanzania', bic: 'AKCOTZTZ' },
  { name: 'Azania Bank', value: 'azania_bank_tanzania', bic: 'AZANTZTZ' },
  { name: 'CRDB Bank', value: 'crdb_bank_tanzania', bic: 'CORUTZTZ' },
  { name: 'DTB Tanzania', value: 'dtb_bank_tanzania', bic: 'DTKETZTZ' },
  { name: 'Equity Bank Tanzania', value: 'equity_bank_tanzania', bic: 'EQBLTZTZ' },
  { name: 'Exim Bank Tanzania', value: 'exim_bank_tanzania', bic: 'EXTNTZTZ' },
  { name: 'NBC', value: 'nbc_bank_tanzania', bic: 'NLCBTZTX' },
  { name: 'NMB Bank', value: 'nmb_bank_tanzania', bic: 'NMIBTZTZ' },
  { name: 'Stanbic Bank Tanzania', value: 'stanbic_bank_tanzania', bic: 'SBICTZTX' },
]

/** The bank with a SWIFT code, in capitals, with or without the three characters of a branch; null where there is none. */
export function bankOf(swiftCode: string): Bank | null {
  if (swiftCode.length !== 8 && swiftCode.length !== 11) return null
  return BANKS.find(({ bic }) => bic === swiftCode.slice(0, 8)) ?? null
}

/** Letters and digits, with spaces and hyphens as people write them; what banks use differs. */
export function isAccountNumber(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9\s-]{3,33}$/.test(digitsAsTyped(text))
}
