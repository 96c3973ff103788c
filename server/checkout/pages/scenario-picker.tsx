import type { Scenario } from '../../scenario/scenario.js'
import { FieldError } from './field.js'

interface Props {
  readonly scenarios: readonly Scenario[]
  readonly picked: string | undefined
  readonly error: string | undefined
}

/** Lets a tester say how the payment shall go. No part of a real checkout page, and marked as such. */
export function ScenarioPicker({ scenarios, picked, error }: Props) {
  return (
    <details class="scenario" open={picked !== undefined || error !== undefined}>
      <summary data-testid="scenario-picker">Sandbox: choose what happens</summary>
      <div class="field">
        <label for="scenario">What happens to this payment</label>
        <select
          id="scenario"
          name="scenario"
          data-testid="scenario"
          aria-describedby={error ? 'scenario-error' : undefined}
          aria-invalid={error ? 'true' : undefined}
        >
          <option value="">As the sandbox is set up</option>
          {scenarios.map(({ name, title }) => (
            <option key={name} value={name} selected={name === picked}>
              {title}
            </option>
          ))}
        </select>
        <FieldError name="scenario" error={error} />
      </div>
    </details>
  )
}
