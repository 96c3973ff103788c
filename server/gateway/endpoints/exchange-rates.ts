import { exchangeRatesQuery } from '../../../contracts/schemas/account.js'
import { iso } from '../../delivery/compose.js'
import { EXCHANGE_RATES, type ExchangeRate } from '../../domain/exchange-rates.js'
import { CURRENCIES } from '../../domain/money.js'
import type { HandlerOf } from '../call.js'
import { QueryReader } from '../query-reader.js'

const PARAMETERS = Object.keys(exchangeRatesQuery.properties)

/** Lists what currencies are worth in one another. */
export const exchangeRates: HandlerOf<'exchange-rates', readonly ExchangeRate[]> = {
  read: ({ query }) => {
    const reader = new QueryReader(query)
    const source = reader.choice('source', CURRENCIES)
    const target = reader.choice('target', CURRENCIES)
    reader.refuse()
    return EXCHANGE_RATES.filter(
      (rate) => (source ?? rate.source) === rate.source && (target ?? rate.target) === rate.target,
    )
  },
  check: async () => {},
  answer: async ({ sandbox, caller }, rates) => {
    const date = iso(sandbox.now(caller.merchant))
    return rates.map((rate) => ({ ...rate, date }))
  },
  findings: { parameters: () => PARAMETERS, body: () => [] },
}
