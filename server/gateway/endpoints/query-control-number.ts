import { billDetails } from '../bill.js'
import type { HandlerOf } from '../call.js'

/** Shows a control number as it stands. */
export const queryControlNumber: HandlerOf<'query-control-number', string> = {
  read: ({ params }) => params.billPayNumber,
  check: async ({ sandbox, caller }, number) => {
    await sandbox.bills.find(caller, number)
  },
  answer: async ({ sandbox, caller }, number) => billDetails(await sandbox.bills.find(caller, number)),
  findings: { parameters: () => [], body: () => [] },
}
