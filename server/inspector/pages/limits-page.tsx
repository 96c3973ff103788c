import { formatLimit, type Limit } from '../../domain/limits.js'
import { shortHash } from '../short-hash.js'
import { Layout } from './layout.js'
import { Table } from './table.js'

interface LimitsProps {
  readonly limits: readonly Limit[]
  /** How many there are. */
  readonly merchants: number
}

/** Every bound, as it stands in this sandbox. */
export function LimitsPage({ limits, merchants }: LimitsProps) {
  return (
    <Layout title="Limits" part="Overview">
      <p class="lead">{`This sandbox has ${merchants} ${merchants === 1 ? 'merchant' : 'merchants'}.`}</p>
      <Table
        title="At most"
        columns={['What', 'At most', 'Per', 'Setting', 'At the limit']}
        rows={limits}
        keyOf={({ what, per, setting }) => shortHash(`${what} ${per} ${setting}`)}
        empty=""
      >
        {(limit) => [limit.what, formatLimit(limit), limit.per, limit.setting ?? '', limit.atLimit]}
      </Table>
    </Layout>
  )
}
