import type { PayoutRow } from '../../contracts/schemas/payouts.js'
import { iso } from '../delivery/compose.js'
import type { Dialect } from '../domain/dialect.js'
import { EXCHANGE_RATES } from '../domain/exchange-rates.js'
import { amountNumber, formatAmount } from '../domain/money.js'
import type { Payout, PayoutMoney } from '../domain/payout.js'

/** A payout as it is answered when it was asked for, and as both queries list it. */
export function payoutRow(payout: Payout, { clientIdInReplies }: Dialect): PayoutRow {
  const { id, orderReference, total, fee, order, received, status, channel, provider, beneficiary } = payout
  const text = (minor: number) => formatAmount(minor, 'twoDecimals')
  return {
    id,
    createdAt: iso(payout.createdAt),
    updatedAt: iso(payout.updatedAt),
    orderReference,
    amount: text(total),
    currency: order.currency,
    fee: text(fee),
    ...payoutExchange(payout),
    status,
    channel,
    channelProvider: provider,
    order: { amount: text(order.minor), currency: order.currency },
    beneficiary: { ...beneficiary, amount: text(received.minor) },
    ...(clientIdInReplies === 'present' ? { clientId: payout.clientId } : {}),
  }
}

/** Present where the receiver gets another currency than was asked for. */
export function payoutExchange({ order: { currency: source }, total, received }: PayoutMoney) {
  const { currency: target } = received
  const rate = EXCHANGE_RATES.find((one) => one.source === source && one.target === target)?.rate
  if (rate === undefined) return {}
  return {
    exchanged: true,
    exchange: {
      sourceCurrency: source,
      targetCurrency: target,
      sourceAmount: amountNumber(total),
      rate,
    },
  }
}
