import type { JournalEntry } from '../../domain/journal.js'
import { formatDuration } from '../../lib/duration.js'
import { withTimesIn, ZONES } from '../../lib/time-zone.js'
import type { Scenario } from '../../scenario/scenario.js'
import type { BarSubject } from '../bar-subject.js'
import { timeFor } from '../i18n/time.js'
import type { BarVisit } from '../visit.js'
import { FieldError } from './field.js'

export interface SandboxBarProps {
  readonly context: BarVisit
  readonly subject: BarSubject
  /** The latest that the journal has about it, oldest first. */
  readonly events: readonly JournalEntry[]
  /** To choose from, while the form of the next attempt is on the page. */
  readonly scenarios?: readonly Scenario[] | undefined
  readonly picked?: string | undefined
  readonly error?: string | undefined
  /** The scenario that the payment or payout of the page follows already. */
  readonly follows?: string | undefined
  /** Where the browser is, to come back to after an action. */
  readonly here: string
}

/** What testers need and customers never see: the scenario, the clock, and what happened. Marked as no part of the page. */
export function SandboxBar(props: SandboxBarProps) {
  const { context, subject, scenarios, follows, error, picked } = props
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
            {follows && <p data-testid="bar-scenario">{subject.says.follows(follows)}</p>}
            <Facts context={context} subject={subject} />
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
  context: { words },
  subject,
  scenarios,
  picked,
  error,
}: SandboxBarProps & { readonly scenarios: readonly Scenario[] }) {
  const { bar } = words
  return (
    <div class="field">
      <label for="scenario">{subject.says.scenario}</label>
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
        data-explain={subject.scenarios}
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
      {subject.hasPhone && (
        <button type="button" class="quiet" data-fill="decide-on-phone" data-testid="scenario-decide" hidden>
          {bar.decide}
        </button>
      )}
    </div>
  )
}

function Facts({
  context: {
    words: { bar },
  },
  subject,
}: Pick<SandboxBarProps, 'context' | 'subject'>) {
  return (
    <>
      <dl class="facts">
        {subject.facts.map(([name, value]) => (
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
        <a href={subject.inspector} target="_blank" rel="noopener" data-testid="bar-inspector">
          {subject.says.inspect}
        </a>
      </p>
    </>
  )
}

function ClockControls({
  context: { merchant, now, aheadMs, words, zone, otherZone, to },
  subject,
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
      <form method="post" action={to(subject.clock)} class="bar-moves">
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

function EventList({ context: { words, zone }, subject, events }: SandboxBarProps) {
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
        data-live={subject.happenings}
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
