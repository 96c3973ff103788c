import type { Balance, LedgerEntry, Statement } from '../../domain/ledger.js'
import { CURRENCIES } from '../../domain/money.js'
import type { Failed } from '../forms.js'
import { type MerchantContext, orderAddress, payoutAddress } from '../merchant-context.js'
import { Layout } from './layout.js'
import { Live } from './live.js'
import { Choice, Field, Filters, Summary } from './parts.js'
import { Money, Table } from './table.js'
import { Time } from './zone.js'

interface AccountProps {
  readonly context: MerchantContext
  readonly balances: readonly Balance[]
  /** Its entries are the latest, newest first. */
  readonly statement: Statement
  /** How many older entries are not shown. */
  readonly left: number
  readonly failed: Failed | null
}

/** What the account holds in each currency, its statement in one, and a way to put money in. */
export function AccountPage({ context, balances, statement, left, failed }: AccountProps) {
  const { currency, openingBalance, totalCredits, totalDebits, closingBalance, entries } = statement
  const sums = [
    ['Opening balance', openingBalance],
    ['Credits', totalCredits],
    ['Debits', totalDebits],
    ['Closing balance', closingBalance],
  ] as const
  return (
    <Layout title="Account" context={context} part="Account">
      <Summary failed={failed} />
      <Live id="balances">
        <h2>Balance</h2>
        {balances.length === 0 ? (
          <p class="empty">
            No money was ever moved in it: GET /third-parties/account/balance is answered with 404.
          </p>
        ) : (
          <dl class="facts" data-testid="balances">
            {balances.map((balance) => (
              <>
                <dt>{balance.currency}</dt>
                <dd>
                  <Money of={{ minor: balance.amount, currency: balance.currency }} />
                </dd>
              </>
            ))}
          </dl>
        )}
      </Live>
      <form method="post" action={`${context.home}/account/deposit`} class="fields">
        <Field form="deposit" name="amount" label="Amount" placeholder="50000" failed={failed} />
        <Choice
          form="deposit"
          name="currency"
          label="Currency"
          value={currency}
          failed={failed}
          options={CURRENCIES.map((name) => [name, name])}
        />
        <button type="submit" data-testid="deposit">
          Deposit
        </button>
      </form>
      <Filters>
        <Choice
          form="filter"
          name="currency"
          label="Statement in"
          value={currency}
          failed={null}
          options={CURRENCIES.map((name) => [name, name])}
        />
      </Filters>
      <Live id="sums">
        <h2>{`Statement in ${currency}`}</h2>
        <dl class="facts" data-testid="sums">
          {sums.map(([name, minor]) => (
            <>
              <dt>{name}</dt>
              <dd>
                <Money of={{ minor, currency }} />
              </dd>
            </>
          ))}
        </dl>
      </Live>
      <Table
        title="Entries"
        columns={['Time', 'Way', 'What', 'Amount', 'Balance', 'Because of']}
        rows={entries}
        keyOf={({ seq }) => seq}
        empty="None yet. Payments are credited when they are settled, and payouts are taken out at once."
        {...(left > 0 ? { note: `The latest; ${left} older ones are in GET …/account/statement.` } : {})}
      >
        {(entry) => [
          <Time at={entry.at} />,
          entry.entry,
          entry.type,
          <Money of={{ minor: entry.amount, currency: entry.currency }} />,
          <Money of={{ minor: entry.balance, currency: entry.currency }} />,
          <Cause entry={entry} />,
        ]}
      </Table>
    </Layout>
  )
}

/** What moved the money, with a way to its page where it has one. */
function Cause({
  entry: { merchantId, type, about, orderReference, description },
}: {
  readonly entry: LedgerEntry
}) {
  if (orderReference === undefined) return <>{description}</>
  const isPayout = type === 'PAYOUT' || type === 'PAYOUT RETURNED'
  const href = isPayout ? payoutAddress(merchantId, about) : orderAddress(merchantId, orderReference)
  return <a href={href}>{description}</a>
}
