import { MOBILE_CHANNELS } from '../../domain/operators.js'
import type { BilledOrder } from '../../sandbox/bills.js'
import { NOT_PAID_YET } from '../../sandbox/queries.js'
import type { Failed } from '../forms.js'
import { type MerchantContext, orderAddress } from '../merchant-context.js'
import { Layout } from './layout.js'
import { Choice, Field, Summary } from './parts.js'
import { Money, Status, Table } from './table.js'
import { Time } from './zone.js'

interface BillsProps {
  readonly context: MerchantContext
  readonly bills: readonly BilledOrder[]
  readonly failed: Failed | null
}

/** Every control number, and a payer's menu to pay one. */
export function BillsPage({ context, bills, failed }: BillsProps) {
  const methods = [...MOBILE_CHANNELS, 'BANK']
  return (
    <Layout title="Control numbers" context={context} part="Control numbers">
      <Summary failed={failed} />
      <section class="card">
        <h2>Pay a control number</h2>
        <p class="hint">As a customer does it in a mobile-money menu or a bank app.</p>
        <form method="post" action={`${context.home}/control-numbers/pay`} class="fields">
          <Field form="pay" name="number" label="Control number" placeholder="14 digits" failed={failed} />
          <Field form="pay" name="amount" label="Amount" placeholder="what it asks for" failed={failed} />
          <Field form="pay" name="phoneNumber" label="Phone" placeholder="255744000111" failed={failed} />
          <Choice
            form="pay"
            name="method"
            label="Paid in"
            failed={failed}
            options={[['', 'by the phone number'], ...methods.map((name) => [name, name] as const)]}
          />
          <button type="submit" data-testid="pay">
            Pay
          </button>
        </form>
      </section>
      <Table
        title="Control numbers"
        columns={['Time', 'Number', 'Order', 'Of', 'Status', 'Amount', 'Takes', 'Customer', 'Last payment']}
        rows={bills}
        keyOf={({ seq }) => seq}
        empty="None yet. POST /third-parties/billpay/create-order-control-number makes one."
      >
        {({ merchantId, createdAt, orderReference, total, customer, progress, bill }) => [
          <Time at={createdAt} />,
          <code>{bill.number}</code>,
          <a href={orderAddress(merchantId, orderReference)}>{orderReference}</a>,
          bill.kind,
          bill.status,
          bill.amount === null ? 'any' : <Money of={total} />,
          bill.mode === 'EXACT' ? 'exactly that' : 'also more or less',
          customer.name,
          <Status>{progress.latest?.status ?? NOT_PAID_YET}</Status>,
        ]}
      </Table>
    </Layout>
  )
}
