import type { JournalEntry } from '../../domain/journal.js'
import type { ApiKey } from '../../domain/merchant.js'
import type { Task } from '../../domain/task.js'
import type { PublicAddresses } from '../../lib/public-addresses.js'
import type { Alert } from '../alerts.js'
import type { Failed } from '../forms.js'
import { type MerchantContext, orderAddress } from '../merchant-context.js'
import { Layout } from './layout.js'
import { Credentials } from './overview-page.js'
import { AlertText, ClockBar, Copyable, MarkSeen, Summary } from './parts.js'
import { Table } from './table.js'
import { TrialForm } from './trial-form.js'
import { WebhooksInForce } from './webhooks-in-force.js'
import { Sentence, Time } from './zone.js'

interface MerchantProps {
  /** Where the reader reaches the sandbox. */
  readonly reached: PublicAddresses
  readonly context: MerchantContext
  readonly apiKeys: readonly ApiKey[]
  readonly alerts: readonly Alert[]
  readonly journal: readonly JournalEntry[]
  readonly planned: readonly Task[]
  readonly scenarios: readonly string[]
  readonly failed: Failed | null
}

/** One merchant: how to call as it, its clock, what is planned, and what happened. */
export function MerchantPage(props: MerchantProps) {
  const { reached, context, apiKeys, alerts, journal, planned, scenarios, failed } = props
  const { merchant, applications } = context
  const [application] = applications
  return (
    <Layout title={merchant.name} context={context} part="Merchant">
      <Summary failed={failed} />
      <dl class="facts">
        <dt>Base URL</dt>
        <dd>
          <Copyable text={reached.apiUrl} label="the base URL" />
        </dd>
        <Credentials applications={applications} apiKeys={apiKeys} now={context.now} />
        <dt>Return URL</dt>
        <dd>{application?.returnUrl ?? 'none: customers stay on the success page'}</dd>
        <dt>Webhooks</dt>
        <dd>
          <WebhooksInForce context={context} application={application} />
        </dd>
        <dt>Scenario</dt>
        <dd>
          <a href={`/sandbox/scenarios/${merchant.scenario}?merchant=${merchant.id}`}>{merchant.scenario}</a>
        </dd>
      </dl>
      <div class="actions">
        <TrialForm home={context.home} scenarios={scenarios} failed={failed} />
      </div>
      <ClockBar context={context} action={`${context.home}/clock`} failed={failed} />
      <Table
        title="Needs attention"
        columns={['Time', 'What']}
        rows={alerts}
        keyOf={({ key }) => key}
        empty="Nothing that nobody has seen: no call was refused and every delivery arrived."
      >
        {(alert) => [<Time at={alert.at} />, <AlertText alert={alert} />]}
      </Table>
      <MarkSeen id="mark-seen" href={`${context.home}/seen`} count={alerts.length} />
      <Table
        title="Planned"
        columns={['When', 'What', 'Order']}
        rows={planned}
        keyOf={({ seq }) => seq}
        empty="Nothing is planned."
      >
        {({ dueAt, why, orderReference }) => [
          <Time at={dueAt} />,
          why,
          <a href={orderAddress(merchant.id, orderReference)}>{orderReference}</a>,
        ]}
      </Table>
      <Table
        title="Journal"
        columns={['Time', 'What happened', 'Order']}
        rows={journal}
        keyOf={({ seq }) => seq}
        empty="Nothing yet."
      >
        {({ at, text, orderReference }) => [
          <Time at={at} />,
          <Sentence text={text} />,
          orderReference && <a href={orderAddress(merchant.id, orderReference)}>{orderReference}</a>,
        ]}
      </Table>
    </Layout>
  )
}
