import type { AskedPayout } from '../../sandbox/payouts.js'
import type { HandlerOf } from '../call.js'
import { lipaNambaPayoutFindings } from '../findings/payout-body.js'
import { readLipaNambaPayout } from '../payout.js'
import { payoutRow } from '../payout-rows.js'
import { saidInHeaders } from '../said-in-headers.js'

/** Pays a shop by its Lipa Namba. */
export const createLipaNambaPayout: HandlerOf<'create-lipa-namba-payout', AskedPayout> = {
  read: (call) => ({ ...readLipaNambaPayout(call.body, call.dialect), ...saidInHeaders(call) }),
  check: ({ sandbox, caller }, asked) => sandbox.payouts.check(caller, asked),
  answer: async ({ sandbox, caller, dialect }, asked) =>
    payoutRow(await sandbox.payouts.create(caller, asked), dialect),
  findings: { parameters: () => [], body: lipaNambaPayoutFindings },
}
