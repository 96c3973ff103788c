import { formatDuration } from '../../lib/duration.js'
import type { Event } from '../event-schema.js'
import { MISTAKES } from '../mistakes.js'
import { describeSteps } from '../steps.js'
import type { CheckReport, FoundMistake } from './report.js'

/** What a report says first. */
export function headingOf({ mistakes }: CheckReport): string {
  if (mistakes.length === 0) return 'Nothing wrong was found'
  return `${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}`
}

interface ReportProps {
  readonly report: CheckReport
  /** How to see a mistake again; left out where nobody knows. */
  readonly again?: (mistake: FoundMistake) => string
}

/** Everything that a report has below its heading, for any page. */
export function ReportBody({ report, again }: ReportProps) {
  const { mistakes, stopped, skipped, notSeen, phases } = report
  const played = phases.filter(({ orders }) => orders > 0)
  return (
    <>
      <p>
        {played.reduce((sum, { orders }) => sum + orders, 0)} orders were played:{' '}
        {played.map(({ phase, orders }) => `${phase} ${orders}`).join(', ')}. Seed <code>{report.seed}</code>.
      </p>
      {stopped !== undefined && (
        <p>
          <strong>Ended early.</strong> {stopped}
        </p>
      )}
      {mistakes.map((mistake) => (
        <MistakePart key={mistake.key} mistake={mistake} again={again?.(mistake)} />
      ))}
      {(skipped.length > 0 || notSeen.length > 0) && (
        <section>
          <h2>Not tried</h2>
          <ul>
            {skipped.map(({ what, because, wouldFind }) => (
              <li key={what}>
                {what}: {because}. It would find a shop that{' '}
                {wouldFind.map((kind) => MISTAKES[kind].title).join('; ')}.
              </li>
            ))}
            {notSeen.map((what) => (
              <li key={what}>Exploring never came across {what}.</li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

interface MistakeProps {
  readonly mistake: FoundMistake
  readonly again: string | undefined
}

function MistakePart({ mistake, again }: MistakeProps) {
  const { title, proof, likely, when, plan, replays, timeline } = mistake
  const begin = timeline[0]?.at ?? 0
  return (
    <section class="card">
      <h2>{title}</h2>
      <dl class="facts">
        <dt>When</dt>
        <dd>
          {describeSteps(plan).join(', ')} ({[...new Set(when)].slice(0, 5).join('; ')})
        </dd>
        <dt>Proof</dt>
        <dd>
          <ul>
            {proof.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </dd>
        <dt>Likely</dt>
        <dd>{likely}</dd>
        <dt>Played again</dt>
        <dd>
          shown {replays.shown} times of {replays.of}
        </dd>
        {again !== undefined && (
          <>
            <dt>See it again</dt>
            <dd>
              <code>{again}</code>
            </dd>
          </>
        )}
      </dl>
      <h3>Timeline of the order</h3>
      <ol class="events">
        {timeline.map((event, at) => (
          <li key={at}>
            <b>{formatDuration(event.at - begin)}</b> {eventText(event)}
          </li>
        ))}
      </ol>
    </section>
  )
}
function eventText(event: Event): string {
  switch (event.kind) {
    case 'told': {
      const said = event.claims.map(({ status, amount, currency }) =>
        amount === null ? `${status}` : `${status} of ${amount / 100} ${currency ?? ''}`.trim(),
      )
      const from = event.forged ? 'somebody else says by' : 'ClickPesa says by'
      const reply = event.reply ? `; answered with ${event.reply.status}` : ''
      return `${from} ${event.by}: ${said.join(', ') || 'no payment'}${event.genuine || event.forged ? '' : ' (not genuine)'}${reply}`
    }
    case 'back':
      return `the customer comes back${event.claims ? ` claiming ${event.claims}` : ''}; answered with ${event.reply.status}`
    case 'tick':
      return "the shop's jobs run"
    case 'asked':
      return `the customer asks for a way to pay${event.again ? ' again' : ''}${event.failed === null ? '' : `, in vain: ${event.failed}`}`
    case 'fault':
      return FAULTS[event.call]
    case 'refused':
      return `ClickPesa refuses ${event.call}: ${event.explanation}`
    case 'look':
      return `the shop shows: fulfilled ${event.fulfilled} ${event.fulfilled === 1 ? 'time' : 'times'}${event.state === null ? '' : `, "${event.state}"`}`
  }
}

const FAULTS: Readonly<Record<Extract<Event, { kind: 'fault' }>['call'], string>> = {
  token: 'a login goes wrong on purpose',
  order: 'the call for a link goes wrong on purpose',
  query: 'a query goes wrong on purpose',
  other: 'a call goes wrong on purpose',
  'dead-token': 'the token is dead until the next login',
  held: 'the shop waits for an answer that is held on purpose',
}
