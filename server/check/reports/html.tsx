import { renderToString } from 'preact-render-to-string'
import { printable } from '../../lib/printable.js'
import type { CheckReport } from './report.js'
import { headingOf, ReportBody } from './report-body.js'

/** A report as one file that a browser shows: no scripts, nothing to load. */
export function reportHtml(report: CheckReport): string {
  const heading = headingOf(report)
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
          <ReportBody report={report} />
        </main>
      </body>
    </html>
  )
  // A sign that turns the direction of a text would turn what stands beside it too.
  return `<!doctype html>${printable(renderToString(page))}\n`
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884 }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 }
main { max-width: 52rem; margin: 0 auto; padding: 1rem }
section { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: 1.5rem }
dt { font-weight: 600; margin-top: .5rem }
dd { margin: 0; overflow-wrap: anywhere }
ol { padding-left: 1.5rem }
dd ul { margin: 0; padding-left: 1.25rem }
li { overflow-wrap: anywhere }
li b { font-variant-numeric: tabular-nums; font-weight: 600 }
`
