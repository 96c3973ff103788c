import { MOBILE_CHANNELS, type MobileChannel } from './operators.js'

/** The ways in which an account collects money by API. */
export const COLLECTION_METHODS = [...MOBILE_CHANNELS, 'CARD'] as const
export type CollectionMethod = (typeof COLLECTION_METHODS)[number]

/** `MISSING`: the account does not have it, so that no preview lists it. */
export const METHOD_STATES = ['AVAILABLE', 'UNAVAILABLE', 'MISSING'] as const
export type MethodState = (typeof METHOD_STATES)[number]

/** How it stands with some of the methods; all others are available. */
export type CollectionMethods = { readonly [M in CollectionMethod]?: MethodState }

/** How it stands with one method: what a scenario says counts before the settings of the merchant. */
export function methodState(
  method: CollectionMethod,
  ofMerchant: CollectionMethods,
  ofScenario: CollectionMethods,
): MethodState {
  return ofScenario[method] ?? ofMerchant[method] ?? 'AVAILABLE'
}

/** The mobile-money methods in the order in which previews list them (ClickPesa docs, preview-ussd-push-request). */
export const PREVIEWED_CHANNELS: readonly MobileChannel[] = [
  'TIGO-PESA',
  'M-PESA',
  'AIRTEL-MONEY',
  'HALOPESA',
]
