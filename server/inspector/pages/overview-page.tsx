import type { RequestEntry } from '../../domain/journal.js'
import { keyEnd } from '../../domain/merchant.js'
import type { MerchantDetails } from '../../sandbox/merchants.js'
import type { Concern } from '../attention.js'
import type { OrderRow } from '../orders.js'
import { type Snippet, snippetsFor } from '../snippets.js'
import { homeOf, orderAddress, requestAddress, type Visit } from '../visit.js'
import { Layout } from './layout.js'
import { ActionButton, Copyable, Shown } from './parts.js'
import { Status, Table, Time } from './table.js'

/** A merchant with what is going on there. */
export interface Neighbour extends Visit {
  readonly orders: readonly OrderRow[]
  readonly concerns: readonly Concern[]
}

interface OverviewProps {
  readonly url: string
  readonly guarded: boolean
  readonly merchants: readonly Neighbour[]
  /** Requests whose credentials name no merchant, newest first. */
  readonly strays: readonly RequestEntry[]
}

/** As many rows as the overview shows of what goes on. */
const LATEST = 10

/** Where everything is, how to begin, what goes on, and what needs attention. */
export function OverviewPage({ url, guarded, merchants, strays }: OverviewProps) {
  const [first] = merchants
  const concerns = merchants
    .flatMap((neighbour) =>
      neighbour.concerns.map((concern) => ({ ...concern, whose: neighbour.merchant.name })),
    )
    .toSorted((a, b) => b.at - a.at)
    .slice(0, LATEST)
  const orders = merchants
    .flatMap((neighbour) => neighbour.orders.map((order) => ({ ...order, whose: neighbour.merchant.name })))
    .toSorted((a, b) => lastChange(b) - lastChange(a))
    .slice(0, LATEST)
  return (
    <Layout title="Sandbox" part="Overview">
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
          <a href={`/sandbox/scenarios?merchant=${first.merchant.id}`}>Try a scenario</a>
        </div>
      )}
      <Table
        title="Needs attention"
        columns={['Time', 'Merchant', 'What']}
        rows={concerns}
        empty="Nothing: no call was refused and every delivery arrived."
      >
        {({ at, whose, what, href }) => [<Time at={at} />, whose, <a href={href}>{what}</a>]}
      </Table>
      <Table
        title="Going on"
        columns={['Time', 'Merchant', 'Order', 'Status', 'Scenario']}
        rows={orders}
        empty="Nothing yet. Paste one of the programs below, or create a checkout link."
      >
        {({ whose, link, latest, status }) => [
          <Time at={latest?.updatedAt ?? link.createdAt} />,
          whose,
          <a href={orderAddress(link.merchantId, link.orderReference)}>{link.orderReference}</a>,
          <Status>{status}</Status>,
          latest?.scenario,
        ]}
      </Table>
      <Table
        title="Merchants"
        columns={['Name', 'Client id', 'Scenario', 'Clock']}
        rows={merchants}
        empty="There are no merchants. Open one with POST /sandbox/api/v1/merchants."
      >
        {({ merchant, applications, now, frozen }) => [
          <a href={homeOf(merchant.id)}>{merchant.name}</a>,
          <code>{applications[0]?.id}</code>,
          merchant.scenario,
          <>
            <Time at={now} /> {frozen && '(frozen)'}
          </>,
        ]}
      </Table>
      <Table
        title="Requests without known credentials"
        columns={['Time', 'Request', 'Answer', 'Why']}
        rows={strays}
        empty="None. A request lands here when its client id or token belongs to nobody."
      >
        {({ merchantId, seq, at, method, path, status, refusal }) => [
          <Time at={at} />,
          <a href={requestAddress(merchantId, seq)}>
            <code>{`${method} ${path.slice(0, 200)}`}</code>
          </a>,
          <Status>{status}</Status>,
          refusal?.explanation,
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

function snippetsOf(details: Neighbour, url: string, guarded: boolean): readonly Snippet[] {
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
