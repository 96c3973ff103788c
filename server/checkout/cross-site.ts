import type { FastifyRequest } from 'fastify'
import { isCrossSite } from '../http/guard.js'
import { PageProblem } from './page-error.js'

/** Turns away a form that another site made a customer's browser send. */
export async function refuseForeignForms(request: FastifyRequest) {
  if (!isCrossSite(request)) return
  throw new PageProblem(403, 'foreign')
}
