import { documented, SOURCE } from '../schemas/evidence.js'
import { lipaNambaProviders } from '../schemas/lipa-namba.js'
import type { Endpoint } from './endpoint.js'

export const listLipaNambaProviders = {
  method: 'GET',
  path: '/payouts/lipa-namba-providers',
  operationId: 'listLipaNambaProviders',
  summary: 'List Lipa Namba providers',
  description: 'Who runs the numbers that shops collect by, for payouts by Lipa Namba.',
  tag: 'Payouts',
  needsToken: true,
  needsChecksum: false,
  feature: null,
  startsOrder: false,
  request: { headers: null, params: null, query: null, body: null },
  reply: lipaNambaProviders,
  replyName: 'the list of Lipa Namba providers',
  refusals: [],
  validationMessages: {},
  ...documented(SOURCE.lipaNamba),
} as const satisfies Endpoint
