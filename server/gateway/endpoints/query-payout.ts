import type { Payout } from '../../domain/payout.js'
import { Refusal } from '../../errors.js'
import type { CallTo, HandlerOf } from '../call.js'
import { payoutRow } from '../payout-rows.js'

/** Lists the payout with a reference. */
export const queryPayout: HandlerOf<'query-payout', string> = {
  read: ({ params }) => params.orderReference,
  check: async (call, orderReference) => {
    await knownPayout(call, orderReference)
  },
  answer: async (call, orderReference) => [payoutRow(await knownPayout(call, orderReference), call.dialect)],
  findings: { parameters: () => [], body: () => [] },
}

async function knownPayout(
  { sandbox, caller }: CallTo<'query-payout'>,
  orderReference: string,
): Promise<Payout> {
  const payout = await sandbox.payouts.findByReference(caller.merchant.id, orderReference)
  if (payout) return payout
  throw new Refusal(
    'UNKNOWN_PAYOUT',
    'the merchant has no payout with this reference; references are case-sensitive, and payments have their own',
    { values: { reference: orderReference } },
  )
}
