import { PAYMENT_STATUSES } from '../../domain/payment.js'
import type { Asked } from '../listing.js'
import type { OrderRow } from '../orders.js'
import { orderAddress, type Visit } from '../visit.js'
import { Layout } from './layout.js'
import { Choice, Field, Filters } from './parts.js'
import { Money, Status, Table, Time } from './table.js'

interface PaymentsProps {
  readonly visit: Visit
  readonly asked: Asked
  readonly rows: readonly OrderRow[]
  readonly more: string | null
  readonly scenarios: readonly string[]
}

const METHODS = ['M-PESA', 'TIGO-PESA', 'AIRTEL-MONEY', 'HALOPESA', 'BANK', 'CARD'] as const

/** Every order with how far it is paid, newest first. */
export function PaymentsPage({ visit, asked, rows, more, scenarios }: PaymentsProps) {
  const any = (names: readonly string[]) =>
    [['', 'any'], ...names.map((name) => [name, name] as const)] as const
  return (
    <Layout title="Payments" visit={visit} part="Payments">
      <Filters>
        <Field
          form="filter"
          name="q"
          label="Search"
          value={asked.q ?? ''}
          failed={null}
          placeholder="order, customer, phone, receipt"
        />
        <Choice
          form="filter"
          name="status"
          label="Status"
          value={asked.status ?? ''}
          failed={null}
          options={any(['not paid yet', ...PAYMENT_STATUSES])}
        />
        <Choice
          form="filter"
          name="method"
          label="Method"
          value={asked.method ?? ''}
          failed={null}
          options={any(METHODS)}
        />
        <Choice
          form="filter"
          name="scenario"
          label="Scenario"
          value={asked.scenario ?? ''}
          failed={null}
          options={any(scenarios)}
        />
      </Filters>
      <Table
        title="Orders"
        columns={[
          'Time',
          'Order',
          'Status',
          'Amount',
          'Method',
          'Scenario',
          'Attempts',
          'Customer',
          'Message',
        ]}
        rows={rows}
        empty="No order is like that. A checkout link makes one."
        more={more}
      >
        {({ link, latest, attempts, status }) => [
          <Time at={latest?.updatedAt ?? link.createdAt} />,
          <a href={orderAddress(link.merchantId, link.orderReference)}>{link.orderReference}</a>,
          <Status>{status}</Status>,
          <Money of={latest?.collected ?? link.total} />,
          latest?.channel,
          latest?.scenario,
          attempts,
          link.customer.name,
          latest?.message,
        ]}
      </Table>
    </Layout>
  )
}
