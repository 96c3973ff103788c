import type { RequestEntry } from '../../domain/journal.js'
import { keyEnd } from '../../domain/merchant.js'
import type { MerchantDetails } from '../../sandbox/merchants.js'
import { answerOf, callInShort } from '../call.js'
import type { Failed } from '../forms.js'
import { homeOf, type MerchantContext, orderAddress, requestAddress } from '../merchant-context.js'
import type { OrderRow } from '../orders.js'
import { type Snippet, snippetsFor } from '../snippets.js'
import type { MerchantSummary } from '../summaries.js'
import { Layout } from './layout.js'
import { ActionButton, AlertText, Copyable, Field, Filters, Shown, Summary, Tick } from './parts.js'
import { Status, Table, Time } from './table.js'

/** A merchant with what is going on there. */
export interface Neighbour extends MerchantContext, MerchantSummary {}

interface OverviewProps {
  readonly url: string
  readonly guarded: boolean
  /** The merchant that is there from the start. */
  readonly first: MerchantContext | null
  readonly merchants: readonly Neighbour[]
  /** How many merchants there are, of which some are not shown. */
  readonly found: number
  /** What merchants were searched for. */
  readonly q: string
  /** Requests whose credentials name no merchant, newest first. */
  readonly strays: readonly RequestEntry[]
  readonly failed: Failed | null
}

/** As many rows as the overview shows of what goes on. */
const LATEST = 10

/** Where everything is, how to begin, what goes on, and what needs attention. */
export function OverviewPage(props: OverviewProps) {
  const { url, guarded, first, merchants, found, q, strays, failed } = props
  const alerts = merchants
    .flatMap((neighbour) => neighbour.alerts.map((alert) => ({ ...alert, whose: neighbour.merchant })))
    .toSorted((a, b) => b.at - a.at)
    .slice(0, LATEST)
  const orders = merchants
    .flatMap((neighbour) => neighbour.orders.map((order) => ({ ...order, whose: neighbour.merchant })))
    .toSorted((a, b) => lastChange(b) - lastChange(a))
    .slice(0, LATEST)
  return (
    <Layout title="Sandbox" part="Overview">
      <Summary failed={failed} />
      <p class="lead">A fake of ClickPesa's hosted checkout. No money moves.</p>
      <dl class="facts">
        <dt>Base URL</dt>
        <dd>
          <Copyable text={`${url}/third-parties`} label="the base URL" />
        </dd>
        {first && <Credentials details={first} now={first.now} />}
      </dl>
      {first && (
        <div class="actions">
          <ActionButton action={`${first.home}/links`} testId="new-link">
            Create a checkout link
          </ActionButton>
          <a class="button" href={`/sandbox/scenarios?merchant=${first.merchant.id}`}>
            Try a scenario
          </a>
        </div>
      )}
      <Table
        title="Needs attention"
        columns={['Time', 'Merchant', 'What']}
        rows={alerts}
        empty="Nothing: no call was refused and every delivery arrived."
      >
        {(alert) => [
          <Time at={alert.at} />,
          <a href={homeOf(alert.whose.id)}>{alert.whose.name}</a>,
          <AlertText alert={alert} />,
        ]}
      </Table>
      <Table
        title="Going on"
        columns={['Time', 'Merchant', 'Order', 'Status', 'Scenario']}
        rows={orders}
        empty="Nothing yet. Paste one of the programs below, or create a checkout link."
      >
        {({ whose, link, latest, status }) => [
          <Time at={latest?.updatedAt ?? link.createdAt} />,
          whose.name,
          <a href={orderAddress(link.merchantId, link.orderReference)}>{link.orderReference}</a>,
          <Status>{status}</Status>,
          latest?.scenario,
        ]}
      </Table>
      <Table
        title="Merchants"
        columns={['Name', 'Client id', 'Scenario', 'Clock', 'Remove']}
        rows={merchants}
        empty={q === '' ? 'There are no merchants.' : 'No merchant is called that.'}
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
          <Tick form="open" name="frozen" label="With a clock that stands still" on={false} failed={failed} />
          <button type="submit" data-testid="open-merchant">
            Open it
          </button>
        </form>
      </details>
      <Table
        title="Requests without known credentials"
        columns={['Time', 'Request', 'Answer', 'Why']}
        rows={strays}
        empty="None. A request lands here when its client id or token belongs to nobody."
      >
        {(request) => [
          <Time at={request.at} />,
          <a href={requestAddress(request.merchantId, request.seq)}>
            <code>{callInShort(request)}</code>
          </a>,
          <Status>{answerOf(request)}</Status>,
          request.refusal?.explanation,
        ]}
      </Table>
      {first && <FirstPayment snippets={snippetsOf(first, url, guarded)} />}
    </Layout>
  )
}

function lastChange({ link, latest }: OrderRow): number {
  return latest?.updatedAt ?? link.createdAt
}

function FirstPayment({ snippets }: { readonly snippets: readonly Snippet[] }) {
  return (
    <section>
      <h2 id="first-payment">The first payment</h2>
      <p class="hint">A token, a checkout link, a customer who pays, and the question how it went.</p>
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

function snippetsOf(details: MerchantContext, url: string, guarded: boolean): readonly Snippet[] {
  const { application, key } = inUse(details, details.now)
  if (!application || !key) return []
  const { id, checksumKey, checksumEnabled } = application
  return snippetsFor({ url, clientId: id, apiKey: key.secret, checksumKey, checksumEnabled, guarded })
}

/** The application that a merchant began with, and a key of it that works. */
function inUse({ applications, apiKeys }: MerchantDetails, now: number) {
  const [application] = applications
  const key = apiKeys.find((one) => one.clientId === application?.id && keyEnd(one, now) === null)
  return { application, key }
}

/** What a merchant's server needs to call the API. */
export function Credentials({ details, now }: { readonly details: MerchantDetails; readonly now: number }) {
  const { application, key } = inUse(details, now)
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
