import type { RequestEntry, RequestFinding } from '../../domain/journal.js'
import { answerOf } from '../call.js'
import type { ChecksumComparison } from '../checksum-comparison.js'
import { asCurl } from '../curl.js'
import { type MerchantContext, orderAddress } from '../merchant-context.js'
import { InWords } from './in-words.js'
import { Layout } from './layout.js'
import { Copyable, headerLines, Message, Shown } from './parts.js'
import { Status } from './table.js'
import { Time } from './zone.js'

interface RequestProps {
  readonly context: MerchantContext
  readonly url: string
  readonly entry: RequestEntry
  /** Whether the order that it is about came into being. */
  readonly hasOrder: boolean
  /** For a refused checksum. */
  readonly comparison: ChecksumComparison | null
}

/** One call: what came, what was answered, and why. */
export function RequestPage({ context, url, entry, hasOrder, comparison }: RequestProps) {
  const { at, method, path, headers, body, response, durationMs, orderReference, refusal, fault } = entry
  const { findings = [] } = entry
  const curl = asCurl(entry, url)
  return (
    <Layout title={`${method} ${path.slice(0, 100)}`} context={context} part="Requests">
      <dl class="facts">
        <dt>Time</dt>
        <dd>
          <Time at={at} />
        </dd>
        <dt>Answer</dt>
        <dd>
          <Status>{answerOf(entry)}</Status> {`after ${durationMs} ms`}
        </dd>
        {orderReference && (
          <>
            <dt>Order</dt>
            <dd>
              {hasOrder ? (
                <a href={orderAddress(context.merchant.id, orderReference)}>{orderReference}</a>
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
              <InWords text={refusal.explanation} />
            </dd>
          </>
        )}
        {fault && (
          <>
            <dt>Spoilt</dt>
            <dd>
              <a href={`/sandbox/scenarios/${fault.scenario}?merchant=${context.merchant.id}`}>
                {fault.scenario}
              </a>
              {': '}
              <InWords text={fault.explanation} />
            </dd>
          </>
        )}
      </dl>
      {findings.length > 0 && <Findings findings={findings} home={context.home} />}
      {comparison && <Comparison comparison={comparison} sent={body} />}
      <h2>Request</h2>
      <Shown text={headerLines(headers)} label="Request headers" />
      <Message text={body} label="Request body" />
      <h2>Response</h2>
      <Message text={response} label="Response body" />
      <h2>As a command</h2>
      <Shown text={curl} label="curl command" />
      <p class="hint">
        API keys and tokens are shortened in the log, so put yours in.{' '}
        <Copyable text={curl} label="the command" />
      </p>
    </Layout>
  )
}

interface ComparisonProps {
  readonly comparison: ChecksumComparison
  readonly sent: string
}

/** The text that a checksum is made of beside what was sent, and the caller's own text to compare with it. */
function Comparison({ comparison: { hashed, own }, sent }: ComparisonProps) {
  return (
    <section id="comparison">
      <h2>Checksum</h2>
      <div class="beside">
        <div>
          <h3>The text to hash</h3>
          <Shown text={hashed} label="The text to hash" />
        </div>
        <div>
          <h3>What was sent</h3>
          <Shown text={sent} label="What was sent" />
        </div>
      </div>
      <form method="post" action="#comparison">
        <p class="field">
          <label for="own-text">The text that your program hashed</label>
          <textarea
            id="own-text"
            name="text"
            rows={4}
            spellcheck={false}
            required
            aria-describedby="own-conclusion"
          >
            {own?.text ?? ''}
          </textarea>
        </p>
        <div id="own-conclusion" role="status" data-testid="conclusion">
          {own ? (
            own.conclusions.map((conclusion) => (
              <p key={conclusion}>
                <InWords text={conclusion} />
              </p>
            ))
          ) : (
            <p class="hint">
              Let your program print the very text that it hashes, and paste it here to see where it differs.
            </p>
          )}
        </div>
        <button type="submit">Compare</button>
      </form>
    </section>
  )
}

interface FindingsProps {
  readonly findings: readonly RequestFinding[]
  readonly home: string
}

/** What a strict reader of the docs would object to in a call. */
function Findings({ findings, home }: FindingsProps) {
  return (
    <section>
      <h2>Findings</h2>
      <p class="hint">
        {'The docs would object to this, and the sandbox took it nevertheless. A merchant that is '}
        <a href={`${home}/settings`}>strict</a> refuses errors.
      </p>
      <ul data-testid="findings">
        {findings.map(({ code, severity, field, text, source, grade }) => (
          <li key={`${code} ${field}`}>
            <strong>{code}</strong>
            {` (${severity}): `}
            <InWords text={`${text} `} />
            <span class="hint">
              {`(${grade}: `}
              {/^docs\.clickpesa\.com\/\S+$/.test(source) ? (
                <a href={`https://${source}`}>{source}</a>
              ) : (
                source
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
