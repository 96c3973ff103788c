import { describeTrigger } from '../../scenario/parts/match.js'
import type { Scenario } from '../../scenario/scenario.js'
import { groupOf, SCENARIO_GROUPS } from '../../scenario/search.js'
import type { MerchantContext } from '../merchant-context.js'
import { Layout } from './layout.js'
import { Field, Filters } from './parts.js'
import { Table } from './table.js'

interface ScenariosProps {
  readonly context: MerchantContext
  readonly q: string
  readonly scenarios: readonly Scenario[]
  /** What may have been meant, where none is found. */
  readonly meant: readonly Scenario[]
}

/** The catalogue: what can happen to a payment. */
export function ScenariosPage({ context, q, scenarios, meant }: ScenariosProps) {
  const scenarioAddress = (name: string) => `/sandbox/scenarios/${name}?merchant=${context.merchant.id}`
  return (
    <Layout title="Scenarios" context={context} part="Scenarios">
      <p class="lead">{`The default of ${context.merchant.name} is ${context.merchant.scenario}.`}</p>
      <Filters>
        <input type="hidden" name="merchant" value={context.merchant.id} />
        <Field form="filter" name="q" label="Search" value={q} failed={null} />
      </Filters>
      {scenarios.length === 0 && (
        <p class="empty">
          No scenario matches.
          {meant.length > 0 && ' Did you mean '}
          {meant.map(({ name }, i) => (
            <>
              {i > 0 && ' or '}
              <a href={scenarioAddress(name)}>{name}</a>
            </>
          ))}
          {meant.length > 0 && '?'}
        </p>
      )}
      {SCENARIO_GROUPS.map((group) => {
        const rows = scenarios.filter((scenario) => groupOf(scenario) === group)
        if (rows.length === 0) return null
        return (
          <Table
            key={group}
            title={group}
            columns={['Scenario', 'What happens', 'Chosen automatically when']}
            rows={rows}
            keyOf={({ name }) => name}
            empty=""
          >
            {({ name, title, triggers }) => [
              <a href={scenarioAddress(name)}>{name}</a>,
              title,
              triggers.map(describeTrigger).join(', or '),
            ]}
          </Table>
        )
      })}
    </Layout>
  )
}
