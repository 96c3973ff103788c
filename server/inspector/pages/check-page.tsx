import { CHECK_FOLDER, LAST_REPORT } from '../../check/folder.js'
import { replayName } from '../../check/replay.js'
import type { LastReport } from '../../check/reports/last-report.js'
import { headingOf, ReportBody } from '../../check/reports/report-body.js'
import { Layout } from './layout.js'
import { Time } from './zone.js'

interface CheckProps {
  readonly last: LastReport | null
  /** Where a report would be; null where this sandbox looks for none. */
  readonly file: string | null
}

/** What the last check has found, as its report for browsers shows it. */
export function CheckPage({ last, file }: CheckProps) {
  return (
    <Layout title={last && 'report' in last ? headingOf(last.report) : 'Check'} part="Check">
      <p class="lead">
        <code>check</code> runs your shop, pays it in every way there is, and looks at what it gave out (
        <a href="/sandbox/guide/check">how to check a shop</a>).
      </p>
      {last === null ? (
        <Nothing file={file} />
      ) : 'report' in last ? (
        <>
          <p class="hint">
            Written <Time at={last.writtenAt} />
          </p>
          <ReportBody
            report={last.report}
            again={(mistake) =>
              `clickpesa-sandbox check --replay ${CHECK_FOLDER}/${replayName(mistake)}.json -- COMMAND`
            }
          />
        </>
      ) : (
        <p>
          <code>{file}</code> cannot be shown: {last.cannotBeRead}. Run <code>check</code> again.
        </p>
      )}
    </Layout>
  )
}

function Nothing({ file }: Pick<CheckProps, 'file'>) {
  const command = 'clickpesa-sandbox check -- COMMAND'
  if (file === null)
    return (
      <p>
        This sandbox was started by a program and looks for no report. Run <code>{command}</code>, and start a
        sandbox from the command line in the same folder.
      </p>
    )
  return (
    <p>
      There is no report yet. Run <code>{command}</code> in the folder in which this sandbox was started: it
      leaves <code>{`${CHECK_FOLDER}/${LAST_REPORT}`}</code>, and this page shows it.
    </p>
  )
}
