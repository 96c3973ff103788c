import type { Attempt, Delivery } from '../../domain/delivery.js'
import type { Task } from '../../domain/task.js'
import { hidePasswords } from '../../lib/hide-passwords.js'
import type { Failed } from '../forms.js'
import { deliveryAddress, type MerchantContext, subjectAddress } from '../merchant-context.js'
import type { SignatureCheck } from '../signature.js'
import { describeDamage, TAMPERINGS } from '../tampering.js'
import { InWords } from './in-words.js'
import { Layout } from './layout.js'
import { Live } from './live.js'
import {
  ActionButton,
  Choice,
  ClockBar,
  Copyable,
  Field,
  headerLines,
  Message,
  Shown,
  Summary,
} from './parts.js'
import { Status, Table } from './table.js'
import { Time } from './zone.js'

interface DeliveryProps {
  readonly context: MerchantContext
  readonly delivery: Delivery
  readonly attempts: readonly Attempt[]
  readonly signatureCheck: SignatureCheck
  readonly planned: readonly Task[]
  readonly failed: Failed | null
}

/** One notification: the bytes that are sent, every attempt, and sending it again. */
export function DeliveryPage({
  context,
  delivery,
  attempts,
  signatureCheck,
  planned,
  failed,
}: DeliveryProps) {
  const { merchant } = context
  const here = deliveryAddress(merchant.id, delivery.id)
  const original = delivery.tamperedCopyOf
  return (
    <Layout title={delivery.event ?? 'callbackUrl call'} context={context} part="Deliveries">
      <Summary failed={failed} />
      {original && (
        <p class="note">
          {`Sent by hand, and tampered with on purpose: ${describeDamage(original.damage)}. It repeats `}
          <a href={deliveryAddress(merchant.id, original.deliveryId)}>{original.deliveryId}</a>.
        </p>
      )}
      {delivery.madeUp && (
        <p class="note">
          {`Sent by hand, about a payment that nobody made${delivery.damage ? `: ${describeDamage(delivery.damage)}` : ''}.`}
        </p>
      )}
      <Live id="facts">
        <dl class="facts">
          <dt>About</dt>
          <dd>
            <a href={subjectAddress(delivery)}>{delivery.orderReference}</a>
          </dd>
          <dt>To</dt>
          <dd>
            <code>{`POST ${hidePasswords(delivery.url)}`}</code> {`(set on the ${delivery.level})`}
          </dd>
          <dt>Status</dt>
          <dd>
            <Status>{delivery.status}</Status>
          </dd>
          <dt>Checksum</dt>
          <dd data-testid="checksum">
            <SignatureCheckText signatureCheck={signatureCheck} />
          </dd>
        </dl>
      </Live>
      <div class="actions">
        <ActionButton action={`${here}/redeliver`} testId="redeliver">
          Send again
        </ActionButton>
        <form method="post" action={`${here}/tamper`} class="inline">
          <Choice
            form="tamper"
            name="damage"
            label="Send a copy"
            failed={failed}
            options={Object.entries(TAMPERINGS)}
          />
          <Field form="tamper" name="amount" label="Amount it claims" value="1" failed={failed} />
          <button type="submit" data-testid="tamper">
            Send the copy
          </button>
        </form>
      </div>
      <h2>What is sent</h2>
      <Shown text={headerLines(headersOf(delivery))} label="Headers" />
      <Message text={delivery.body} label="Body" />
      <p class="hint">
        Every attempt sends these bytes. <Copyable text={delivery.body} label="the body" />
      </p>
      <Live id="attempts">
        <h2>Attempts</h2>
        {attempts.length === 0 && <p class="empty">None yet.</p>}
        {attempts.map((attempt) => (
          <AttemptBox key={attempt.number} attempt={attempt} />
        ))}
      </Live>
      <Table
        title="Planned"
        columns={['When', 'What']}
        rows={planned}
        keyOf={({ seq }) => seq}
        empty="No further attempt is planned."
      >
        {({ dueAt, why }) => [<Time at={dueAt} />, why]}
      </Table>
      <ClockBar context={context} action={`${here}/clock`} failed={failed} next="To the next attempt" />
    </Layout>
  )
}

function SignatureCheckText({ signatureCheck }: { readonly signatureCheck: SignatureCheck }) {
  switch (signatureCheck.kind) {
    case 'unsigned':
      return <>none: the message is not signed</>
    case 'verified':
      return <span class="status good">{`✓ verified with key ${signatureCheck.key}`}</span>
    case 'wrong':
      return (
        <span class="status bad">
          <InWords text={`✗ is wrong: ${signatureCheck.why}`} />
        </span>
      )
  }
}

function AttemptBox({ attempt }: { readonly attempt: Attempt }) {
  const { number, startedAt, cause, outcome, trace, durationMs, response, note } = attempt
  return (
    <article class="attempt">
      <h3>
        {`Attempt ${number}${cause === 'by-hand' ? ' (by hand)' : ''}: `}
        <Status>{response?.status ?? outcome}</Status>
      </h3>
      <p class="hint">
        <Time at={startedAt} /> {durationMs === undefined ? '' : `after ${durationMs} ms`}{' '}
        <InWords text={note} />
      </p>
      {trace && <Shown text={headerLines({ ...trace })} label={`Trace of attempt ${number}`} />}
      {response && (
        <details>
          <summary>The answer</summary>
          <Shown text={headerLines(response.headers)} label={`Headers of answer ${number}`} />
          <Shown text={response.body} label={`Body of answer ${number}`} />
          {response.truncated && <p class="hint">The answer was longer; only its beginning is kept.</p>}
        </details>
      )}
    </article>
  )
}

/** The headers that were sent, without the password of the address. */
function headersOf({ url, headers }: Delivery): Readonly<Record<string, string>> {
  return hidePasswords(url) === url ? headers : { authorization: 'Basic ***', ...headers }
}
