import type { AskedPayout } from '../../sandbox/payouts.js'
import type { HandlerOf } from '../call.js'
import { lipaNambaPayoutFindings } from '../findings/payout-body.js'
import { readLipaNambaPayout } from '../payout.js'
import { payoutPreviewRow } from '../payout-rows.js'

/** Tells what a payout by Lipa Namba would take and give. */
export const previewLipaNambaPayout: HandlerOf<'preview-lipa-namba-payout', AskedPayout> = {
  read: (call) => readLipaNambaPayout(call.body, call.dialect),
  check: async ({ sandbox, caller }, asked) => {
    await sandbox.payouts.preview(caller, asked)
  },
  answer: async ({ sandbox, caller, dialect }, asked) =>
    payoutPreviewRow(asked, await sandbox.payouts.preview(caller, asked), dialect),
  findings: { parameters: () => [], body: lipaNambaPayoutFindings },
}
