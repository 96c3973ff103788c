import type { CheckoutLink } from '../domain/checkout-link.js'
import { parseAmount } from '../domain/money.js'
import { isWellFormedReference } from '../domain/order-reference.js'
import { Refusal, SandboxMistake } from '../errors.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { FieldMistake, type Typed } from './forms.js'
import type { MerchantContext } from './merchant-context.js'

/** What a trial costs, in shillings: within what every operator takes. */
const TRIAL_AMOUNT = '12500'

/** Twenty characters are what a reference may have at most. */
const MAX_REFERENCE = 20

/** What of a trial somebody may choose; the rest has defaults. */
export interface Trial {
  /** In shillings, as it is typed. */
  readonly amount?: string | undefined
  readonly name?: string | undefined
  readonly reference?: string | undefined
  readonly scenario?: string | undefined
}

/** The trial that a form asks for. */
export function trialIn({ amount, name, reference, scenario }: Typed): Trial {
  return { amount, name, reference, scenario }
}

/** Opens a checkout link as the merchant's own server would. Throws a SandboxMistake where that cannot be done. */
export async function openTrialLink(
  sandbox: Sandbox,
  { merchant, applications, sequence }: MerchantContext,
  { amount = TRIAL_AMOUNT, name = 'Trial customer', reference, scenario }: Trial = {},
): Promise<CheckoutLink> {
  const [application] = applications
  if (!application) {
    throw new SandboxMistake('APPLICATION_NOT_FOUND', `${merchant.name} has no application`, 'add one first')
  }
  const minor = parseAmount(amount.replaceAll(/[\s,]/g, ''))
  if (minor === null || minor <= 0) {
    throw new FieldMistake(
      'amount',
      `"${amount}" is not an amount`,
      'write shillings, such as 12500 or 402.02',
    )
  }
  // The next number of the merchant's own: no two trials get the same.
  const orderReference = reference ?? `TRY${sequence + 1}`
  if (!isWellFormedReference(orderReference) || orderReference.length > MAX_REFERENCE) {
    const hint = `write at most ${MAX_REFERENCE} letters and digits without accents`
    throw new FieldMistake('reference', `"${orderReference}" is not an order reference`, hint)
  }
  try {
    if (scenario) sandbox.scenarios.named(scenario)
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    throw new FieldMistake('scenario', error.message, error.hint)
  }
  try {
    return await sandbox.links.open(
      { merchant, application },
      {
        orderReference,
        total: { minor, currency: 'TZS' },
        items: [],
        customer: { name, phone: '255744000111' },
        description: scenario ? `Trial of ${scenario}` : 'Trial from the inspector',
        ...(scenario ? { scenario } : {}),
      },
    )
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new FieldMistake(
      'reference',
      `the gateway refuses this link: ${error.explanation}`,
      'see its settings',
    )
  }
}
