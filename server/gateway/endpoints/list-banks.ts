import { BANKS } from '../../domain/banks.js'
import type { HandlerOf } from '../call.js'

/** Lists the banks that money can be paid out to. */
export const listBanks: HandlerOf<'list-banks', null> = {
  read: () => null,
  check: async () => {},
  answer: async () => BANKS.map((bank) => ({ ...bank })),
  findings: { parameters: () => [], body: () => [] },
}
