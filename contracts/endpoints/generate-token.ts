import { documented, SOURCE } from '../schemas/evidence.js'
import { tokenHeaders, tokenReply } from '../schemas/token.js'
import type { Endpoint } from './endpoint.js'

export const generateToken = {
  method: 'POST',
  path: '/generate-token',
  operationId: 'generateToken',
  summary: 'Get a token',
  description: 'A token for an hour. Send it unchanged as Authorization on every other call.',
  tag: 'Authorization',
  needsToken: false,
  needsChecksum: false,
  feature: null,
  startsOrder: false,
  request: { headers: tokenHeaders, params: null, query: null, body: null },
  reply: tokenReply,
  replyName: 'the answer of generate-token',
  refusals: ['INVALID_CLIENT', 'INVALID_API_KEY', 'FOREIGN_API_KEY'],
  validationMessages: {},
  ...documented(SOURCE.token),
} as const satisfies Endpoint
