import type { JournalEntry } from '../../domain/journal.js'
import type { Payment } from '../../domain/payment.js'
import { formatDuration } from '../../lib/duration.js'
import { withTimesIn, ZONES } from '../../lib/time-zone.js'
import type { Scenario } from '../../scenario/scenario.js'
import { addressOf } from '../addresses.js'
import type { CheckoutContext } from '../checkout-context.js'
import { timeFor } from '../i18n/time.js'
import { FieldError } from './field.js'

export interface SandboxBarProps {
  readonly context: CheckoutContext
  /** The latest that the journal has about the order, oldest first. */
  readonly events: readonly JournalEntry[]
  /** To choose from, while the form of the next attempt is on the page. */
  readonly scenarios?: readonly Scenario[] | undefined
  readonly picked?: string | undefined
  readonly error?: string | undefined
  /** The attempt that the page is about. */
  readonly payment?: Payment | undefined
  /** Where the browser is, to come back to after an action. */
  readonly here: string
}

/** What testers need and customers never see: the scenario, the clock, and what happened. Marked as no part of the page. */
export function SandboxBar(props: SandboxBarProps) {
  const { context, scenarios, payment, error, picked } = props
  const { bar } = context.words
  return (
    <aside class="bar" aria-label={bar.title} data-testid="bar">
      <details open={error !== undefined || picked !== undefined}>
        <summary data-testid="bar-toggle">
          <strong>{bar.title}</strong> <span>{bar.hint}</span>
        </summary>
        <div class="bar-columns">
          <section>
            {scenarios ? <ScenarioChoice {...props} scenarios={scenarios} /> : null}
            {payment && <p data-testid="bar-scenario">{bar.follows(payment.scenario)}</p>}
            <Facts context={context} />
          </section>
          <ClockControls {...props} />
          <EventList {...props} />
        </div>
        <p class="bar-hide">
          <a href={context.to('', { bar: '0' })} data-testid="bar-hide">
            {bar.hide}
          </a>
        </p>
      </details>
    </aside>
  )
}

function ScenarioChoice({
  context: { words, link },
  scenarios,
  picked,
  error,
}: SandboxBarProps & { readonly scenarios: readonly Scenario[] }) {
  const { bar } = words
  return (
    <div class="field">
      <label for="scenario">{bar.scenario}</label>
      <p class="hint" id="scenario-hint">
        {bar.scenarioHint}
      </p>
      <input
        id="scenario"
        name="scenario"
        form="pay-form"
        list="scenarios"
        value={picked}
        autocomplete="off"
        spellcheck={false}
        data-testid="scenario"
        data-explain={addressOf.scenario(link.id)}
        aria-describedby={error ? 'scenario-hint scenario-error' : 'scenario-hint scenario-means'}
        aria-invalid={error ? 'true' : undefined}
      />
      <datalist id="scenarios">
        {scenarios.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </datalist>
      <FieldError name="scenario" error={error} />
      <p class="hint scenario-means" id="scenario-means" data-testid="scenario-means" role="status"></p>
      <button type="button" class="quiet" data-fill="decide-on-phone" data-testid="scenario-decide" hidden>
        {bar.decide}
      </button>
    </div>
  )
}

function Facts({ context: { link, order, words } }: { readonly context: CheckoutContext }) {
  const { bar } = words
  const { merchantId, orderReference } = order
  const inspected = [merchantId, orderReference].map(encodeURIComponent).join('/orders/')
  const facts = [
    [bar.order, order.orderReference],
    [bar.link, link.id],
  ] as const
  return (
    <>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>{' '}
              <button type="button" class="quiet" data-copy={value} data-copied={bar.copied} hidden>
                {bar.copy}
                <span class="unseen"> {name}</span>
              </button>
            </dd>
          </div>
        ))}
      </dl>
      <p>
        <a
          href={`/sandbox/merchants/${inspected}`}
          target="_blank"
          rel="noopener"
          data-testid="bar-inspector"
        >
          {bar.inspect}
        </a>
      </p>
    </>
  )
}

function ClockControls({
  context: { link, merchant, now, aheadMs, words, zone, otherZone, to },
  here,
}: SandboxBarProps) {
  const { bar } = words
  const moves = [
    ['1m', bar.minute],
    ['1h', bar.hour],
    ['idle', bar.idle],
  ] as const
  return (
    <section aria-labelledby="bar-clock">
      <h2 id="bar-clock">{bar.clock}</h2>
      <p data-testid="bar-clock">
        <time dateTime={new Date(now).toISOString()}>{timeFor(words, now, zone)}</time> {ZONES[zone].name}{' '}
        <span class="hint">
          {merchant.clock.kind === 'frozen' ? bar.frozen : bar.runs}
          {aheadMs > 0 && `, ${bar.ahead(formatDuration(aheadMs))}`}
        </span>
      </p>
      {otherZone && (
        <p>
          <a href={otherZone.href} data-testid="bar-zone">
            {bar.showZone(ZONES[otherZone.zone].name)}
          </a>
        </p>
      )}
      <form method="post" action={to(addressOf.clock(link.id))} class="bar-moves">
        <input type="hidden" name="back" value={here} />
        {moves.map(([move, label]) => (
          <button
            key={move}
            type="submit"
            name="move"
            value={move}
            class="quiet"
            data-testid={`clock-${move}`}
          >
            {label}
          </button>
        ))}
      </form>
    </section>
  )
}

function EventList({ context: { link, words, zone }, events }: SandboxBarProps) {
  const { bar } = words
  return (
    <section aria-labelledby="bar-happenings">
      <h2 id="bar-happenings">{bar.soFar}</h2>
      <ol
        class="happenings"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be within reach of the keyboard
        tabIndex={0}
        aria-labelledby="bar-happenings"
        data-testid="happenings"
        data-live={addressOf.happenings(link.id)}
        data-after={String(events.at(-1)?.seq ?? 0)}
      >
        {events.map(({ seq, at, ...event }) => (
          <li key={seq}>
            <time dateTime={new Date(at).toISOString()}>{timeFor(words, at, zone, 'short')}</time>{' '}
            {withTimesIn(zone, words.happened(event))}
          </li>
        ))}
      </ol>
    </section>
  )
}
