import type { Failed } from '../forms.js'
import { ActionButton, Choice, Field } from './parts.js'

interface TrialProps {
  /** Where the merchant's pages begin. */
  readonly home: string
  readonly scenarios: readonly string[]
  readonly failed: Failed | null
}

/** Makes a checkout link: at once, or with an amount, a customer, a reference and a scenario of one's choice. */
export function TrialForm({ home, scenarios, failed }: TrialProps) {
  const action = `${home}/links`
  return (
    <>
      <ActionButton action={action} testId="new-link">
        Create a checkout link
      </ActionButton>
      <details class="trial" open={failed?.form === 'trial'}>
        <summary>Create one with other details</summary>
        <form method="post" action={action} class="fields">
          <Field form="trial" name="amount" label="Amount in TZS" placeholder="12500" failed={failed} />
          <Field form="trial" name="name" label="Customer" placeholder="Trial customer" failed={failed} />
          <Field
            form="trial"
            name="reference"
            label="Order reference"
            placeholder="made up"
            failed={failed}
          />
          <Choice
            form="trial"
            name="scenario"
            label="Scenario of the order"
            failed={failed}
            options={[['', 'chosen automatically'], ...scenarios.map((name) => [name, name] as const)]}
          />
          <button type="submit" data-testid="new-trial">
            Create the link
          </button>
        </form>
      </details>
    </>
  )
}
