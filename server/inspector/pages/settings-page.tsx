import { positionText, SWITCH_NAMES, type Switch, type SwitchName } from '../../domain/dialect.js'
import { SWITCHES } from '../../domain/dialect-switches.js'
import { type ApiKey, type Application, FEATURES, keyEnd, type Webhooks } from '../../domain/merchant.js'
import { WEBHOOK_EVENTS } from '../../domain/notification.js'
import type { Failed } from '../forms.js'
import { shortKey } from '../signature.js'
import type { Visit } from '../visit.js'
import { Layout } from './layout.js'
import { ActionButton, Choice, ClockBar, Field, Summary } from './parts.js'
import { Table, Time } from './table.js'

interface SettingsProps {
  readonly visit: Visit
  readonly failed: Failed | null
}

/** What can be set for a merchant. */
export function SettingsPage({ visit, failed }: SettingsProps) {
  const { merchant, applications, apiKeys, home } = visit
  return (
    <Layout title="Settings" visit={visit} part="Settings">
      <Summary failed={failed} />
      <ClockBar visit={visit} action={`${home}/clock`} failed={failed} />
      {applications.map((application) => (
        <ApplicationForms
          key={application.id}
          application={application}
          apiKeys={apiKeys.filter(({ clientId }) => clientId === application.id)}
          visit={visit}
          failed={failed}
        />
      ))}
      <h2>Webhooks of the merchant</h2>
      <p class="hint">They are called where the application has none of its own.</p>
      <form method="post" action={`${home}/settings/webhooks`} class="settings">
        <WebhookFields form="webhooks" webhooks={merchant.webhooks} failed={failed} />
        <button type="submit">Save the webhooks</button>
      </form>
      <h2>Dialect</h2>
      <p class="hint">{`What the evidence about ClickPesa leaves open. The profile is ${merchant.profile}.`}</p>
      {SWITCH_NAMES.map((name) => (
        <SwitchForm key={name} name={name} visit={visit} failed={failed} />
      ))}
    </Layout>
  )
}

interface ApplicationProps extends SettingsProps {
  readonly application: Application
  readonly apiKeys: readonly ApiKey[]
}

function ApplicationForms({ application, apiKeys, visit, failed }: ApplicationProps) {
  const { id, name } = application
  const form = `application-${id}`
  const kept = failed?.form === form ? failed.typed : null
  const on = (field: string, saved: boolean) => (kept ? kept[field] === 'on' : saved)
  const action = `${visit.home}/settings`
  return (
    <section>
      <h2>{`Application ${name}`}</h2>
      <p class="hint">
        <code>{id}</code>
      </p>
      <form method="post" action={`${action}/application`} class="settings">
        <input type="hidden" name="clientId" value={id} />
        <Field
          form={form}
          name="returnUrl"
          label="Return URL"
          value={application.returnUrl ?? ''}
          failed={failed}
        />
        <WebhookFields form={form} webhooks={application.webhooks} failed={failed} />
        <Field
          form={form}
          name="checksumKey"
          label="Checksum key"
          value={application.checksumKey}
          failed={failed}
        />
        <Tick
          name="checksumEnabled"
          label="Requests must carry a checksum, and webhooks are signed"
          on={on('checksumEnabled', application.checksumEnabled)}
        />
        <Tick name="enabled" label="The application is enabled" on={on('enabled', application.enabled)} />
        {FEATURES.map((feature) => (
          <Tick
            key={feature}
            name={feature}
            label={`Has ${feature}`}
            on={on(feature, application.features.includes(feature))}
          />
        ))}
        <button type="submit">Save the application</button>
      </form>
      <Table
        title={`API keys of ${name}`}
        columns={['Key', 'Name', 'Ends', 'State', 'Take back']}
        rows={apiKeys}
        empty="None."
      >
        {(key) => [
          <code>{shortKey(key.secret)}</code>,
          key.name,
          key.expiresAt === null ? 'never' : <Time at={key.expiresAt} />,
          keyEnd(key, visit.now) ?? 'works',
          key.revokedAt === null && (
            <ActionButton action={`${action}/revoke-key`} fields={{ keyId: key.id }}>
              Revoke
            </ActionButton>
          ),
        ]}
      </Table>
      <form method="post" action={`${action}/add-key`} class="actions">
        <input type="hidden" name="clientId" value={id} />
        <Field form={`add-key-${id}`} name="name" label="Name of another key" failed={failed} />
        <Field
          form={`add-key-${id}`}
          name="lifetime"
          label="Expires after"
          placeholder="never, or 30s, 2h, 1d"
          failed={failed}
        />
        <button type="submit">Add a key</button>
      </form>
    </section>
  )
}

function WebhookFields({
  form,
  webhooks,
  failed,
}: {
  form: string
  webhooks: Webhooks
  failed: Failed | null
}) {
  return (
    <>
      {WEBHOOK_EVENTS.map((event) => (
        <Field
          key={event}
          form={form}
          name={event}
          label={event}
          value={webhooks[event] ?? ''}
          failed={failed}
        />
      ))}
    </>
  )
}

function Tick({ name, label, on }: { readonly name: string; readonly label: string; readonly on: boolean }) {
  return (
    <p class="tick-box">
      <label>
        <input class="ticked" type="checkbox" name={name} checked={on} /> {label}
      </label>
    </p>
  )
}

function SwitchForm({ name, visit, failed }: SettingsProps & { readonly name: SwitchName }) {
  const { decides, values }: Switch = SWITCHES[name]
  const now = String(visit.merchant.dialect[name])
  const form = `dialect-${name}`
  const fixed = values.flatMap((position) => ('value' in position ? [String(position.value)] : []))
  return (
    <details open={failed?.form === form}>
      <summary>
        {`${name}: `}
        <strong>{now}</strong>
      </summary>
      <p>{decides}</p>
      <ul>
        {values.map((position) => (
          <li key={positionText(position)}>
            <code>{positionText(position)}</code>
            {` ${position.means} `}
            <span class="hint">
              {position.evidence.map(({ grade, note }) => `${grade}: ${note}`).join('; ')}
            </span>
          </li>
        ))}
      </ul>
      <form method="post" action={`${visit.home}/settings/dialect`} class="actions">
        <input type="hidden" name="name" value={name} />
        {fixed.length === values.length ? (
          <Choice
            form={form}
            name="value"
            label={name}
            value={now}
            failed={failed}
            options={fixed.map((text) => [text, text])}
          />
        ) : (
          <Field form={form} name="value" label={name} value={now} failed={failed} />
        )}
        <button type="submit">Set</button>
      </form>
    </details>
  )
}
