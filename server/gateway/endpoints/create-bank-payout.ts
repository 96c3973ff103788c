import type { AskedPayout } from '../../sandbox/payouts.js'
import type { HandlerOf } from '../call.js'
import { bankPayoutFindings } from '../findings/payout-body.js'
import { readBankPayout } from '../payout.js'
import { payoutRow } from '../payout-rows.js'
import { saidInHeaders } from '../said-in-headers.js'

/** Pays out to a bank account. */
export const createBankPayout: HandlerOf<'create-bank-payout', AskedPayout> = {
  read: (call) => ({ ...readBankPayout(call.body, call.dialect), ...saidInHeaders(call) }),
  check: ({ sandbox, caller }, asked) => sandbox.payouts.check(caller, asked),
  answer: async ({ sandbox, caller, dialect }, asked) =>
    payoutRow(await sandbox.payouts.create(caller, asked), dialect),
  findings: { parameters: () => [], body: bankPayoutFindings },
}
