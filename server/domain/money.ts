/** Currencies a checkout link can be made out in. */
export const CURRENCIES = ['TZS', 'USD'] as const

export type Currency = (typeof CURRENCIES)[number]

/** An amount as a whole number of hundredths, always a safe integer, so that sums and comparisons are exact. */
export interface Money {
  readonly minor: number
  readonly currency: Currency
}

// Shops that keep four or six decimals send 12500.0000: zeros behind the hundredths change nothing.
const PLAIN_DECIMAL = /^(-?)(\d{1,13})(?:\.(\d{1,2})0*)?$/

/**
 * Reads an amount as it may stand in a request: `"1000"`, `"1000.00"` or `12500.5`.
 *
 * Returns minor units, or null for anything but plain decimal notation with at most 13 digits
 * before the point and two that count after it. Zero and negative amounts are read; refusing them is the caller's part.
 */
export function parseAmount(value: string | number): number | null {
  const match = PLAIN_DECIMAL.exec(String(value))
  if (match === null) return null
  const [, sign, whole, fraction = ''] = match
  const minor = Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  return sign === '-' && minor !== 0 ? -minor : minor
}

/**
 * Writes minor units as the text that goes over the wire.
 *
 * `short` prints a whole amount without decimals and a broken one with two (`"21500.50"`);
 * `twoDecimals` always prints both decimals.
 */
export function formatAmount(minor: number, style: 'short' | 'twoDecimals' = 'short'): string {
  const { sign, whole, cents } = partsOf(minor)
  return style === 'short' && cents === '00' ? `${sign}${whole}` : `${sign}${whole}.${cents}`
}

/** Writes minor units as the JSON number that payment queries carry: 2150050 becomes 21500.5. */
export function amountNumber(minor: number): number {
  return minor / 100
}

/** Price times quantity in minor units, or null when the product is not a safe integer. */
export function times(minor: number, quantity: number): number | null {
  const product = minor * quantity
  return Number.isSafeInteger(product) ? product + 0 : null
}

/** An amount for pages and explanations: `TZS 12,500`, `USD 21,500.50`. */
export function formatMoney(money: Money): string {
  const { sign, whole, cents } = partsOf(money.minor)
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${money.currency} ${sign}${grouped}${cents === '00' ? '' : `.${cents}`}`
}

function partsOf(minor: number): { sign: string; whole: string; cents: string } {
  const digits = String(Math.abs(minor)).padStart(3, '0')
  return { sign: minor < 0 ? '-' : '', whole: digits.slice(0, -2), cents: digits.slice(-2) }
}
