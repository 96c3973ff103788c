import type { RequestEntry } from '../../domain/journal.js'
import type { Merchant } from '../../domain/merchant.js'
import type { MerchantDetails } from '../../sandbox/merchants.js'
import { Layout } from './layout.js'
import { Status, Table, Time } from './table.js'

interface OverviewProps {
  readonly url: string
  readonly merchants: readonly MerchantDetails[]
  /** Requests whose credentials name no merchant, newest first. */
  readonly strays: readonly RequestEntry[]
  readonly now: (merchant: Merchant) => number
}

/** Where everything is, who is there, and what knocked without being known. */
export function OverviewPage({ url, merchants, strays, now }: OverviewProps) {
  const [first] = merchants
  return (
    <Layout title="Sandbox">
      <p class="lead">A fake of ClickPesa's hosted checkout. No money moves.</p>
      <dl class="facts">
        <dt>Base URL</dt>
        <dd>
          <code>{`${url}/third-parties`}</code>
        </dd>
        {first && <Credentials details={first} />}
      </dl>
      <Table
        title="Merchants"
        columns={['Name', 'Client id', 'Scenario', 'Clock']}
        rows={merchants}
        empty="There are no merchants. Open one with POST /sandbox/api/v1/merchants."
      >
        {({ merchant, applications }) => [
          <a href={`/sandbox/merchants/${merchant.id}`}>{merchant.name}</a>,
          <code>{applications[0]?.id}</code>,
          merchant.scenario,
          <>
            <Time at={now(merchant)} /> {merchant.clock.kind === 'frozen' && '(frozen)'}
          </>,
        ]}
      </Table>
      <Table
        title="Requests without known credentials"
        columns={['Time', 'Request', 'Answer', 'Why']}
        rows={strays}
        empty="None. A request lands here when its client id or token belongs to nobody."
      >
        {({ at, method, path, status, refusal }) => [
          <Time at={at} />,
          <code>{`${method} ${path}`}</code>,
          <Status>{status}</Status>,
          refusal?.explanation,
        ]}
      </Table>
    </Layout>
  )
}

/** What a merchant's server needs to call the API. */
export function Credentials({ details: { applications, apiKeys } }: { readonly details: MerchantDetails }) {
  const [application] = applications
  const key = apiKeys.find(({ clientId, revokedAt }) => clientId === application?.id && revokedAt === null)
  return (
    <>
      <dt>Client id</dt>
      <dd>
        <code>{application?.id}</code>
      </dd>
      <dt>API key</dt>
      <dd>{key ? <code>{key.secret}</code> : 'none that works'}</dd>
      <dt>Checksum key</dt>
      <dd>
        <code>{application?.checksumKey}</code> {application?.checksumEnabled ? '(on)' : '(off)'}
      </dd>
    </>
  )
}
