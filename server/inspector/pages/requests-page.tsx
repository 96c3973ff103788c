import type { RequestEntry } from '../../domain/journal.js'
import { answerOf, callInShort, findingsInShort } from '../call.js'
import type { Asked, Neighbours } from '../listing.js'
import { type MerchantContext, requestAddress } from '../merchant-context.js'
import { InWords } from './in-words.js'
import { Layout } from './layout.js'
import { ListFilters } from './list-filters.js'
import { Status, Table } from './table.js'
import { Time } from './zone.js'

interface RequestsProps {
  readonly context: MerchantContext
  readonly asked: Asked
  readonly rows: readonly RequestEntry[]
  readonly next: Neighbours
}

/** What an answer can be, in the words of the filter. */
export const ANSWERS = {
  accepted: '2xx',
  refused: 'refused',
  findings: 'with findings',
  faulted: 'changed by a scenario',
} as const

/** Every call to the ClickPesa API, newest first. */
export function RequestsPage({ context, asked, rows, next }: RequestsProps) {
  return (
    <Layout title="Requests" context={context} part="Requests">
      <ListFilters
        asked={asked}
        searched="path, body, explanation"
        narrowings={[{ name: 'answer', label: 'Answer', options: Object.entries(ANSWERS) }]}
      />
      <p>
        <a href={`${context.home}/requests.har`} data-testid="har">
          Download all as HAR
        </a>{' '}
        <span class="hint">API keys and tokens are shortened in it, as they are here.</span>
      </p>
      <Table
        title="Calls to the ClickPesa API"
        columns={['Time', 'Request', 'Answer', 'ms', 'Why', 'Findings']}
        rows={rows}
        keyOf={({ seq }) => seq}
        empty="No call matches."
        next={next}
      >
        {(request) => [
          <Time at={request.at} />,
          <a href={requestAddress(request.merchantId, request.seq)}>
            <code>{callInShort(request)}</code>
          </a>,
          <Status>{answerOf(request)}</Status>,
          request.durationMs,
          <InWords text={request.fault?.explanation ?? request.refusal?.explanation} />,
          findingsInShort(request),
        ]}
      </Table>
    </Layout>
  )
}
