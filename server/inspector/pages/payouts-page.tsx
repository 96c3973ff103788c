import type { Payout } from '../../domain/payout.js'
import { PAYOUT_STATUSES } from '../../domain/payout.js'
import { PAYOUT_CHANNELS } from '../../domain/payout-receiver.js'
import type { PublicAddresses } from '../../lib/public-addresses.js'
import type { ListedPayoutLink } from '../../sandbox/queries.js'
import type { Asked, Neighbours } from '../listing.js'
import { type MerchantContext, payoutAddress } from '../merchant-context.js'
import { Layout } from './layout.js'
import { ListFilters } from './list-filters.js'
import { Copyable } from './parts.js'
import { Money, Status, Table } from './table.js'
import { Time } from './zone.js'

interface PayoutsProps {
  readonly context: MerchantContext
  /** Where the reader reaches the sandbox. */
  readonly reached: PublicAddresses
  readonly asked: Asked
  readonly rows: readonly Payout[]
  readonly next: Neighbours
  readonly links: readonly ListedPayoutLink[]
}

/** Every payout with how it stands, and the links that lead to some. */
export function PayoutsPage({ context, reached, asked, rows, next, links }: PayoutsProps) {
  return (
    <Layout title="Payouts" context={context} part="Payouts">
      <ListFilters
        asked={asked}
        searched="the whole order reference"
        narrowings={[
          { name: 'status', label: 'Status', options: PAYOUT_STATUSES },
          { name: 'channel', label: 'Channel', options: PAYOUT_CHANNELS },
        ]}
      />
      <Table
        title="Payouts"
        columns={['Time', 'Reference', 'Status', 'Amount', 'Taken', 'To', 'By', 'Scenario', 'Message']}
        rows={rows}
        keyOf={({ seq }) => seq}
        empty="No payout matches. POST /third-parties/payouts/create-mobile-money-payout makes one."
        next={next}
      >
        {({
          merchantId,
          id,
          createdAt,
          orderReference,
          status,
          order,
          total,
          beneficiary,
          provider,
          scenario,
          message,
        }) => [
          <Time at={createdAt} />,
          <a href={payoutAddress(merchantId, id)}>{orderReference}</a>,
          <Status>{status}</Status>,
          <Money of={order} />,
          <Money of={{ minor: total, currency: order.currency }} />,
          `${beneficiary.accountName} ${beneficiary.accountNumber}`,
          provider,
          scenario,
          message,
        ]}
      </Table>
      <Table
        title="Payout links"
        note="On these pages people say where their money shall go."
        columns={['Time', 'Reference', 'Status', 'Amount', 'Page']}
        rows={links}
        keyOf={({ link }) => link.seq}
        empty="None yet. POST /third-parties/payout-link/generate-payout-url makes one."
      >
        {({ link: { merchantId, id, createdAt, orderReference, amount, payoutId }, state }) => [
          <Time at={createdAt} />,
          payoutId === null ? (
            orderReference
          ) : (
            <a href={payoutAddress(merchantId, payoutId)}>{orderReference}</a>
          ),
          <Status>{state}</Status>,
          <Money of={amount} />,
          <>
            <a href={`/checkout/payout/${id}`}>Open</a>{' '}
            <Copyable text={reached.payoutLink(id)} label="the address of the page" />
          </>,
        ]}
      </Table>
    </Layout>
  )
}
