import type { RequestEntry } from '../../domain/journal.js'
import { type ApiKey, type Application, keyEnd } from '../../domain/merchant.js'
import { changedAt, type Order } from '../../domain/order.js'
import type { PublicAddresses } from '../../lib/public-addresses.js'
import { NOT_PAID_YET } from '../../sandbox/queries.js'
import type { Alert } from '../alerts.js'
import { answerOf, callInShort } from '../call.js'
import type { Failed } from '../forms.js'
import { homeOf, type MerchantContext, orderAddress, requestAddress } from '../merchant-context.js'
import { shortHash } from '../short-hash.js'
import { type Snippet, snippetsFor } from '../snippets.js'
import { InWords } from './in-words.js'
import { Layout } from './layout.js'
import { ActionButton, AlertText, Copyable, Field, Filters, Shown, Summary, Tick } from './parts.js'
import { Status, Table } from './table.js'
import { Time } from './zone.js'

/** What a merchant's server needs to call the API. */
interface CredentialsProps {
  readonly applications: readonly Application[]
  readonly apiKeys: readonly ApiKey[]
}

interface OverviewProps {
  /** Where the reader reaches the sandbox. */
  readonly reached: PublicAddresses
  readonly guarded: boolean
  /** The merchant that is there from the start. */
  readonly first: (CredentialsProps & { readonly context: MerchantContext }) | null
  readonly merchants: readonly MerchantContext[]
  /** To which something happened last, of all the merchants shown. */
  readonly orders: readonly Order[]
  readonly alerts: readonly Alert[]
  /** How many merchants there are, of which some are not shown. */
  readonly found: number
  /** What merchants were searched for. */
  readonly q: string
  /** Requests whose credentials name no merchant, newest first. */
  readonly unauthenticated: readonly RequestEntry[]
  readonly failed: Failed | null
}

/** Where everything is, how to begin, what goes on, and what needs attention. */
export function OverviewPage(props: OverviewProps) {
  const { reached, guarded, first, merchants, orders, alerts, found, q, unauthenticated, failed } = props
  const nameOf = (merchantId: string) =>
    merchants.find(({ merchant }) => merchant.id === merchantId)?.merchant.name
  return (
    <Layout title="Sandbox" part="Overview">
      <Summary failed={failed} />
      <p class="lead">A fake of ClickPesa's hosted checkout. No money moves.</p>
      <dl class="facts">
        <dt>Base URL</dt>
        <dd>
          <Copyable text={reached.apiUrl} label="the base URL" />
        </dd>
        {first && <Credentials {...first} now={first.context.now} />}
      </dl>
      {first && (
        <div class="actions">
          <ActionButton action={`${first.context.home}/links`} testId="new-link">
            Create a checkout link
          </ActionButton>
          <a class="button" href={`/sandbox/scenarios?merchant=${first.context.merchant.id}`}>
            Try a scenario
          </a>
        </div>
      )}
      <Table
        title="Needs attention"
        columns={['Time', 'Merchant', 'What']}
        rows={alerts}
        keyOf={({ key }) => key}
        empty="Nothing that nobody has seen: no call was refused and every delivery arrived."
      >
        {(alert) => [
          <Time at={alert.at} />,
          <a href={homeOf(alert.merchantId)}>{nameOf(alert.merchantId)}</a>,
          <AlertText alert={alert} />,
        ]}
      </Table>
      <Table
        title="Latest orders"
        columns={['Time', 'Merchant', 'Order', 'Status', 'Scenario']}
        rows={orders}
        keyOf={({ id }) => shortHash(id)}
        empty="Nothing yet. Paste one of the programs below, or create a checkout link."
      >
        {(order) => [
          <Time at={changedAt(order)} />,
          nameOf(order.merchantId),
          <a href={orderAddress(order.merchantId, order.orderReference)}>{order.orderReference}</a>,
          <Status>{order.progress.latest?.status ?? NOT_PAID_YET}</Status>,
          order.progress.latest?.scenario,
        ]}
      </Table>
      <Table
        title="Merchants"
        columns={['Name', 'Client id', 'Scenario', 'Clock', 'Remove']}
        rows={merchants}
        keyOf={({ merchant }) => merchant.seq}
        empty={q === '' ? 'There are no merchants.' : 'No merchant matches.'}
        note={merchants.length < found ? `The first and the latest of ${found}. Search for the others.` : ''}
      >
        {({ merchant, applications, now, frozen, home }) => [
          <a href={home}>{merchant.name}</a>,
          <code>{applications[0]?.id}</code>,
          merchant.scenario,
          frozen ? (
            <>
              stands at <Time at={now} />
            </>
          ) : (
            'running'
          ),
          <ActionButton
            action={`${home}/remove`}
            confirm={`Remove ${merchant.name} with all its orders?`}
            label={`Remove ${merchant.name}`}
          >
            Remove
          </ActionButton>,
        ]}
      </Table>
      <Filters>
        <Field
          form="filter"
          name="q"
          label="Search merchants"
          value={q}
          failed={null}
          placeholder="name, client id"
        />
      </Filters>
      <details open={failed !== null}>
        <summary>Open another merchant</summary>
        <p class="hint">Each has its own clock, orders and settings, and sees nothing of the others.</p>
        <form method="post" action="/sandbox/merchants" class="actions">
          <Field form="open" name="name" label="Name" placeholder="Sandbox Shop" failed={failed} />
          <Field form="open" name="clientId" label="Client id" placeholder="made up" failed={failed} />
          <Tick form="open" name="frozen" label="With a frozen clock" on={false} failed={failed} />
          <button type="submit" data-testid="open-merchant">
            Open it
          </button>
        </form>
      </details>
      <Table
        title="Requests without known credentials"
        columns={['Time', 'Request', 'Answer', 'Why']}
        rows={unauthenticated}
        keyOf={({ seq }) => seq}
        empty="None. A request lands here when its client id or token belongs to nobody."
      >
        {(request) => [
          <Time at={request.at} />,
          <a href={requestAddress(request.merchantId, request.seq)}>
            <code>{callInShort(request)}</code>
          </a>,
          <Status>{answerOf(request)}</Status>,
          <InWords text={request.refusal?.explanation} />,
        ]}
      </Table>
      {first && <FirstPayment snippets={snippetsOf(first, reached.url, guarded)} />}
      <p>
        <a href="/sandbox/limits">What this sandbox keeps at most</a>
      </p>
    </Layout>
  )
}

function FirstPayment({ snippets }: { readonly snippets: readonly Snippet[] }) {
  return (
    <section>
      <h2 id="first-payment">The first payment</h2>
      <p class="hint">A token, a checkout link, a customer who pays, and a query for the result.</p>
      {snippets.map(({ language, run, code }, i) => (
        <details key={language} open={i === 0}>
          <summary>{language}</summary>
          <p class="hint">
            {`${run} `}
            <button
              type="button"
              class="copy"
              data-copy={code}
              aria-label={`Copy the ${language} program`}
              hidden
            >
              Copy
            </button>
          </p>
          <Shown text={code} label={`${language} program`} />
        </details>
      ))}
    </section>
  )
}

function snippetsOf(
  { context, ...credentials }: CredentialsProps & { readonly context: MerchantContext },
  url: string,
  guarded: boolean,
): readonly Snippet[] {
  const { application, key } = inUse(credentials, context.now)
  if (!application || !key) return []
  const { id, checksumKey, checksumEnabled } = application
  return snippetsFor({ url, clientId: id, apiKey: key.secret, checksumKey, checksumEnabled, guarded })
}

/** The application that a merchant began with, and a key of it that works. */
function inUse({ applications, apiKeys }: CredentialsProps, now: number) {
  const [application] = applications
  const key = apiKeys.find((one) => one.clientId === application?.id && keyEnd(one, now) === null)
  return { application, key }
}

/** What a merchant's server needs to call the API. */
export function Credentials({ now, ...credentials }: CredentialsProps & { readonly now: number }) {
  const { application, key } = inUse(credentials, now)
  return (
    <>
      <dt>Client id</dt>
      <dd>
        <Copyable text={application?.id ?? ''} label="the client id" />
      </dd>
      <dt>API key</dt>
      <dd>{key ? <Copyable text={key.secret} label="the API key" /> : 'none that works'}</dd>
      <dt>Checksum key</dt>
      <dd>
        <Copyable text={application?.checksumKey ?? ''} label="the checksum key" />{' '}
        {application?.checksumEnabled ? '(on)' : '(off)'}
      </dd>
    </>
  )
}
