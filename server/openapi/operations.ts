import { ENDPOINTS, type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { assumed, documented, SOURCE } from '../../contracts/schemas/evidence.js'
import type { RefusalCode } from '../errors.js'

/** What can come of any call. */
const ANYWHERE = [
  'UNAUTHORIZED',
  'ADDRESS_BLOCKED',
  'RATE_LIMITED',
  'STRICT',
  'SCRIPTED',
  'INTERNAL',
] as const satisfies readonly RefusalCode[]

/** What can come of a call with a body. */
const OF_A_BODY = [
  'MALFORMED_JSON',
  'BODY_TOO_LARGE',
  'BAD_REQUEST',
] as const satisfies readonly RefusalCode[]

/** What can come of a call with a checksum. */
const OF_A_CHECKSUM = [
  'CHECKSUM_REQUIRED',
  'INVALID_CHECKSUM',
  'CHECKSUM_NOT_EXPECTED',
  'UNKNOWN_CHECKSUM_METHOD',
] as const satisfies readonly RefusalCode[]

/** Does not compile while an endpoint names a refusal that `server/errors.ts` does not have. */
const OWN: { readonly [Id in EndpointId]: { readonly refusals: readonly RefusalCode[] } } = ENDPOINTS

/** Everything that an endpoint can refuse. */
export function refusalsOf(id: EndpointId): readonly RefusalCode[] {
  const { method, needsChecksum } = endpointOf(id)
  return [
    ...ANYWHERE,
    ...(method === 'GET' ? [] : OF_A_BODY),
    ...(needsChecksum ? OF_A_CHECKSUM : []),
    ...OWN[id].refusals,
  ]
}

/** Refusals whose status a switch decides, by code: the other status, and the switch that leads to it. */
export const OTHER_STATUSES: {
  readonly [C in RefusalCode]?: { readonly status: number; readonly by: string }
} = {
  INVALID_CLIENT: { status: 401, by: 'badCredentialsStatus' },
  INVALID_API_KEY: { status: 401, by: 'badCredentialsStatus' },
  FOREIGN_API_KEY: { status: 401, by: 'badCredentialsStatus' },
  UNKNOWN_PAYMENT: { status: 404, by: 'queryUnknownReference' },
}

/** What is known of the call to a link's `callbackUrl`, and of the answers that deliveries understand. */
export const CALLBACK_KNOWN = documented(SOURCE.link)
export const RETRIES_KNOWN = assumed('that retries exist is hearsay, their schedule is invented')
