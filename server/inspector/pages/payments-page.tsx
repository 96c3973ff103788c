import { MOBILE_CHANNELS } from '../../domain/operators.js'
import { changedAt, type Order } from '../../domain/order.js'
import { ORDER_ORIGINS } from '../../domain/order-origin.js'
import { PAYMENT_STATUSES } from '../../domain/payment.js'
import { NOT_PAID_YET } from '../../sandbox/queries.js'
import type { Asked, Neighbours } from '../listing.js'
import { type MerchantContext, orderAddress } from '../merchant-context.js'
import { Layout } from './layout.js'
import { ListFilters } from './list-filters.js'
import { Money, Status, Table, wordsBeside } from './table.js'
import { Time } from './zone.js'

interface PaymentsProps {
  readonly context: MerchantContext
  readonly asked: Asked
  readonly rows: readonly Order[]
  readonly next: Neighbours
  readonly scenarios: readonly string[]
}

/** Every order with how far it is paid, newest first. */
export function PaymentsPage({ context, asked, rows, next, scenarios }: PaymentsProps) {
  return (
    <Layout title="Payments" context={context} part="Payments">
      <ListFilters
        asked={asked}
        searched="order, customer, phone, receipt"
        narrowings={[
          { name: 'status', label: 'Status', options: [NOT_PAID_YET, ...PAYMENT_STATUSES] },
          { name: 'method', label: 'Method', options: [...MOBILE_CHANNELS, 'BANK', 'CARD'] },
          { name: 'origin', label: 'Came by', options: ORDER_ORIGINS },
          { name: 'scenario', label: 'Scenario', options: scenarios },
        ]}
      />
      <Table
        title="Orders"
        columns={[
          'Time',
          'Order',
          'Came by',
          'Status',
          'Amount',
          'Method',
          'Scenario',
          'Attempts',
          'Customer',
          'Message',
        ]}
        rows={rows}
        keyOf={({ seq }) => seq}
        empty="No order matches. A checkout link, a USSD push, a card payment or a control number makes one."
        next={next}
      >
        {(order) => {
          const { merchantId, orderReference, origin, total, customer, progress } = order
          const { latest, attempts } = progress
          return [
            <Time at={changedAt(order)} />,
            <a href={orderAddress(merchantId, orderReference)}>{orderReference}</a>,
            origin,
            <Status>{latest?.status ?? NOT_PAID_YET}</Status>,
            <Money of={latest?.collected ?? total} />,
            latest?.channel,
            latest?.scenario,
            attempts,
            customer.name,
            latest && wordsBeside(latest),
          ]
        }}
      </Table>
    </Layout>
  )
}
