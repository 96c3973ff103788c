import type { FastifyRequest } from 'fastify'
import { isCrossSite } from '../http/guard.js'
import { PageError } from './page-error.js'

/** Turns away a form that another site made a customer's browser send. */
export async function refuseCrossSiteForms(request: FastifyRequest) {
  if (!isCrossSite(request)) return
  throw new PageError(403, 'crossSite')
}
