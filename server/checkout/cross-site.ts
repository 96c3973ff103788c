import type { FastifyRequest } from 'fastify'
import { isCrossSiteChange } from '../http/cross-site.js'
import { PageError } from './page-error.js'

/** Turns away a form that another site made a customer's browser send. */
export async function refuseCrossSiteForms(request: FastifyRequest) {
  if (!isCrossSiteChange(request)) return
  throw new PageError(403, 'crossSite')
}
