import { triggerInWords } from '../../scenario/parts/match.js'
import type { Scenario } from '../../scenario/scenario.js'
import type { Visit } from '../merchant-context.js'
import { Layout } from './layout.js'
import { Field, Filters } from './parts.js'
import { Table } from './table.js'

interface ScenariosProps {
  readonly visit: Visit
  readonly q: string
  readonly scenarios: readonly Scenario[]
}

/** The catalogue: what can happen to a payment. */
export function ScenariosPage({ visit, q, scenarios }: ScenariosProps) {
  return (
    <Layout title="Scenarios" visit={visit} part="Scenarios">
      <p class="lead">{`The default of ${visit.merchant.name} is ${visit.merchant.scenario}.`}</p>
      <Filters>
        <input type="hidden" name="merchant" value={visit.merchant.id} />
        <Field form="filter" name="q" label="Search" value={q} failed={null} />
      </Filters>
      <Table
        title="What can happen"
        columns={['Scenario', 'What happens', 'Chosen by itself when']}
        rows={scenarios}
        empty="No scenario is like that."
      >
        {({ name, title, triggers }) => [
          <a href={`/sandbox/scenarios/${name}?merchant=${visit.merchant.id}`}>{name}</a>,
          title,
          triggers.map(triggerInWords).join(', or '),
        ]}
      </Table>
    </Layout>
  )
}
