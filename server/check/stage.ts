import type { MerchantClient } from '../testing/merchant-client.js'
import type { Judgement } from './policy.js'
import type { Relay } from './relay.js'
import type { Shop } from './shop.js'
import type { Waits } from './waits.js'
import type { Witness } from './witness.js'

/** What stands ready once a shop has started. */
export interface Stage {
  readonly merchant: MerchantClient
  readonly relay: Relay
  readonly judgement: Judgement
  readonly witness: Witness
  readonly shop: Shop
  readonly waits: Waits
}
