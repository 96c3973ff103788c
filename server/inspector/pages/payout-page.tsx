import { NEXT_PAYOUT_STATUSES, type Payout } from '../../domain/payout.js'
import { hidePasswords } from '../../lib/hide-passwords.js'
import type { PayoutStory } from '../../sandbox/stories.js'
import type { Failed } from '../forms.js'
import { deliveryAddress, type MerchantContext, payoutAddress, shortId } from '../merchant-context.js'
import { timelineEventId, timelineOf } from '../timeline.js'
import { Layout } from './layout.js'
import { Live } from './live.js'
import { ActionButton, Choice, ClockBar, Field, Summary, Tick } from './parts.js'
import { Money, Status, Table } from './table.js'
import { Sentence, Time } from './zone.js'

interface PayoutProps {
  readonly context: MerchantContext
  readonly story: PayoutStory
  readonly failed: Failed | null
}

/** All about one payout: how it went, what is planned, who was told, and what can be done about it. */
export function PayoutPage({ context, story, failed }: PayoutProps) {
  const { payout, deliveries } = story
  const { merchant } = context
  const here = payoutAddress(merchant.id, payout.id)
  return (
    <Layout title={`Payout ${payout.orderReference}`} context={context} part="Payouts">
      <Summary failed={failed} />
      <Live id="facts">
        <Facts payout={payout} />
      </Live>
      <ClockBar
        context={context}
        action={`${here}/clock`}
        failed={failed}
        next="To the next event of this payout"
      />
      <Table
        title="What happened"
        columns={['Time', 'Who', 'What', 'Because of']}
        rows={timelineOf({ ...story, payments: [] }, merchant.dialect)}
        empty="Nothing yet."
        keyOf={timelineEventId}
      >
        {({ at, lane, what, rule, severity, href }) => [
          <Time at={at} />,
          lane === 'Payment' ? 'Payout' : lane,
          <span class={`moment ${severity}`}>
            {severity === 'planned' && <em>planned: </em>}
            {href ? (
              <a href={href}>
                <Sentence text={what} />
              </a>
            ) : (
              <Sentence text={what} />
            )}
          </span>,
          rule,
        ]}
      </Table>
      <Live id="moving">
        <h2>Move by hand</h2>
        <MoveForm payout={payout} here={here} failed={failed} />
      </Live>
      <Table
        title="Deliveries"
        columns={['Delivery', 'What', 'To', 'Status', 'Attempts', 'Again']}
        rows={deliveries}
        keyOf={({ seq }) => seq}
        empty="Nothing was sent. PAYOUT INITIATED, PAYOUT REFUNDED and PAYOUT REVERSED tell of a payout, where an address is set for them."
      >
        {(delivery) => [
          <a href={deliveryAddress(merchant.id, delivery.id)}>{shortId(delivery.id)}</a>,
          delivery.event,
          <code>{hidePasswords(delivery.url)}</code>,
          <Status>{delivery.status}</Status>,
          delivery.attempted.count,
          <ActionButton action={`${deliveryAddress(merchant.id, delivery.id)}/redeliver`} testId="redeliver">
            Send again
          </ActionButton>,
        ]}
      </Table>
    </Layout>
  )
}

function Facts({ payout }: { readonly payout: Payout }) {
  const { id, merchantId, order, fee, total, received, status, message, channel, provider } = payout
  const { beneficiary, transferType, scenario } = payout
  const { currency } = order
  return (
    <dl class="facts">
      <dt>Status</dt>
      <dd data-testid="payout-status">
        <Status>{status}</Status> {message}
      </dd>
      <dt>Payout</dt>
      <dd>
        <code>{id}</code>
      </dd>
      <dt>Amount</dt>
      <dd>
        <Money of={order} />, and a fee of <Money of={{ minor: fee, currency }} />
      </dd>
      <dt>Taken out</dt>
      <dd>
        <Money of={{ minor: total, currency }} /> (
        <a href={`/sandbox/merchants/${merchantId}/account?currency=${currency}`}>account</a>)
      </dd>
      <dt>Receiver</dt>
      <dd>
        {`${beneficiary.accountName}, ${beneficiary.accountNumber}, gets `}
        <Money of={received} />
      </dd>
      <dt>Carried by</dt>
      <dd>{[channel, provider, transferType].filter(Boolean).join(', ')}</dd>
      <dt>Scenario</dt>
      <dd>
        <a href={`/sandbox/scenarios/${scenario}?merchant=${merchantId}`}>{scenario}</a>
      </dd>
    </dl>
  )
}

function MoveForm({
  payout,
  here,
  failed,
}: {
  readonly payout: Payout
  readonly here: string
  readonly failed: Failed | null
}) {
  const next: readonly string[] = NEXT_PAYOUT_STATUSES[payout.status]
  if (next.length === 0) return <p class="empty">It has ended.</p>
  return (
    <form method="post" action={`${here}/status`} class="fields">
      <Choice
        form="status"
        name="status"
        label="Move to"
        failed={failed}
        options={next.map((name) => [name, name])}
      />
      <Field form="status" name="message" label="Message" placeholder="words for people" failed={failed} />
      <Tick
        form="status"
        name="withFee"
        label="A reversal brings the fee back as well"
        on={false}
        failed={failed}
      />
      <button type="submit" data-testid="move">
        Move
      </button>
    </form>
  )
}
