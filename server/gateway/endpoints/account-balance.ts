import { amountNumber } from '../../domain/money.js'
import { Refusal } from '../../errors.js'
import type { CallTo, HandlerOf } from '../call.js'

/** Tells what the account of a merchant holds. */
export const accountBalance: HandlerOf<'account-balance', null> = {
  read: () => null,
  check: async (call) => {
    await balancesOf(call)
  },
  answer: async (call) => {
    const balances = (await balancesOf(call)).map(({ currency, amount }) => ({
      currency,
      balance: amountNumber(amount),
    }))
    return call.dialect.balanceShape === 'object' ? { balances } : balances
  },
  findings: { parameters: () => [], body: () => [] },
}

async function balancesOf({ sandbox, caller }: CallTo<'account-balance'>) {
  const balances = await sandbox.account.balances(caller.merchant.id)
  if (balances.length === 0) throw noAccount()
  return balances
}

/** How an account is refused in which no money was ever moved. */
export function noAccount(): Refusal {
  return new Refusal(
    'NO_BALANCE_ACCOUNT',
    'no money was ever moved in the account: have a payment settled, or deposit some with the control API',
  )
}
