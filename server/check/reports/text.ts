import { printable } from '../../lib/printable.js'
import { MISTAKES } from '../mistakes.js'
import { replayName } from '../replay.js'
import { describeSteps } from '../steps.js'
import type { CheckReport, FoundMistake } from './report.js'

interface TextOptions {
  /** How to see a mistake again; left out where no files are written. */
  readonly again?: (file: string) => string
}

/**
 * A report for people, grouped by what goes wrong.
 *
 * @example Say where the mistakes can be played again
 * ```ts
 * import { type CheckReport, reportText } from 'clickpesa-sandbox'
 *
 * export function print(report: CheckReport) {
 *   console.log(reportText(report, { again: (file) => `npm run check -- --replay ${file}` }))
 * }
 * ```
 */
export function reportText(report: CheckReport, { again }: TextOptions = {}): string {
  const parts = [
    ...report.mistakes.map((mistake) => mistakeText(mistake, again?.(`${replayName(mistake)}.json`))),
    ...(report.stopped === undefined ? [] : [`- ended early: ${below(report.stopped)}`]),
    ...report.skipped.map(
      ({ phase, what, because, wouldFind }) =>
        `- ${what} not tried (${phase}): ${below(because)}.\n    would find a shop that ${wouldFind.map((kind) => MISTAKES[kind].title).join('; ')}`,
    ),
    ...(report.notSeen.length > 0 ? [`- never seen while exploring: ${report.notSeen.join(', ')}`] : []),
    summary(report),
  ]
  // What a shop said is in it.
  return printable(parts.join('\n\n'))
}

function mistakeText(
  { title, likely, proof, when, plan, replays }: FoundMistake,
  again: string | undefined,
): string {
  const runs = [...new Set(when)]
  const steps = describeSteps(plan).join(', ')
  const more = runs.length > 1 ? `, and ${runs.length - 1} more` : ''
  const [first = '', ...rest] = proof
  const lines: (readonly [label: string, text: string])[] = [
    ['when', `${steps}${ranAs(runs[0], steps)}${more}`],
    ['proof', first],
    ...rest.map((text) => ['', text] as const),
    ['likely', likely],
    ...(again === undefined ? [] : [['again', again] as const]),
    ...(replays.shown < replays.of
      ? [['', `it showed ${replays.shown} times of ${replays.of}: a race`] as const]
      : []),
  ]
  return [`✗ ${title}`, ...lines.map(([label, text]) => `    ${label.padEnd(6)} ${below(text)}`)].join('\n')
}

/** A text whose further lines, if it has any, stay under its first one and so cannot pass for lines of the report. */
function below(text: string): string {
  return text.replaceAll('\n', `\n${' '.repeat(11)}`)
}

/** The name of a run, where its steps do not say it. */
function ranAs(name = '', steps: string): string {
  return steps.includes(`(${name.replace(/, .*$/, '')})`) ? '' : ` (${name})`
}

function summary({ isFlawless, mistakes, phases }: CheckReport): string {
  const orders = phases.reduce((sum, phase) => sum + phase.orders, 0)
  const tried = phases.filter((phase) => phase.orders > 0).map(({ phase, orders }) => `${phase} ${orders}`)
  const found =
    mistakes.length === 0
      ? 'nothing wrong was found'
      : `${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}`
  return `${isFlawless ? '✓' : '✗'} ${orders} orders, ${found} (${tried.join(', ')})`
}
