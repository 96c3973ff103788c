import { amountNumber } from '../../domain/money.js'
import type { AskedPayout } from '../../sandbox/payouts.js'
import type { HandlerOf } from '../call.js'
import { mobilePayoutFindings } from '../findings/payout-body.js'
import { readMobilePayout } from '../payout.js'
import { payoutExchange } from '../payout-rows.js'

/** Tells what a payout to a phone would take and give. */
export const previewMobileMoneyPayout: HandlerOf<'preview-mobile-money-payout', AskedPayout> = {
  read: (call) => readMobilePayout(call.body, call.dialect),
  check: async ({ sandbox, caller }, asked) => {
    await sandbox.payouts.preview(caller, asked)
  },
  answer: async ({ sandbox, caller, dialect }, asked) => {
    const preview = await sandbox.payouts.preview(caller, asked)
    const { total, balance, fee, order, received, accountName } = preview
    return {
      amount: amountNumber(total),
      balance: amountNumber(balance),
      channelProvider: asked.channel,
      fee: amountNumber(fee),
      ...payoutExchange(preview),
      order: { amount: amountNumber(order.minor), currency: order.currency, id: asked.orderReference },
      payoutFeeBearer: dialect.payoutFeeBearer,
      receiver: {
        accountName,
        accountNumber: asked.phoneNumber,
        accountCurrency: received.currency,
        amount: amountNumber(received.minor),
      },
    }
  },
  findings: { parameters: () => [], body: mobilePayoutFindings },
}
