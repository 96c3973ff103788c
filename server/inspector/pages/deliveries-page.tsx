import { DELIVERY_STATUSES, type Delivery } from '../../domain/delivery.js'
import { hidePasswords } from '../../lib/hide-passwords.js'
import type { Asked, Neighbours } from '../listing.js'
import { deliveryAddress, type MerchantContext, orderAddress, shortId } from '../merchant-context.js'
import { describeDamage } from '../tampering.js'
import { Layout } from './layout.js'
import { ListFilters } from './list-filters.js'
import { Status, Table } from './table.js'
import { Time } from './zone.js'

interface DeliveriesProps {
  readonly context: MerchantContext
  readonly asked: Asked
  readonly rows: readonly Delivery[]
  readonly next: Neighbours
}

/** Everything that the merchant was told, or is yet to be told; newest first. */
export function DeliveriesPage({ context, asked, rows, next }: DeliveriesProps) {
  return (
    <Layout title="Deliveries" context={context} part="Deliveries">
      <ListFilters
        asked={asked}
        searched="order, address, event"
        narrowings={[{ name: 'status', label: 'Status', options: DELIVERY_STATUSES }]}
      />
      <Table
        title="Webhooks and callbackUrl calls"
        columns={['Time', 'Delivery', 'What', 'Order', 'To', 'Status', 'Last attempt']}
        rows={rows}
        keyOf={({ seq }) => seq}
        empty="No delivery matches."
        next={next}
      >
        {(delivery) => [
          <Time at={delivery.createdAt} />,
          <a href={deliveryAddress(context.merchant.id, delivery.id)}>{shortId(delivery.id)}</a>,
          `${delivery.event ?? 'callbackUrl'}${byHand(delivery)}`,
          <a href={orderAddress(context.merchant.id, delivery.orderReference)}>{delivery.orderReference}</a>,
          <code>{hidePasswords(delivery.url)}</code>,
          <Status>{delivery.status}</Status>,
          lastAttempt(delivery),
        ]}
      </Table>
    </Layout>
  )
}

function byHand({ tamperedCopyOf, madeUp, damage }: Delivery): string {
  if (tamperedCopyOf) return ` (tampered with by hand: ${describeDamage(tamperedCopyOf.damage)})`
  if (!madeUp) return ''
  return ` (about a payment that nobody made${damage ? `: ${describeDamage(damage)}` : ''})`
}

function lastAttempt({ attempted: { latest } }: Delivery): string {
  if (!latest) return 'none yet'
  const { number, status, note, outcome } = latest
  return `${number}: ${status === null ? (note ?? outcome) : `answered ${status}`}`
}
