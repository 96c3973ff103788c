import type { Application, Feature } from '../domain/merchant.js'
import type { Transaction } from '../engine/transaction.js'
import { Refusal, type RefusalCode } from '../errors.js'

/**
 * The application that may use a feature now. Refuses, in the gateway's order, one that is gone and one without the
 * feature; `missing` is how ClickPesa refuses the latter.
 */
export async function usableApplication(
  tx: Transaction,
  clientId: string,
  feature: Feature,
  missing: RefusalCode,
): Promise<Application> {
  const current = await tx.get('applications', clientId)
  if (!current?.enabled) {
    throw new Refusal('CLIENT_GONE', `the application ${clientId} is ${current ? 'disabled' : 'gone'}`)
  }
  if (!current.features.includes(feature)) {
    throw new Refusal(
      missing,
      `the application ${current.id} has the features ${current.features.join(', ') || '(none)'}; ${feature} is needed`,
    )
  }
  return current
}
