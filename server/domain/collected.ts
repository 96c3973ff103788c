import type { Currency, Money } from './money.js'
import type { CollectedScript } from './script.js'

/** How money in one currency was collected in another. */
export interface CurrencyExchange {
  /** What the customer paid. */
  readonly source: Money
  /** Units of the collected currency for one of the source currency. */
  readonly rate: number
}

/** What the gateway reports as collected. */
export interface Collected {
  readonly collected: Money
  readonly exchange?: CurrencyExchange
}

/** What is collected for an order of `asked`. Never less than nothing: the gateway reports a negative net as 0. */
export function collectedFor(asked: Money, script: CollectedScript | null): Collected {
  if (!script) return { collected: asked }
  const { currency } = asked
  switch (script.kind) {
    case 'difference':
      return { collected: atLeastNothing(asked.minor + script.minor, currency) }
    case 'fee':
      return { collected: atLeastNothing(asked.minor - script.minor, currency) }
    case 'fee-share':
      return { collected: atLeastNothing(asked.minor - (asked.minor * script.share) / 10_000, currency) }
    case 'currency':
      return { collected: { minor: asked.minor, currency: script.currency } }
    case 'exchange':
      // An order in that currency already needs no exchange.
      if (script.currency === currency) return { collected: asked }
      return {
        collected: atLeastNothing(asked.minor * script.rate, script.currency),
        exchange: { source: asked, rate: script.rate },
      }
  }
}

function atLeastNothing(minor: number, currency: Currency): Money {
  return { minor: Math.max(0, Math.round(minor)), currency }
}
