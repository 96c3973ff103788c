import type { Refusal } from '../../errors.js'
import type { AskedBill } from '../../sandbox/bills.js'
import { billsFields, readBills } from '../bill.js'
import type { HandlerOf } from '../call.js'
import { billFindings } from '../findings/bill-body.js'

/** Makes control numbers of customers, as many as can be made. */
export const createCustomerControlNumbers: HandlerOf<
  'create-customer-control-numbers',
  readonly (AskedBill | Refusal)[]
> = {
  read: (call) => readBills('customer', call),
  check: ({ sandbox, caller }) => sandbox.bills.check(caller, {}),
  answer: async ({ sandbox, caller }, bills) => billsFields(await sandbox.bills.createMany(caller, bills)),
  findings: { parameters: () => [], body: billFindings.customers },
}
