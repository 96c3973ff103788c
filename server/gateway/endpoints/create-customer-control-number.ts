import type { AskedBill } from '../../sandbox/bills.js'
import { billFields, readBill } from '../bill.js'
import type { HandlerOf } from '../call.js'
import { billFindings } from '../findings/bill-body.js'
import { saidInHeaders } from '../said-in-headers.js'

/** Makes the control number of one customer. */
export const createCustomerControlNumber: HandlerOf<'create-customer-control-number', AskedBill> = {
  read: (call) => ({ ...readBill('customer', call.body, call.dialect), ...saidInHeaders(call) }),
  check: ({ sandbox, caller }, bill) => sandbox.bills.check(caller, bill),
  answer: async ({ sandbox, caller }, bill) => billFields(await sandbox.bills.create(caller, bill)),
  findings: { parameters: () => [], body: billFindings.customer },
}
