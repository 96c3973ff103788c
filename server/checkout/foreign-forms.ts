import type { FastifyRequest } from 'fastify'
import { isCrossSite } from '../guard.js'
import { PageProblem } from './problem.js'

/** Turns away a form that another site made a customer's browser send. */
export async function refuseForeignForms(request: FastifyRequest) {
  if (!isCrossSite(request)) return
  throw new PageProblem(403, 'foreign')
}
