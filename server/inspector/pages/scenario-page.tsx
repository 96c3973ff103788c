import { stringify } from 'yaml'
import { explainScenario, type Scenario } from '../../scenario/scenario.js'
import type { MerchantContext } from '../merchant-context.js'
import { Layout } from './layout.js'
import { ActionButton, Done, Shown } from './parts.js'

interface ScenarioProps {
  readonly context: MerchantContext
  readonly scenario: Scenario
  /** What a form has done. */
  readonly outcome: string | undefined
}

/** One scenario: what it does, how it is written, and trying it. */
export function ScenarioPage({ context, scenario, outcome }: ScenarioProps) {
  const { name, title, about, written } = scenario
  const { merchant } = context
  const here = `/sandbox/scenarios/${name}`
  const fields = { merchant: merchant.id }
  return (
    <Layout title={title} context={context} part="Scenarios">
      <Done outcome={outcome} />
      <p class="lead">
        <code>{name}</code>
      </p>
      <p>{about}</p>
      <div class="actions">
        <ActionButton action={`${here}/try`} fields={fields} testId="try">
          Try it now
        </ActionButton>
        <ActionButton action={`${here}/default`} fields={fields} testId="default">
          {`Make it the default of ${merchant.name}`}
        </ActionButton>
        <ActionButton action={`${here}/queue`} fields={fields} testId="queue">
          Queue it for the next attempt
        </ActionButton>
      </div>
      <p class="hint">
        {`Now the default is ${merchant.scenario}; queued: ${merchant.scenarioQueue.join(', ') || 'nothing'}.`}
      </p>
      <h2>In plain words</h2>
      {explainScenario(scenario)
        .split('\n')
        .map((line) => (
          <p key={line}>{line}</p>
        ))}
      <h2>As it is written</h2>
      <Shown text={stringify(written)} label="YAML" />
    </Layout>
  )
}
