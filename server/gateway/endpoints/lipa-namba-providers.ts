import { LIPA_NAMBA_PROVIDERS } from '../../domain/lipa-namba.js'
import type { HandlerOf } from '../call.js'

/** Lists who runs the numbers that shops collect by. */
export const lipaNambaProviders: HandlerOf<'lipa-namba-providers', null> = {
  read: () => null,
  check: async () => {},
  answer: async () => LIPA_NAMBA_PROVIDERS.map((provider) => ({ ...provider })),
  findings: { parameters: () => [], body: () => [] },
}
