import type { AskedPayout } from '../../sandbox/payouts.js'
import type { HandlerOf } from '../call.js'
import { mobilePayoutFindings } from '../findings/payout-body.js'
import { readMobilePayout } from '../payout.js'
import { payoutPreviewRow } from '../payout-rows.js'

/** Tells what a payout to a phone would take and give. */
export const previewMobileMoneyPayout: HandlerOf<'preview-mobile-money-payout', AskedPayout> = {
  read: (call) => readMobilePayout(call.body, call.dialect),
  check: async ({ sandbox, caller }, asked) => {
    await sandbox.payouts.preview(caller, asked)
  },
  answer: async ({ sandbox, caller, dialect }, asked) =>
    payoutPreviewRow(asked, await sandbox.payouts.preview(caller, asked), dialect),
  findings: { parameters: () => [], body: mobilePayoutFindings },
}
