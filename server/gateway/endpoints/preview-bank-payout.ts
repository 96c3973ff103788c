import type { AskedPayout } from '../../sandbox/payouts.js'
import type { HandlerOf } from '../call.js'
import { bankPayoutFindings } from '../findings/payout-body.js'
import { readBankPayout } from '../payout.js'
import { payoutPreviewRow } from '../payout-rows.js'

/** Tells what a payout to a bank account would take and give. */
export const previewBankPayout: HandlerOf<'preview-bank-payout', AskedPayout> = {
  read: (call) => readBankPayout(call.body, call.dialect),
  check: async ({ sandbox, caller }, asked) => {
    await sandbox.payouts.preview(caller, asked)
  },
  answer: async ({ sandbox, caller, dialect }, asked) =>
    payoutPreviewRow(asked, await sandbox.payouts.preview(caller, asked), dialect),
  findings: { parameters: () => [], body: bankPayoutFindings },
}
