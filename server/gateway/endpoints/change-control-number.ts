import type { BillChange } from '../../sandbox/bills.js'
import { billDetails, readBillChange } from '../bill.js'
import type { HandlerOf } from '../call.js'
import { billFindings } from '../findings/bill-body.js'

/** Changes a control number. */
export const changeControlNumber: HandlerOf<'change-control-number', BillChange> = {
  read: ({ body, dialect }) => readBillChange(body, dialect),
  check: async ({ sandbox, caller, params }) => {
    await sandbox.bills.find(caller, params.billPayNumber)
  },
  answer: async ({ sandbox, caller, params }, change) =>
    billDetails(await sandbox.bills.change(caller, params.billPayNumber, change)),
  findings: { parameters: () => [], body: billFindings.change },
}
