import type { Currency } from './money.js'

/** What one unit of a currency is worth in another. */
export interface ExchangeRate {
  readonly source: Currency
  readonly target: Currency
  readonly rate: number
}

/** The rates of the sandbox, which never change. They are ours: near those of the market, and easy to work with. */
export const EXCHANGE_RATES: readonly ExchangeRate[] = [
  { source: 'USD', target: 'TZS', rate: 2500 },
  { source: 'TZS', target: 'USD', rate: 0.0004 },
]

/** An amount of one currency in minor units of another, rounded to whole ones. */
export function exchanged(minor: number, source: Currency, target: Currency): number {
  if (source === target) return minor
  return source === 'USD' ? minor * 2500 : Math.round(minor / 2500)
}
