import { statementQuery } from '../../../contracts/schemas/account.js'
import { iso } from '../../delivery/compose.js'
import type { LedgerEntry } from '../../domain/ledger.js'
import { amountNumber, CURRENCIES, type Currency } from '../../domain/money.js'
import type { Stretch } from '../../sandbox/account.js'
import type { CallTo, HandlerOf } from '../call.js'
import { QueryReader } from '../query-reader.js'
import { noAccount } from './account-balance.js'

interface Asked extends Stretch {
  readonly currency: Currency
}

const PARAMETERS = Object.keys(statementQuery.properties)

/** Tells what moved the money of a merchant, in one currency. */
export const accountStatement: HandlerOf<'account-statement', Asked> = {
  read: ({ query }) => {
    const reader = new QueryReader(query)
    const currency = reader.neededChoice('currency', CURRENCIES) ?? 'TZS'
    const days = reader.days()
    reader.refuse()
    return { currency, ...days }
  },
  check: requireAccount,
  answer: async (call, { currency, ...stretch }) => {
    await requireAccount(call)
    const { sandbox, caller } = call
    const statement = await sandbox.account.statement(caller.merchant.id, currency, stretch)
    return {
      accountDetails: {
        currency,
        openingBalance: amountNumber(statement.openingBalance),
        closingBalance: amountNumber(statement.closingBalance),
        totalCredits: amountNumber(statement.totalCredits),
        totalDebits: amountNumber(statement.totalDebits),
      },
      transactions: statement.entries.map(transaction),
    }
  },
  findings: { parameters: () => PARAMETERS, body: () => [] },
}

async function requireAccount({ sandbox, caller }: CallTo<'account-statement'>) {
  const balances = await sandbox.account.balances(caller.merchant.id)
  if (balances.length === 0) throw noAccount()
}

function transaction({ id, type, entry, amount, currency, balance, at, ...rest }: LedgerEntry) {
  const { description, orderReference } = rest
  return {
    id,
    type,
    entry,
    amount: amountNumber(amount),
    currency,
    balance: amountNumber(balance),
    date: iso(at),
    description,
    ...(orderReference === undefined ? {} : { orderReference }),
  }
}
