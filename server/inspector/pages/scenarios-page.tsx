import { describeTrigger } from '../../scenario/parts/match.js'
import type { Scenario } from '../../scenario/scenario.js'
import type { MerchantContext } from '../merchant-context.js'
import { Layout } from './layout.js'
import { Field, Filters } from './parts.js'
import { Table } from './table.js'

interface ScenariosProps {
  readonly context: MerchantContext
  readonly q: string
  readonly scenarios: readonly Scenario[]
}

/** The catalogue: what can happen to a payment. */
export function ScenariosPage({ context, q, scenarios }: ScenariosProps) {
  return (
    <Layout title="Scenarios" context={context} part="Scenarios">
      <p class="lead">{`The default of ${context.merchant.name} is ${context.merchant.scenario}.`}</p>
      <Filters>
        <input type="hidden" name="merchant" value={context.merchant.id} />
        <Field form="filter" name="q" label="Search" value={q} failed={null} />
      </Filters>
      <Table
        title="What can happen"
        columns={['Scenario', 'What happens', 'Chosen automatically when']}
        rows={scenarios}
        keyOf={({ name }) => name}
        empty="No scenario matches."
      >
        {({ name, title, triggers }) => [
          <a href={`/sandbox/scenarios/${name}?merchant=${context.merchant.id}`}>{name}</a>,
          title,
          triggers.map(describeTrigger).join(', or '),
        ]}
      </Table>
    </Layout>
  )
}
