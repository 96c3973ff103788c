import { scenarioSetFor } from '../../domain/merchant.js'
import { channelsFor, everPaid, NEXT_STATUSES, type Payment } from '../../domain/payment.js'
import { hidePasswords } from '../../lib/hide-passwords.js'
import type { PublicAddresses } from '../../lib/public-addresses.js'
import type { OrderStory } from '../../sandbox/stories.js'
import type { Failed } from '../forms.js'
import { deliveryAddress, type MerchantContext, orderAddress, shortId } from '../merchant-context.js'
import { layOut, timelineEventId, timelineOf } from '../timeline.js'
import { Lanes } from './lanes.js'
import { Layout } from './layout.js'
import { Live } from './live.js'
import { ActionButton, Choice, ClockBar, Copyable, Done, Field, Summary, sentence } from './parts.js'
import { Phone } from './phone.js'
import { Money, Status, Table, wordsBeside } from './table.js'
import { Sentence, Time } from './zone.js'

interface OrderProps {
  readonly context: MerchantContext
  /** Where the reader reaches the sandbox. */
  readonly reached: PublicAddresses
  readonly story: OrderStory
  readonly open: boolean
  readonly scenarios: readonly string[]
  readonly failed: Failed | null
  /** What a form has done. */
  readonly outcome: string | undefined
}

/** All about one order: how it went, what is planned, and what can be done about it. */
export function OrderPage({ context, reached, story, open, scenarios, failed, outcome }: OrderProps) {
  const { order, payments, deliveries } = story
  const here = orderAddress(context.merchant.id, order.orderReference)
  const events = timelineOf(story, context.merchant.dialect)
  const latest = payments.at(-1)
  const chosen = scenarioSetFor(context.merchant, order.orderReference)
  return (
    <Layout title={`Order ${order.orderReference}`} context={context} part="Payments">
      <Summary failed={failed} />
      <Done outcome={outcome} />
      <Live id="facts">
        <dl class="facts">
          <dt>Amount</dt>
          <dd>
            <Money of={order.total} />
          </dd>
          <dt>Status</dt>
          <dd>
            <Status>{latest?.status ?? 'not paid yet'}</Status> {latest && wordsBeside(latest)}
          </dd>
          <dt>Customer</dt>
          <dd>
            {[order.customer.name, order.customer.email, order.customer.phone].filter(Boolean).join(', ') ||
              'not named'}
          </dd>
          <dt>Checkout page</dt>
          <dd>
            {order.linkId === null ? (
              `none: the order came by ${order.origin}`
            ) : (
              <>
                <a href={`/checkout/${order.linkId}`} data-testid="checkout-page">
                  Open
                </a>{' '}
                <Copyable
                  text={reached.checkoutLink(order.linkId)}
                  label="the address of the checkout page"
                />
              </>
            )}
          </dd>
        </dl>
      </Live>
      <ClockBar
        context={context}
        action={`${here}/clock`}
        failed={failed}
        next="To the next event of this order"
      />
      <Live id="timeline">
        <h2>Timeline</h2>
        <Lanes places={layOut(events)} tableId="what-happened" />
        <p class="hint">
          A wider gap took longer. Green went well, red went wrong, dashed is planned. Follow a mark to see
          the details.
        </p>
      </Live>
      <Table
        title="What happened"
        columns={['Time', 'Who', 'What', 'Because of']}
        rows={events}
        empty="Nothing yet."
        keyOf={timelineEventId}
      >
        {({ at, lane, what, rule, severity, href }) => [
          <Time at={at} />,
          lane,
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
      <Live id="phone">
        {latest?.status === 'PROCESSING' && latest.phoneNumber && (
          <Phone context={context} on={{ payment: latest, order }} />
        )}
      </Live>
      <Live id="paying">
        {open && (
          <>
            <h2>Pay</h2>
            <form method="post" action={`${here}/pay`} class="fields">
              <Choice
                form="pay"
                name="method"
                label="Method"
                failed={failed}
                options={[
                  ['', 'by the phone number'],
                  ...channelsFor(order.total.currency).map((name) => [name, name] as const),
                ]}
              />
              <Field
                form="pay"
                name="phoneNumber"
                label="Phone number"
                value={order.customer.phone ?? ''}
                placeholder="255744000111"
                failed={failed}
              />
              <Choice
                form="pay"
                name="scenario"
                label="Scenario"
                failed={failed}
                options={[['', 'chosen automatically'], ...scenarios.map((name) => [name, name] as const)]}
              />
              <button type="submit" data-testid="pay">
                Pay
              </button>
            </form>
            <form method="post" action={`${here}/scenario`} class="fields">
              <Choice
                form="order-scenario"
                name="name"
                label="Whoever pays on the page gets"
                value={chosen ?? ''}
                failed={failed}
                options={[
                  ...(chosen ? [] : [['', 'the scenario that is chosen automatically'] as const]),
                  ...scenarios.map((name) => [name, name] as const),
                ]}
              />
              <button type="submit" data-testid="set-scenario">
                Set
              </button>
            </form>
          </>
        )}
      </Live>
      <Table
        title="Payments"
        columns={[
          'Attempt',
          'Payment',
          'Method',
          'Status',
          'Scenario',
          'Collected',
          'Message',
          'Move by hand',
        ]}
        rows={payments}
        keyOf={({ seq }) => seq}
        empty="Nobody has tried to pay yet."
      >
        {(payment) => [
          payment.attempt,
          <code>{payment.id}</code>,
          `${payment.channel} ${payment.phoneNumber ?? ''}`,
          <Status>{payment.status}</Status>,
          <a href={`/sandbox/scenarios/${payment.scenario}?merchant=${context.merchant.id}`}>
            {payment.scenario}
          </a>,
          everPaid(payment) ? <Money of={payment.collected} /> : 'nothing',
          wordsBeside(payment),
          <MoveForm payment={payment} here={here} failed={failed} />,
        ]}
      </Table>
      <Table
        title="Deliveries"
        columns={['Delivery', 'What', 'To', 'Status', 'Attempts', 'Again']}
        rows={deliveries}
        keyOf={({ seq }) => seq}
        empty={whyNothingWasSent(story)}
      >
        {(delivery) => [
          <a href={deliveryAddress(context.merchant.id, delivery.id)}>{shortId(delivery.id)}</a>,
          delivery.event ?? 'callbackUrl',
          <code>{hidePasswords(delivery.url)}</code>,
          <Status>{delivery.status}</Status>,
          delivery.attempted.count,
          <ActionButton
            action={`${deliveryAddress(context.merchant.id, delivery.id)}/redeliver`}
            testId="redeliver"
          >
            Send again
          </ActionButton>,
        ]}
      </Table>
    </Layout>
  )
}

/** Why no delivery is there. */
function whyNothingWasSent({ journal, payments }: OrderStory): string {
  const unsent = journal.findLast(({ type }) => type === 'notification:not-sent')
  if (unsent) return `${sentence(unsent.text)} Set one in the settings.`
  return payments.length === 0 ? 'Nothing: nobody has paid yet.' : 'Nothing is to be sent yet.'
}

function MoveForm({ payment, here, failed }: { payment: Payment; here: string; failed: Failed | null }) {
  const next: readonly string[] = NEXT_STATUSES[payment.status]
  if (next.length === 0) return <>it has ended</>
  return (
    <form method="post" action={`${here}/status`} class="inline">
      <input type="hidden" name="paymentId" value={payment.id} />
      <Choice
        form={`status-${payment.id}`}
        name="status"
        label="Move to"
        failed={failed}
        options={next.map((name) => [name, name])}
      />
      <button type="submit" data-testid="move">
        Move
      </button>
    </form>
  )
}
