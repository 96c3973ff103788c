import { accountBalance } from '../schemas/account.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const getAccountBalance = {
  method: 'GET',
  path: '/account/balance',
  operationId: 'getAccountBalance',
  summary: 'Read the balance',
  description: 'What the account holds, in each currency.',
  tag: 'Account',
  needsToken: true,
  needsChecksum: false,
  feature: null,
  startsOrder: false,
  request: { headers: null, params: null, query: null, body: null },
  reply: accountBalance,
  replyName: 'the balance',
  refusals: ['NO_BALANCE_ACCOUNT'],
  validationMessages: {},
  ...documented(SOURCE.account),
} as const satisfies Endpoint
