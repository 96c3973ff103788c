import type { FastifyRequest } from 'fastify'
import { publicUrlSchema } from '../http/public-address.js'
import { addressesAt, type PublicAddresses, REACHED_AT_HEADER } from '../lib/public-addresses.js'
import { isValid } from '../schema/validator.js'

/**
 * The addresses that a caller of the control API is told: below the one that it says it uses, which goes before the
 * public address; hosted pages stay at an origin of their own. Nobody else sees the answer.
 */
export function addressesFor(request: FastifyRequest): PublicAddresses {
  const { [REACHED_AT_HEADER]: said } = request.headers
  return isValid<string>(publicUrlSchema, said)
    ? addressesAt(said, request.reached.pageOrigin)
    : request.reached
}
