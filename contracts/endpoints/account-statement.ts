import { accountStatement, statementQuery } from '../schemas/account.js'
import { documented, SOURCE } from '../schemas/evidence.js'
import type { Endpoint } from './endpoint.js'

export const getAccountStatement = {
  method: 'GET',
  path: '/account/statement',
  operationId: 'getAccountStatement',
  summary: 'Read the statement',
  description: 'What moved the money of the account, in one currency.',
  tag: 'Account',
  needsToken: true,
  needsChecksum: false,
  feature: null,
  startsOrder: false,
  request: { headers: null, params: null, query: statementQuery, body: null },
  reply: accountStatement,
  replyName: 'the statement',
  refusals: ['INVALID_FIELDS', 'NO_BALANCE_ACCOUNT'],
  validationMessages: {
    currency: 'currency must be one of the following values: TZS, USD',
    notADate: 'startDate must be a date in the format YYYY-MM-DD or DD-MM-YYYY',
    twice: 'currency must be a string',
  },
  ...documented(SOURCE.statement),
} as const satisfies Endpoint
