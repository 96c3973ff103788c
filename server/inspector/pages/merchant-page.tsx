import type { Delivery } from '../../domain/delivery.js'
import type { JournalEntry, RequestEntry } from '../../domain/journal.js'
import { moneyForPeople } from '../../domain/money.js'
import type { Payment } from '../../domain/payment.js'
import type { Task } from '../../domain/task.js'
import type { MerchantDetails } from '../../sandbox/merchants.js'
import { Layout } from './layout.js'
import { Credentials } from './overview-page.js'
import { Status, Table, Time } from './table.js'

interface MerchantProps {
  readonly url: string
  readonly details: MerchantDetails
  readonly now: number
  readonly payments: readonly Payment[]
  readonly deliveries: readonly Delivery[]
  readonly requests: readonly RequestEntry[]
  readonly journal: readonly JournalEntry[]
  readonly planned: readonly Task[]
}

const REFRESH_SECONDS = 5

/** Everything about one merchant, newest first. */
export function MerchantPage(props: MerchantProps) {
  const { details, url, now } = props
  const { merchant, applications } = details
  const [application] = applications
  return (
    <Layout title={merchant.name} refreshSeconds={REFRESH_SECONDS}>
      <dl class="facts">
        <dt>Base URL</dt>
        <dd>
          <code>{`${url}/third-parties`}</code>
        </dd>
        <Credentials details={details} />
        <dt>Return URL</dt>
        <dd>{application?.returnUrl ?? 'none: customers stay on the success page'}</dd>
        <dt>Webhooks</dt>
        <dd>
          <WebhookList webhooks={{ ...merchant.webhooks, ...application?.webhooks }} />
        </dd>
        <dt>Scenario</dt>
        <dd>{merchant.scenario}</dd>
        <dt>Clock</dt>
        <dd>
          <Time at={now} /> {merchant.clock.kind === 'frozen' ? '(frozen)' : '(running)'}
        </dd>
      </dl>
      <p class="hint">{`This page looks again every ${REFRESH_SECONDS} seconds.`}</p>
      <Table
        title="Payments"
        columns={['Time', 'Order', 'Amount', 'Method', 'Status', 'Scenario', 'Message']}
        rows={props.payments}
        empty="Nobody has paid yet."
      >
        {(payment) => [
          <Time at={payment.updatedAt} />,
          <a href={`/checkout/${payment.linkId}`}>{payment.orderReference}</a>,
          moneyForPeople(payment.collected),
          payment.channel,
          <Status>{payment.status}</Status>,
          payment.scenario,
          payment.message,
        ]}
      </Table>
      <Table
        title="Notifications"
        columns={['Time', 'Order', 'What', 'To', 'Status', 'Attempts']}
        rows={props.deliveries}
        empty="Nothing was owed to anybody yet."
      >
        {(delivery) => [
          <Time at={delivery.createdAt} />,
          delivery.orderReference,
          delivery.event ?? 'callbackUrl',
          <code>{delivery.url}</code>,
          <Status>{delivery.status}</Status>,
          <AttemptList attempts={delivery.attempts} />,
        ]}
      </Table>
      <Table title="Planned" columns={['When', 'What']} rows={props.planned} empty="Nothing is planned.">
        {({ dueAt, why }) => [<Time at={dueAt} />, why]}
      </Table>
      <Table
        title="Requests"
        columns={['Time', 'Request', 'Answer', 'Why']}
        rows={props.requests}
        empty="Nobody has called the API yet."
      >
        {({ at, method, path, status, refusal, fault }) => [
          <Time at={at} />,
          <code>{`${method} ${path}`}</code>,
          <Status>{status}</Status>,
          fault?.explanation ?? refusal?.explanation,
        ]}
      </Table>
      <Table
        title="Journal"
        columns={['Time', 'What happened', 'Order']}
        rows={props.journal}
        empty="Nothing yet."
      >
        {({ at, text, orderReference }) => [<Time at={at} />, text, orderReference]}
      </Table>
    </Layout>
  )
}

function WebhookList({ webhooks }: { readonly webhooks: Readonly<Record<string, string | undefined>> }) {
  const set = Object.entries(webhooks)
  if (set.length === 0) return <>none</>
  return (
    <ul>
      {set.map(([event, url]) => (
        <li key={event}>
          {event}: <code>{url}</code>
        </li>
      ))}
    </ul>
  )
}

function AttemptList({ attempts }: { readonly attempts: Delivery['attempts'] }) {
  if (attempts.length === 0) return <>none yet</>
  return (
    <ol>
      {attempts.map(({ number, startedAt, outcome, response, note }) => (
        <li key={number}>
          <Time at={startedAt} /> <Status>{response?.status ?? outcome}</Status> {note}
        </li>
      ))}
    </ol>
  )
}
