import { MOBILE_CHANNELS } from '../../domain/operators.js'
import { PAYMENT_STATUSES } from '../../domain/payment.js'
import type { Asked } from '../listing.js'
import { type MerchantContext, orderAddress } from '../merchant-context.js'
import type { OrderRow } from '../orders.js'
import { Layout } from './layout.js'
import { ListFilters } from './list-filters.js'
import { Money, Status, Table, Time } from './table.js'

interface PaymentsProps {
  readonly context: MerchantContext
  readonly asked: Asked
  readonly rows: readonly OrderRow[]
  readonly more: string | null
  readonly scenarios: readonly string[]
}

/** Every order with how far it is paid, newest first. */
export function PaymentsPage({ context, asked, rows, more, scenarios }: PaymentsProps) {
  return (
    <Layout title="Payments" context={context} part="Payments">
      <ListFilters
        asked={asked}
        searched="order, customer, phone, receipt"
        narrowings={[
          { name: 'status', label: 'Status', options: ['not paid yet', ...PAYMENT_STATUSES] },
          { name: 'method', label: 'Method', options: [...MOBILE_CHANNELS, 'BANK', 'CARD'] },
          { name: 'scenario', label: 'Scenario', options: scenarios },
        ]}
      />
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
