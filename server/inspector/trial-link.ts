import type { CheckoutLink } from '../domain/checkout-link.js'
import { Refusal, SandboxMistake } from '../errors.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { MerchantContext } from './merchant-context.js'

/** What a trial costs, in hundredths of a shilling: within what every operator takes. */
const TRIAL_AMOUNT = 12_500_00

/**
 * Opens a checkout link as the merchant's own server would, for an order of its own, and with a scenario
 * where one is to be tried.
 */
export async function openTrialLink(
  sandbox: Sandbox,
  { merchant, applications, sequence }: MerchantContext,
  scenario?: string,
): Promise<CheckoutLink> {
  const [application] = applications
  if (!application) {
    throw new SandboxMistake('APPLICATION_NOT_FOUND', `${merchant.name} has no application`, 'add one first')
  }
  try {
    return await sandbox.links.open(
      { merchant, application },
      {
        // The next number of the merchant's own: no two trials get the same.
        orderReference: `TRY${sequence + 1}`,
        total: { minor: TRIAL_AMOUNT, currency: 'TZS' },
        items: [],
        customer: { name: 'Trial customer', phone: '255744000111' },
        description: scenario ? `Trial of ${scenario}` : 'Trial from the inspector',
        ...(scenario ? { scenario } : {}),
      },
    )
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new SandboxMistake(
      'INVALID_INPUT',
      `the gateway refuses this link: ${error.explanation}`,
      'see its settings',
    )
  }
}
