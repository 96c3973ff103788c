import { PROFILES, positionText, SWITCH_NAMES, type Switch, type SwitchName } from '../../domain/dialect.js'
import { SWITCHES } from '../../domain/dialect-switches.js'
import { type ApiKey, type Application, FEATURES, keyEnd, type Webhooks } from '../../domain/merchant.js'
import { WEBHOOK_EVENTS } from '../../domain/notification.js'
import { hidePasswords } from '../../lib/hide-passwords.js'
import type { Failed } from '../forms.js'
import type { MerchantContext } from '../merchant-context.js'
import { Layout } from './layout.js'
import { ActionButton, Choice, ClockBar, Copyable, Done, Field, Summary, Tick } from './parts.js'
import { Status, Table } from './table.js'
import { WebhookRule, WebhooksInForce } from './webhooks-in-force.js'
import { Time } from './zone.js'

interface SettingsProps {
  readonly context: MerchantContext
  readonly apiKeys: readonly ApiKey[]
  readonly scenarios: readonly string[]
  readonly failed: Failed | null
  /** What a form has done. */
  readonly outcome: string | undefined
}

/** Everything that can be set for a merchant. */
export function SettingsPage({ context, apiKeys, scenarios, failed, outcome }: SettingsProps) {
  const { merchant, applications, home } = context
  const action = `${home}/settings`
  return (
    <Layout title="Settings" context={context} part="Settings">
      <Summary failed={failed} />
      <Done outcome={outcome} />
      <ClockBar context={context} action={`${action}/clock`} failed={failed} />
      <section class="card">
        <h2>Merchant</h2>
        <form method="post" action={`${action}/merchant`}>
          <div class="settings">
            <Field form="merchant" name="name" label="Name" value={merchant.name} failed={failed} />
            <Field form="merchant" name="email" label="E-mail" value={merchant.email} failed={failed} />
            <Choice
              form="merchant"
              name="scenario"
              label="Default scenario"
              value={merchant.scenario}
              failed={failed}
              options={scenarios.map((name) => [name, name])}
            />
            <Field
              form="merchant"
              name="rateLimit"
              label="Calls a minute from one address"
              placeholder="no limit"
              value={String(merchant.rateLimit ?? '')}
              failed={failed}
            />
            <Field
              form="merchant"
              name="allowedAddresses"
              label="IP addresses that may call"
              placeholder="all"
              value={merchant.allowedAddresses.join(' ')}
              failed={failed}
            />
            <Field
              form="merchant"
              name="frameAncestors"
              label="Origins that may frame the hosted page"
              placeholder="none"
              value={merchant.frameAncestors.join(' ')}
              failed={failed}
            />
          </div>
          <Tick
            form="merchant"
            name="approved"
            label="ClickPesa has approved the account; otherwise every call is refused"
            on={merchant.approved}
            failed={failed}
          />
          <Tick
            form="merchant"
            name="shop"
            label="The shop is set up; otherwise links are refused"
            on={merchant.shop}
            failed={failed}
          />
          <Tick
            form="merchant"
            name="strict"
            label="Strict: refuses requests with findings that are errors"
            on={merchant.strict}
            failed={failed}
          />
          <Tick
            form="merchant"
            name="waitsForPhone"
            label="Payments on the hosted page wait for the simulated phone, unless a scenario was chosen"
            on={merchant.waitsForPhone}
            failed={failed}
          />
          <button type="submit">Save the merchant</button>
        </form>
        <h3>Webhooks of the merchant</h3>
        <WebhookRule context={context} />
        <form method="post" action={`${action}/webhooks`}>
          <div class="settings addresses">
            <WebhookFields form="webhooks" webhooks={merchant.webhooks} failed={failed} />
          </div>
          <button type="submit">Save the webhooks</button>
        </form>
      </section>
      {applications.map((application) => (
        <ApplicationForms
          key={application.id}
          application={application}
          apiKeys={apiKeys.filter(({ clientId }) => clientId === application.id)}
          context={context}
          failed={failed}
        />
      ))}
      <section class="card">
        <h2>Another application</h2>
        <p class="hint">It has its own client id, keys, features and addresses.</p>
        <form method="post" action={`${action}/add-application`} class="actions">
          <Field
            form="add-application"
            name="name"
            label="Name of the application"
            placeholder="Hosted checkout"
            failed={failed}
          />
          <Field
            form="add-application"
            name="clientId"
            label="Client id"
            placeholder="made up"
            failed={failed}
          />
          <button type="submit">Add the application</button>
        </form>
      </section>
      <section class="card">
        <h2>Dialect</h2>
        <p class="hint">
          What the evidence about ClickPesa leaves open. A profile sets all switches; single ones can differ
          from it.
        </p>
        <form method="post" action={`${action}/profile`} class="actions">
          <Choice
            form="profile"
            name="profile"
            label="Profile"
            value={merchant.profile}
            failed={failed}
            options={PROFILES.map((profile) => [profile, profile])}
          />
          <button type="submit">Set all switches</button>
        </form>
        {SWITCH_NAMES.map((name) => (
          <SwitchForm key={name} name={name} context={context} failed={failed} />
        ))}
      </section>
      <section class="card">
        <h2>Begin again</h2>
        <div class="actions">
          <ActionButton
            action={`${action}/reset`}
            confirm={`Take ${merchant.name} back to how it was opened? Its orders are lost.`}
          >
            Reset the merchant
          </ActionButton>
          <ActionButton action={`${home}/remove`} confirm={`Remove ${merchant.name} with all its orders?`}>
            Remove the merchant
          </ActionButton>
        </div>
      </section>
    </Layout>
  )
}

interface ApplicationProps extends Pick<SettingsProps, 'context' | 'failed'> {
  readonly application: Application
  readonly apiKeys: readonly ApiKey[]
}

function ApplicationForms({ application, apiKeys, context, failed }: ApplicationProps) {
  const { id, name } = application
  const form = `application-${id}`
  const action = `${context.home}/settings`
  return (
    <section class="card">
      <h2>{`Application ${name}`}</h2>
      <p>
        <Copyable text={id} label={`the client id of ${name}`} />
      </p>
      <form method="post" action={`${action}/application`}>
        <input type="hidden" name="clientId" value={id} />
        <div class="settings">
          <Field form={form} name="name" label="Name" value={name} failed={failed} />
          <Field
            form={form}
            name="returnUrl"
            label="Return URL"
            value={application.returnUrl ?? ''}
            failed={failed}
          />
          <Field
            form={form}
            name="checksumKey"
            label="Checksum key"
            value={application.checksumKey}
            failed={failed}
          />
        </div>
        <Tick
          form={form}
          name="checksumEnabled"
          label="Requests must carry a checksum, and webhooks are signed"
          on={application.checksumEnabled}
          failed={failed}
        />
        <Tick
          form={form}
          name="enabled"
          label="The application is enabled; otherwise the API does not know it"
          on={application.enabled}
          failed={failed}
        />
        <fieldset>
          <legend>Features</legend>
          {FEATURES.map((feature) => (
            <Tick
              key={feature}
              form={form}
              name={feature}
              label={feature}
              on={application.features.includes(feature)}
              failed={failed}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend>Webhooks</legend>
          <WebhookRule context={context} />
          <p>Now in force:</p>
          <WebhooksInForce context={context} application={application} />
          <div class="settings addresses">
            <WebhookFields form={form} webhooks={application.webhooks} failed={failed} />
          </div>
        </fieldset>
        <button type="submit">Save the application</button>
      </form>
      <Table
        title={`API keys of ${name}`}
        id={`keys-of-${id}`}
        columns={['Key', 'Name', 'Ends', 'State', 'Take back']}
        rows={apiKeys}
        keyOf={({ seq }) => seq}
        empty="None."
      >
        {(key) => [
          <Copyable text={key.secret} label={`the API key ${key.name}`} />,
          key.name,
          key.expiresAt === null ? 'never' : <Time at={key.expiresAt} />,
          <Status>{keyEnd(key, context.now) ?? 'works'}</Status>,
          key.revokedAt === null && (
            <ActionButton
              action={`${action}/revoke-key`}
              fields={{ keyId: key.id }}
              label={`Revoke ${key.name}`}
            >
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

interface WebhookProps {
  readonly form: string
  readonly webhooks: Webhooks
  readonly failed: Failed | null
}

function WebhookFields({ form, webhooks, failed }: WebhookProps) {
  return (
    <>
      {WEBHOOK_EVENTS.map((event) => (
        <Field
          key={event}
          form={form}
          name={event}
          label={event}
          value={hidePasswords(webhooks[event] ?? '')}
          failed={failed}
        />
      ))}
    </>
  )
}

function SwitchForm({
  name,
  context,
  failed,
}: Pick<SettingsProps, 'context' | 'failed'> & { readonly name: SwitchName }) {
  const { decides, values }: Switch = SWITCHES[name]
  const now = String(context.merchant.dialect[name])
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
      <form method="post" action={`${context.home}/settings/dialect`} class="actions">
        <input type="hidden" name="switch" value={name} />
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
