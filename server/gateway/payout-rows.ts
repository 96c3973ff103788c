import type { PayoutRow } from '../../contracts/schemas/payouts.js'
import { iso } from '../delivery/compose.js'
import type { Dialect } from '../domain/dialect.js'
import { EXCHANGE_RATES } from '../domain/exchange-rates.js'
import { amountNumber, formatAmount } from '../domain/money.js'
import type { Payout, PayoutMoney } from '../domain/payout.js'
import type { AskedPayout, PayoutPreview } from '../sandbox/payouts.js'

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
    beneficiary: {
      accountNumber: beneficiary.accountNumber,
      accountName: beneficiary.accountName,
      amount: text(received.minor),
    },
    ...(clientIdInReplies === 'present' ? { clientId: payout.clientId } : {}),
  }
}

/** What a payout would take and give, as previews answer it. */
export function payoutPreviewRow(
  { orderReference, receiver }: AskedPayout,
  preview: PayoutPreview,
  { payoutFeeBearer }: Dialect,
) {
  const { total, balance, fee, order, received } = preview
  return {
    amount: amountNumber(total),
    balance: amountNumber(balance),
    channelProvider: receiver.provider,
    fee: amountNumber(fee),
    ...payoutExchange(preview),
    order: { amount: amountNumber(order.minor), currency: order.currency, id: orderReference },
    payoutFeeBearer,
    receiver: {
      accountName: receiver.beneficiary.accountName,
      accountNumber: receiver.beneficiary.accountNumber,
      accountCurrency: received.currency,
      amount: amountNumber(received.minor),
    },
  }
}

/** Present where the receiver gets another currency than was asked for. */
function payoutExchange({ order: { currency: source }, total, received }: PayoutMoney) {
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
