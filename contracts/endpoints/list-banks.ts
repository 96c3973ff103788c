import { bankList } from '../schemas/account.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const listBanks = {
  method: 'GET',
  path: '/list/banks',
  operationId: 'listBanks',
  summary: 'List banks',
  description: 'The banks that money can be paid out to.',
  tag: 'Account',
  needsToken: true,
  needsChecksum: false,
  feature: null,
  startsOrder: false,
  request: { headers: null, params: null, query: null, body: null },
  reply: bankList,
  replyName: 'the list of banks',
  refusals: [],
  validationMessages: {},
  ...documented(SOURCE.account),
} as const satisfies Endpoint
