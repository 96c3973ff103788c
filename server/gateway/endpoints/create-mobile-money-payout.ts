import type { AskedPayout } from '../../sandbox/payouts.js'
import type { HandlerOf } from '../call.js'
import { mobilePayoutFindings } from '../findings/payout-body.js'
import { readMobilePayout } from '../payout.js'
import { payoutRow } from '../payout-rows.js'
import { saidInHeaders } from '../said-in-headers.js'

/** Pays out to a phone. */
export const createMobileMoneyPayout: HandlerOf<'create-mobile-money-payout', AskedPayout> = {
  read: (call) => ({ ...readMobilePayout(call.body, call.dialect), ...saidInHeaders(call) }),
  check: ({ sandbox, caller }, asked) => sandbox.payouts.check(caller, asked),
  answer: async ({ sandbox, caller, dialect }, asked) =>
    payoutRow(await sandbox.payouts.create(caller, asked), dialect),
  findings: { parameters: () => [], body: mobilePayoutFindings },
}
