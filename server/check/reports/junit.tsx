import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { printable } from '../../lib/printable.js'
import { MISTAKES } from '../mistakes.js'
import type { CheckReport } from './report.js'

/** A report for CI: one test for everything that is looked at, failed where a mistake was found. */
export function junitXml(report: CheckReport): string {
  const cases = Object.entries(MISTAKES).map(([kind, { title }]) => {
    const found = report.mistakes.filter((mistake) => mistake.kind === kind)
    return h(
      'testcase',
      { classname: 'clickpesa-sandbox check', name: `never ${title}` },
      found.map(({ title, proof, likely, when }) =>
        h(
          'failure',
          { message: printable(title), type: kind },
          inXml([...proof, `likely: ${likely}`, `seen in: ${[...new Set(when)].join('; ')}`].join('\n')),
        ),
      ),
    )
  })
  const { stopped } = report
  const wholly = h(
    'testcase',
    { classname: 'clickpesa-sandbox check', name: 'everything is tried' },
    stopped !== undefined &&
      h('failure', { message: printable(stopped), type: 'ended-early' }, inXml(stopped)),
  )
  const failures = new Set(report.mistakes.map(({ kind }) => kind)).size + Number(stopped !== undefined)
  const suite = h('testsuite', { name: 'clickpesa-sandbox check', tests: cases.length + 1, failures }, [
    ...cases,
    wholly,
  ])
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderToString(h('testsuites', {}, suite))}\n`
}

/** A text of a shop as XML can hold it: there is no way to write the two characters that are none, nor half a pair. */
function inXml(text: string): string {
  return printable(text.toWellFormed().replaceAll(/[\ufffe\uffff]/g, '\ufffd'))
}
