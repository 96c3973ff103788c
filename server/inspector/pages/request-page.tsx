import type { RequestEntry } from '../../domain/journal.js'
import { asCurl } from '../curl.js'
import { orderAddress, type Visit } from '../visit.js'
import { Layout } from './layout.js'
import { Copyable, headerLines, Shown } from './parts.js'
import { Status, Time } from './table.js'

interface RequestProps {
  readonly visit: Visit
  readonly url: string
  readonly entry: RequestEntry
  /** Whether the order that it is about came into being. */
  readonly hasOrder: boolean
}

/** One call: what came, what was answered, and why. */
export function RequestPage({ visit, url, entry, hasOrder }: RequestProps) {
  const { at, method, path, headers, body, status, response, durationMs, orderReference, refusal, fault } =
    entry
  const curl = asCurl(entry, url)
  return (
    <Layout title={`${method} ${path.slice(0, 100)}`} visit={visit} part="Requests">
      <dl class="facts">
        <dt>Time</dt>
        <dd>
          <Time at={at} />
        </dd>
        <dt>Answer</dt>
        <dd>
          <Status>{status === 0 ? 'no answer' : status}</Status> {`after ${durationMs} ms`}
        </dd>
        {orderReference && (
          <>
            <dt>Order</dt>
            <dd>
              {hasOrder ? (
                <a href={orderAddress(visit.merchant.id, orderReference)}>{orderReference}</a>
              ) : (
                `${orderReference} (no link was made for it)`
              )}
            </dd>
          </>
        )}
        {refusal && (
          <>
            <dt>{`Refused (${refusal.code})`}</dt>
            <dd data-testid="explanation" class="explanation">
              {refusal.explanation}
            </dd>
          </>
        )}
        {fault && (
          <>
            <dt>Spoilt</dt>
            <dd>
              <a href={`/sandbox/scenarios/${fault.scenario}?merchant=${visit.merchant.id}`}>
                {fault.scenario}
              </a>
              {`: ${fault.explanation}`}
            </dd>
          </>
        )}
      </dl>
      <h2>Request</h2>
      <Shown text={headerLines(headers)} label="Request headers" />
      <Shown text={body} label="Request body" />
      <h2>Response</h2>
      <Shown text={response} label="Response body" />
      <h2>As a command</h2>
      <Shown text={curl} label="curl command" />
      <p class="hint">
        API keys and tokens are shortened in the log, so put yours in.{' '}
        <Copyable text={curl} label="the command" />
      </p>
    </Layout>
  )
}
