import { renderToString } from 'preact-render-to-string'
import { formatDuration } from '../../lib/duration.js'
import { printable } from '../../lib/printable.js'
import type { Event } from '../event-schema.js'
import { MISTAKES } from '../mistakes.js'
import { describeStep } from '../steps.js'
import type { CheckReport, FoundMistake } from './report.js'

/** A report as one file that a browser shows: no scripts, nothing to load. */
export function reportHtml(report: CheckReport): string {
  const { mistakes, skipped, notSeen, phases } = report
  const orders = phases.reduce((sum, phase) => sum + phase.orders, 0)
  const heading =
    mistakes.length === 0
      ? 'Nothing wrong was found'
      : `${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}`
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>{`check: ${heading}`}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main>
          <h1>{heading}</h1>
          <p>
            {orders} orders were played:{' '}
            {phases
              .filter(({ orders }) => orders > 0)
              .map(({ phase, orders }) => `${phase} ${orders}`)
              .join(', ')}
            . Seed <code>{report.seed}</code>.
          </p>
          {mistakes.map((mistake) => (
            <MistakePart key={mistake.key} mistake={mistake} />
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
        </main>
      </body>
    </html>
  )
  // A sign that turns the direction of a text would turn what stands beside it too.
  return `<!doctype html>${printable(renderToString(page))}\n`
}

function MistakePart({ mistake }: { readonly mistake: FoundMistake }) {
  const { title, proof, likely, when, plan, replays, timeline } = mistake
  const begin = timeline[0]?.at ?? 0
  return (
    <section>
      <h2>{title}</h2>
      <dl>
        <dt>When</dt>
        <dd>
          {plan.steps.map(describeStep).join(', ')} ({[...new Set(when)].slice(0, 5).join('; ')})
        </dd>
        <dt>Proof</dt>
        {proof.map((line) => (
          <dd key={line}>{line}</dd>
        ))}
        <dt>Likely</dt>
        <dd>{likely}</dd>
        <dt>Played again</dt>
        <dd>
          shown {replays.shown} times of {replays.of}
        </dd>
      </dl>
      <h3>Timeline of the order</h3>
      <ol>
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
      return `the shop shows: fulfilled ${event.fulfilled} times${event.state === null ? '' : `, "${event.state}"`}`
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

const STYLE = `
:root { color-scheme: light dark; --line: #8884 }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 }
main { max-width: 52rem; margin: 0 auto; padding: 1rem }
section { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: 1.5rem }
dt { font-weight: 600; margin-top: .5rem }
dd { margin: 0; overflow-wrap: anywhere }
ol { padding-left: 1.5rem }
li { overflow-wrap: anywhere }
li b { font-variant-numeric: tabular-nums; font-weight: 600 }
`
