import type { AskedBill } from '../../sandbox/bills.js'
import { billFields, readBill } from '../bill.js'
import type { HandlerOf } from '../call.js'
import { billFindings } from '../findings/bill-body.js'
import { saidInHeaders } from '../said-in-headers.js'

/** Makes the control number of one order. */
export const createOrderControlNumber: HandlerOf<'create-order-control-number', AskedBill> = {
  read: (call) => ({ ...readBill('order', call.body, call.dialect), ...saidInHeaders(call) }),
  check: ({ sandbox, caller }, bill) => sandbox.bills.check(caller, bill),
  answer: async ({ sandbox, caller }, bill) => billFields(await sandbox.bills.create(caller, bill)),
  findings: { parameters: () => [], body: billFindings.order },
}
